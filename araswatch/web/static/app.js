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

// A form of picks keeps what stands in the box, and leaves out of the address what was not picked.
document.querySelectorAll("form[data-tidy]").forEach((form) => {
  form.addEventListener("submit", () => {
    const box = document.getElementById("q");
    let kept = form.querySelector("input[name=q]");
    if (box && box.value && !kept) {
      kept = Object.assign(document.createElement("input"), { type: "hidden", name: "q" });
      form.append(kept);
    }
    if (box && kept) kept.value = box.value;
    form.querySelectorAll("select, input").forEach((one) => { one.disabled = !one.value; });
  });
});

// Coming back by the browser's memory, everything can be picked again.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-tidy] :disabled").forEach((one) => { one.disabled = false; });
});
