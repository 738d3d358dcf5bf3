// What makes the pages handier; all of it also works without.
"use strict";

// On a narrow screen the facets begin folded.
if (matchMedia("(max-width: 860px)").matches) {
  document.querySelectorAll("details.drawer").forEach((drawer) => { drawer.open = false; });
}

// "/" goes to the search box.
document.addEventListener("keydown", (event) => {
  const box = document.getElementById("q");
  if (event.key === "/" && box && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) {
    event.preventDefault();
    box.focus();
    box.select();
  }
  if (event.key === "Escape") document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; });
});

// A click beside an open menu closes it.
document.addEventListener("click", (event) => {
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

// Changes that cannot be taken back are asked about.
document.querySelectorAll("form[data-ask]").forEach((form) => {
  form.addEventListener("submit", (event) => { if (!confirm(form.dataset.ask)) event.preventDefault(); });
});
