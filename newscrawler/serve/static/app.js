// What the dashboard adds where there is a script. Every page is whole without it.
"use strict";
(() => {
  const HOUR = 3600, DAY = 86400;
  const UPLOT = "/static/vendor/uplot-1.6.32.min.js";
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

  // --- times: in the reader's own zone, ages that grow ---
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const two = (number) => String(number).padStart(2, "0");
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  // This machine's clock may be wrong: ages count from the server's time, which each page states.
  const skew = () => Number(document.documentElement.dataset.skew || 0);

  const at = (time) => {
    const year = time.getFullYear() === new Date().getFullYear() ? "" : ` ${time.getFullYear()}`;
    return `${two(time.getDate())} ${months[time.getMonth()]}${year} ${two(time.getHours())}:${two(time.getMinutes())}`;
  };
  const ago = (time) => {
    const seconds = (Date.now() + skew() - time) / 1000, whole = Math.abs(Math.trunc(seconds));
    if (whole < 5) return "just now";
    const [size, unit] = [[DAY, "d"], [HOUR, "h"], [60, "min"], [1, "s"]].find(([size]) => whole >= size);
    const shown = `${Math.floor(whole / size)} ${unit}`;
    return seconds > 0 ? `${shown} ago` : `in ${shown}`;
  };
  const show = (element) => {
    const time = new Date(element.dateTime);
    if (Number.isNaN(time.getTime())) return;
    const text = element.dataset.show === "ago" ? ago(time) : at(time);
    if (element.textContent !== text) element.textContent = text;
  };
  const showTimes = (root = document) => $$("time[data-show]", root).forEach(show);

  // --- live parts ---
  let paused = false;
  const isHeld = (part) => {
    const selection = document.getSelection();
    const active = document.activeElement;
    return (active && active !== document.body && part.contains(active))
      || (selection && !selection.isCollapsed && part.contains(selection.anchorNode));
  };
  const asked = new Map();
  const refresh = () => {
    if (paused || document.hidden || !window.htmx) return;
    for (const part of $$("[data-live]")) {
      const due = (asked.get(part.id) || performance.now()) + 1000 * Number(part.dataset.live);
      if (!asked.has(part.id)) asked.set(part.id, performance.now());
      if (performance.now() < due || isHeld(part)) continue;
      asked.set(part.id, performance.now());
      window.htmx.trigger(part, "refresh");
    }
  };
  const offerPause = () => {
    if (!$$("[data-live]").length) return;
    for (const button of $$("[data-live-toggle]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        paused = !paused;
        button.setAttribute("aria-pressed", String(paused));
        button.textContent = paused ? "Paused" : "Pause";
      });
    }
  };

  // --- charts ---
  const colours = () => {
    const style = getComputedStyle(document.documentElement);
    const named = (name) => style.getPropertyValue(name).trim();
    return { ink: named("--ink-2"), line: named("--line"), series: ["--petrol", "--copper-mark", "--ok", "--bad"].map(named) };
  };
  let loading = null;
  const uPlotLoaded = () => loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    Object.assign(script, { src: UPLOT, onload: () => resolve(window.uPlot), onerror: reject });
    document.head.append(script);
  });
  const draw = async (plot) => {
    const data = JSON.parse(plot.dataset.chart);
    if (data.x.length < 2) return;
    const uPlot = await uPlotLoaded();
    const { ink, line, series } = colours();
    plot.replaceChildren();
    plot.hidden = false;
    const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
    const bars = data.bars ? { paths: uPlot.paths.bars({ size: [0.8, 24] }), points: { show: false } } : {};
    const made = new uPlot({
      width: plot.clientWidth, height: 180, cursor: { y: false },
      scales: data.bars ? { y: { range: (u, low, high) => [0, Math.max(1, high)] } } : {},
      axes: [axis, { ...axis, size: 48 }],
      series: [{}, ...data.series.map((each, index) => ({
        label: each.label, stroke: series[index % series.length], width: 1.5, spanGaps: true,
        ...(data.bars ? { fill: series[index % series.length] } : {}), ...bars,
      }))],
    }, [data.x, ...data.series.map((each) => each.values)], plot);
    new ResizeObserver(() => made.setSize({ width: plot.clientWidth, height: 180 })).observe(plot.parentElement);
  };
  const drawAll = (root = document) => $$(".plot[data-chart]", root).forEach((plot) => draw(plot).catch(() => { plot.hidden = true; }));

  // --- start ---
  const begin = () => {
    const stated = document.querySelector(".foot time");
    if (stated) document.documentElement.dataset.skew = String(new Date(stated.dateTime) - Date.now());
    $$("[data-zone]").forEach((each) => { each.textContent = `times in ${zone}`; });
    showTimes();
    drawAll();
    offerPause();
    setInterval(refresh, 1000);
    setInterval(showTimes, 10000);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawAll());
    document.addEventListener("submit", (event) => {
      const question = event.target.dataset.confirm;
      if (question && !window.confirm(question)) event.preventDefault();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.closest("input, textarea, select, [contenteditable]")) return;
      const field = document.querySelector("input[type=search]");
      if (field) { event.preventDefault(); field.focus(); }
    });
  };
  document.addEventListener("htmx:afterSwap", (event) => { showTimes(event.target); drawAll(event.target); });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
