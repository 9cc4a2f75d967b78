// Draws the charts of a page (includes/chart.html). The libraries are fetched when the first chart comes near the
// viewport. The table beside each chart has the same numbers.
"use strict";

(() => {
  const SCRIPTS = document.currentScript.dataset.needs.split(" ");
  const NEAR = "300px";
  const EXPORT = { width: 1200, top: 64 };
  const drawn = new Map();

  let fetched;
  function fetchScripts() {
    fetched ??= Promise.all(
      SCRIPTS.map(
        (address) =>
          new Promise((resolve, reject) => {
            const script = document.createElement("script");
            script.src = address;
            script.onload = resolve;
            script.onerror = reject;
            document.head.append(script);
          }),
      ),
    );
    return fetched;
  }

  function option(figure, size) {
    const data = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
    return salonCharts.option(figure.dataset.chart, data, size);
  }

  const sizeOf = (box) => ({ width: box.clientWidth, height: box.clientHeight, top: 0 });

  function redraw(figure) {
    const { chart, box } = drawn.get(figure);
    chart.resize();
    // Only the first drawing is animated.
    chart.setOption({ ...option(figure, sizeOf(box)), animation: false }, { notMerge: true });
  }

  async function draw(figure) {
    const box = figure.querySelector(".chart__canvas");
    try {
      await fetchScripts();
    } catch {
      // The table has the same numbers.
      figure.querySelector("details").open = true;
      return;
    }
    if (drawn.has(figure) || !figure.isConnected) return;
    const chart = echarts.init(box, null, { renderer: "canvas" });
    drawn.set(figure, { chart, box });
    let width = box.clientWidth;
    chart.setOption(option(figure, sizeOf(box)));
    new ResizeObserver(() => {
      if (box.clientWidth === width || !box.clientWidth) return;
      width = box.clientWidth;
      redraw(figure);
    }).observe(box);
    figure.dataset.chartDrawn = "";
  }

  // A drawing in a file needs its title and a background.
  function exported(figure, options, target) {
    const height = figure.querySelector(".chart__canvas").clientHeight + EXPORT.top;
    const chart = echarts.init(target, null, { width: EXPORT.width, height, ...options });
    const whole = option(figure, { ...EXPORT, height });
    const colours = salonCharts.palette();
    const title = { text: figure.dataset.chartTitle, subtext: `${document.title} · ${location.host}${location.pathname}`, left: 0, top: 8 };
    chart.setOption({
      ...whole,
      animation: false,
      backgroundColor: colours.background,
      title: { ...title, textStyle: { color: colours.text, fontSize: 18, fontWeight: 500 }, subtextStyle: { color: colours.muted } },
    });
    return chart;
  }

  async function save(figure, format) {
    await fetchScripts();
    const isSvg = format === "svg";
    const chart = isSvg
      ? exported(figure, { renderer: "svg", ssr: true }, null)
      : exported(figure, { renderer: "canvas" }, document.createElement("div"));
    const link = document.createElement("a");
    link.download = `${figure.dataset.chartKey}.${format}`;
    link.href = isSvg
      ? URL.createObjectURL(new Blob([chart.renderToSVGString()], { type: "image/svg+xml" }))
      : chart.getDataURL({ type: "png", pixelRatio: 2 });
    chart.dispose();
    link.click();
    if (isSvg) setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  const nearby = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        nearby.unobserve(target);
        draw(target);
      }
    },
    { rootMargin: NEAR },
  );

  function find() {
    for (const [figure, { chart }] of drawn) {
      if (figure.isConnected) continue;
      chart.dispose();
      drawn.delete(figure);
    }
    for (const figure of document.querySelectorAll("[data-chart]:not([data-chart-found])")) {
      figure.dataset.chartFound = "";
      for (const button of figure.querySelectorAll("[data-chart-save]")) {
        button.hidden = false;
        button.addEventListener("click", () => save(figure, button.dataset.chartSave));
      }
      nearby.observe(figure);
    }
  }

  const redrawAll = () => [...drawn.keys()].forEach(redraw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawAll);
  new MutationObserver(redrawAll).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  document.addEventListener("DOMContentLoaded", find);
  // htmx has swapped parts of the page.
  document.addEventListener("htmx:load", find);
})();
