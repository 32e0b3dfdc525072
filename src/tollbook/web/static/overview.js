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
