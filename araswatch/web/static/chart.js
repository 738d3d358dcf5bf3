// Charts are in the page as SVG; with Vega they also answer to the pointer.
"use strict";

document.querySelectorAll("[data-chart]").forEach((chart) => {
  const spec = JSON.parse(chart.parentElement.querySelector(".chart-spec").textContent);
  if (typeof vegaEmbed !== "function") return;
  const live = document.createElement("div");
  vegaEmbed(live, spec, {
    actions: false, ast: true, defaultStyle: false, renderer: "svg", tooltip: { disableDefaultStyle: true },
  }).then(() => chart.replaceChildren(live)).catch((error) => console.warn("chart stays still", error));
});
