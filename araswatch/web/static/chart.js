// Charts are in the page as SVG; with Vega they also fit their place and answer to the pointer.
"use strict";

const AXIS = 48; // what stands left of the plot, in pixels
const EACH_TICK = 90;

document.querySelectorAll("[data-chart]").forEach((chart) => {
  if (typeof vegaEmbed !== "function") return;
  const source = chart.parentElement.querySelector(".chart-spec").textContent;
  let drawn = 0;

  const fitted = (width) => {
    const spec = JSON.parse(source);
    const ticks = Math.max(3, Math.min(8, Math.floor(width / EACH_TICK)));
    for (const panel of spec.vconcat) {
      panel.width = width;
      for (const layer of panel.layer) layer.encoding.x.axis.tickCount = ticks;
    }
    return spec;
  };
  const draw = () => {
    const width = Math.floor(chart.clientWidth - AXIS);
    if (width === drawn || width < 100) return;
    drawn = width;
    const live = Object.assign(document.createElement("div"), { className: "live" });
    vegaEmbed(live, fitted(width), {
      actions: false, ast: true, defaultStyle: false, renderer: "svg", tooltip: { disableDefaultStyle: true },
    }).then(() => chart.replaceChildren(live)).catch((error) => console.warn("chart stays still", error));
  };

  draw();
  let waiting = 0;
  new ResizeObserver(() => { clearTimeout(waiting); waiting = setTimeout(draw, 200); }).observe(chart);
});
