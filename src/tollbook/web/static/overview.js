// Keeps the map, the address and the filters in step. Without this script all of it works through links and the form.
(() => {
  "use strict";
  const form = document.querySelector("form.filters"), overview = document.querySelector(".overview");
  if (!form || !overview) return;
  if (matchMedia("(max-width: 63.99rem)").matches) form.querySelector("details.panel").removeAttribute("open");

  // A box with nothing in it makes a shorter address.
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData.entries()]) if (value === "" || (name === "sort" && value === "newest")) event.formData.delete(name);
  });

  // The numbers of the filters come anew with each answer; what was opened or closed stays so.
  const opened = new Map();
  form.addEventListener("toggle", ({ target }) => { if (target.matches("details.facet")) opened.set(target.dataset.name, target.open); }, true);

  let last = document.getElementById("results").dataset.points;
  new MutationObserver(() => {
    const results = document.getElementById("results");
    if (results && results.dataset.points !== last) {
      last = results.dataset.points;
      if (window.tollbookMap) window.tollbookMap.show(last);
      for (const facet of form.querySelectorAll("details.facet")) if (opened.has(facet.dataset.name)) facet.open = opened.get(facet.dataset.name);
    }
  }).observe(overview, { childList: true, subtree: true });

  // A period is chosen by dragging over the timeline. By keyboard there are the two dates of the form, and the links of
  // the table under the bars. A slot is a day, a month or a year, as its name is long: "2024-03-02", "2024-03", "2024".
  const day = (slot, at, end) => {
    const [year, month, date] = slot.split("-").map(Number), past = end ? 1 : 0;
    const found = date ? new Date(Date.UTC(year, month - 1, date + at)) : month ? new Date(Date.UTC(year, month - 1 + at + past, 1 - past)) : new Date(Date.UTC(year + at + past, 0, 1 - past));
    return found.toISOString().slice(0, 10);
  };
  let drag = null;
  const slotAt = (event) => {
    const box = drag.svg.getBoundingClientRect(), slots = Number(drag.svg.dataset.slots);
    return Math.min(slots - 1, Math.max(0, Math.floor((event.clientX - box.left) / box.width * slots)));
  };
  const stop = () => {
    if (drag && drag.shade) { drag.shade.remove(); drag.figure.classList.remove("dragged"); }
    drag = null;
  };
  overview.classList.add("live");
  // Neither the browser's own drag of a link nor its focus on the bar where the drag began.
  for (const kind of ["dragstart", "mousedown"]) overview.addEventListener(kind, (event) => { if (event.target.closest(".timeline svg[data-first]")) event.preventDefault(); });
  overview.addEventListener("pointerdown", (event) => {
    const svg = event.target.closest(".timeline svg[data-first]");
    if (svg && event.button === 0) drag = { svg, figure: svg.closest(".timeline"), start: event.clientX, id: event.pointerId, shade: null };
  });
  overview.addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.id || (!drag.shade && Math.abs(event.clientX - drag.start) < 5)) return;
    const at = slotAt(event), wide = 1000 / Number(drag.svg.dataset.slots);
    if (!drag.shade) {
      drag.svg.setPointerCapture(drag.id);
      drag.from = slotAt({ clientX: drag.start });
      drag.shade = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      for (const [name, value] of [["class", "shade"], ["y", "0"], ["height", "100"]]) drag.shade.setAttribute(name, value);
      drag.svg.append(drag.shade);
      drag.figure.classList.add("dragged");
    }
    const [low, high] = [Math.min(drag.from, at), Math.max(drag.from, at)], first = drag.svg.dataset.first;
    drag.period = [day(first, low, false), day(first, high, true)];
    drag.shade.setAttribute("x", low * wide);
    drag.shade.setAttribute("width", (high - low + 1) * wide);
    drag.figure.querySelector(".picking").textContent = drag.period[0] === drag.period[1] ? drag.period[0] : drag.period.join(" to ");
  });
  overview.addEventListener("pointerup", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    const { shade, period, svg } = drag;
    stop();
    if (!shade) return; // a click, which follows the bar's own link
    svg.addEventListener("click", (click) => { click.preventDefault(); click.stopPropagation(); }, { capture: true, once: true });
    [form.elements.namedItem("from").value, form.elements.namedItem("to").value] = period;
    form.requestSubmit();
  });
  overview.addEventListener("pointercancel", stop);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") stop(); });

  const button = document.getElementById("use-box"), box = form.elements.namedItem("box");
  if (button && window.tollbookMap) {
    const { map, box: element } = window.tollbookMap;
    let own = false;
    map.on("dragend", () => { own = true; button.hidden = false; });
    map.getContainer().addEventListener("wheel", () => { own = true; button.hidden = false; }, { passive: true });
    button.addEventListener("click", () => {
      if (!own) return;
      const shown = map.getBounds();
      box.value = [shown.getWest(), shown.getSouth(), shown.getEast(), shown.getNorth()].map((side) => side.toFixed(3)).join(",");
      element.dataset.held = "1";
      form.requestSubmit();
    });
  }
})();
