// Keys for the queue of reviews: they press the buttons that are there. Off until switched on, and never while typing.
(() => {
  "use strict";
  const box = document.getElementById("use-keys"), items = [...document.querySelectorAll(".finding")];
  if (!box) return;
  const kept = { get: () => { try { return localStorage.getItem("tollbook-keys"); } catch { return null; } },
    set: (value) => { try { localStorage.setItem("tollbook-keys", value); } catch { /* private window */ } } };
  box.checked = kept.get() === "on";
  box.addEventListener("change", () => kept.set(box.checked ? "on" : "off"));

  const current = () => document.activeElement.closest(".finding");
  const move = (by) => {
    const at = items.indexOf(current());
    const to = items[at < 0 ? 0 : Math.min(Math.max(at + by, 0), items.length - 1)];
    if (to) { to.focus({ preventScroll: true }); to.scrollIntoView({ block: "start" }); }
  };
  const press = (key) => {
    const within = document.activeElement.closest(".voice") || current() || items[0];
    const found = (within && within.querySelector(`[data-key="${key}"]`)) ||
      (current() || items[0] || document).querySelector(`[data-key="${key}"]`);
    if (found) found.click();
    return Boolean(found);
  };
  const follow = (selector) => { const found = document.querySelector(selector); if (found) found.click(); return Boolean(found); };
  document.addEventListener("keydown", (event) => {
    if (!box.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input:not([type=checkbox]), select, textarea")) return;
    let done = true;
    if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "n") done = follow(".pager [rel=next]");
    else if (event.key === "p") done = follow(".pager [rel=prev]");
    else if (event.key === "z") done = follow(".notice [data-key=z]");
    else if ("sdulmxhco".includes(event.key) && event.key.length === 1) done = press(event.key);
    else done = false;
    if (done) event.preventDefault();
  });
})();
