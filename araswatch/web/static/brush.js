// Dragging across the bars of a histogram narrows the search to their days.
"use strict";

document.querySelectorAll("figure[data-brush]").forEach((figure) => {
  const chart = figure.querySelector("svg");
  const brush = figure.querySelector(".brush");
  const bars = [...chart.querySelectorAll("a[data-since]")];
  let first = null, last = null;

  const under = (event) => {
    const box = chart.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    return Math.max(0, Math.min(bars.length - 1, Math.floor(share * bars.length)));
  };
  const paint = () => {
    const width = 100 / bars.length, [from, to] = [Math.min(first, last), Math.max(first, last)];
    brush.setAttribute("x", from * width);
    brush.setAttribute("width", first === last ? 0 : (to - from + 1) * width);
  };

  chart.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    first = last = under(event);
    chart.setPointerCapture(event.pointerId);
  });
  chart.addEventListener("pointermove", (event) => {
    if (first === null) return;
    last = under(event);
    paint();
  });
  chart.addEventListener("pointerup", (event) => {
    if (first === null) return;
    last = under(event);
    const [from, to] = [bars[Math.min(first, last)], bars[Math.max(first, last)]];
    const target = new URL(figure.dataset.brush, location.href);
    target.searchParams.set("since", from.dataset.since);
    target.searchParams.set("until", to.dataset.until);
    first = null;
    location.assign(target);
  });
  chart.addEventListener("pointercancel", () => { first = null; brush.setAttribute("width", 0); });
  chart.addEventListener("dragstart", (event) => event.preventDefault());
  chart.addEventListener("click", (event) => { if (event.detail > 0 && !event.ctrlKey && !event.metaKey) event.preventDefault(); });
});
