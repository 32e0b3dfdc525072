// The map of a selection: the same marks as /map.svg, drawn by Leaflet on one canvas. See tollbook.web.mapping.
(() => {
  "use strict";
  const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const DISTRICT_WEIGHT = 1.2, PROVINCES_FROM = 5;

  // A dot of one size, drawn once and then copied: copying is many times faster than drawing a circle.
  function stamp(r, near, ratio, fill, paper) {
    const sprite = document.createElement("canvas"), half = Math.ceil((r + 2) * ratio);
    sprite.width = sprite.height = 2 * half;
    const pen = sprite.getContext("2d", { willReadFrequently: true });
    pen.arc(half, half, r * ratio, 0, 6.2832);
    pen.fillStyle = near ? paper : fill;
    pen.globalAlpha = near ? 0.6 : 0.62;
    pen.fill();
    pen.globalAlpha = 1;
    pen.strokeStyle = fill;
    pen.lineWidth = (near ? 1.6 : 0.7) * ratio;
    pen.stroke();
    return sprite;
  }

  // All dots are drawn by one layer: fifty thousand layers of their own would be slow to make and to hit.
  const Dots = L.Layer.extend({
    initialize(marks) {
      // Where the dots are in Web Mercator at zoom 0, worked out once; every other zoom is a multiple of it.
      this._marks = marks;
      this._x = new Float64Array(marks.length);
      this._y = new Float64Array(marks.length);
      marks.forEach(([lat, lon], at) => {
        const sine = Math.sin(Math.max(-85, Math.min(85, lat)) * Math.PI / 180);
        this._x[at] = (lon + 180) / 360 * 256;
        this._y[at] = (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 256;
      });
    },
    onAdd(map) {
      this._canvas = L.DomUtil.create("canvas", "leaflet-layer", map.getPane("overlayPane"));
      map.on("moveend zoomend resize viewreset", this._draw, this);
      this._draw();
    },
    onRemove(map) {
      this._canvas.remove();
      map.off("moveend zoomend resize viewreset", this._draw, this);
    },
    _draw() {
      const map = this._map, size = map.getSize(), ratio = window.devicePixelRatio || 1, canvas = this._canvas;
      // A third of a screen more on each side, so that dragging shows no edge.
      const pad = size.multiplyBy(0.33).round(), full = size.add(pad.multiplyBy(2));
      L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint([-pad.x, -pad.y]));
      canvas.width = full.x * ratio; canvas.height = full.y * ratio;
      canvas.style.width = `${full.x}px`; canvas.style.height = `${full.y}px`;
      const pen = canvas.getContext("2d", { willReadFrequently: true }); // drawn by the processor, as most of it is small
      const fill = ink("--bar"), paper = ink("--land"), zoom = map.getZoom();
      // A far view draws dots smaller. The marks come largest first, so that small tolls stay visible on large ones.
      const shrink = Math.min(1, Math.max(0.45, 0.45 + zoom * 0.11));
      const scale = 2 ** zoom, corner = map.getPixelBounds().min, sprites = [];
      this._seen = [];
      this._cells = null;
      for (let at = 0; at < this._marks.length; at++) {
        const mark = this._marks[at], r = mark[2] * shrink;
        const x = this._x[at] * scale - corner.x + pad.x, y = this._y[at] * scale - corner.y + pad.y;
        if (x < -r || y < -r || x > full.x + r || y > full.y + r) continue;
        const key = Math.round(r * 2) * 2 + mark[3];
        const sprite = sprites[key] ||= stamp(Math.max(1, Math.round(r * 2) / 2), mark[3], ratio, fill, paper);
        pen.drawImage(sprite, Math.round(x * ratio - sprite.width / 2), Math.round(y * ratio - sprite.height / 2));
        this._seen.push([x - pad.x, y - pad.y, r, mark]);
      }
      this._from = map.containerPointToLayerPoint([0, 0]);
    },
    // What is seen by cells of 32 pixels, made when somebody first points at something.
    _grid() {
      if (!this._cells) {
        this._cells = new Map();
        for (const each of this._seen) {
          const cell = Math.floor(each[0] / 32) * 4096 + Math.floor(each[1] / 32), held = this._cells.get(cell);
          if (held) held.push(each); else this._cells.set(cell, [each]);
        }
      }
      return this._cells;
    },
    // The smallest mark under a point of the map's box, or null.
    hit(point) {
      const moved = this._map.containerPointToLayerPoint(point).subtract(this._from), cells = this._grid();
      let best = null;
      for (let i = -1; i <= 1; i++) for (let j = -1; j <= 1; j++) {
        const cell = (Math.floor(moved.x / 32) + i) * 4096 + Math.floor(moved.y / 32) + j;
        for (const [x, y, r, mark] of cells.get(cell) || []) {
          const far = Math.hypot(x - moved.x, y - moved.y);
          if (far <= Math.max(r, 5) && (best === null || r < best[0])) best = [r, mark];
        }
      }
      return best && best[1];
    },
  });

  const box = document.getElementById("map");
  if (!box) return;
  box.replaceChildren();
  const map = L.map(box, { preferCanvas: true, attributionControl: false, zoomSnap: 0.5, worldCopyJump: true, minZoom: 1, maxZoom: 11, zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false });
  map.setView([20, 20], 1.5);
  const paint = L.canvas({ padding: 0.4 });
  const tip = L.tooltip({ direction: "auto", offset: [8, 0] });
  let world = null, dots = null, areas = null, wanted = null;
  const shapes = new Map();

  async function base() {
    const answer = await fetch(box.dataset.world);
    world = await answer.json();
    const all = world.objects.provinces, none = { interactive: false, renderer: paint };
    L.geoJSON(topojson.merge(world, all.geometries), { ...none, style: () => ({ stroke: false, fillColor: ink("--land"), fillOpacity: 1 }) }).addTo(map);
    const inner = L.geoJSON(topojson.mesh(world, all, (a, b) => a !== b && a.properties.c === b.properties.c), { ...none, style: () => ({ color: ink("--province"), weight: 0.8 }) });
    L.geoJSON(topojson.mesh(world, all, (a, b) => a !== b && a.properties.c !== b.properties.c), { ...none, style: () => ({ color: ink("--border"), weight: 1 }) }).addTo(map);
    L.geoJSON(topojson.feature(world, world.objects.disputed), { ...none, style: () => ({ color: ink("--border"), weight: 1, dashArray: "2 4", fill: false }) }).addTo(map);
    const provinces = () => { if (map.getZoom() >= PROVINCES_FROM) inner.addTo(map); else inner.remove(); };
    map.on("zoomend", provinces);
    provinces();
  }

  function shape(name) {
    if (!shapes.has(name)) {
      const all = world.objects.provinces.geometries;
      const parts = typeof name === "number" ? [all[name]] : all.filter((each) => each.properties.c === name);
      shapes.set(name, topojson.merge(world, parts));
    }
    return shapes.get(name);
  }

  const lead = (address) => { window.location.assign(address); };

  async function show(address) {
    wanted = address;
    const answer = await fetch(address);
    if (!answer.ok || wanted !== address) return;
    const { marks, undrawn } = await answer.json();
    if (areas) areas.remove();
    if (dots) dots.remove();
    areas = L.layerGroup().addTo(map);
    const bounds = L.latLngBounds([]);
    const plain = [];
    for (const mark of marks) {
      const [lat, lon, , , km, at, told, to] = mark;
      let layer = null;
      if (at !== null) {
        layer = L.geoJSON(shape(at), { renderer: paint, style: () => ({ color: ink("--bar"), weight: 1, dashArray: "3 3", fillColor: ink("--bar"), fillOpacity: typeof at === "number" ? 0.16 : 0.09 }) });
        if (typeof at === "number") bounds.extend(layer.getBounds());
      } else if (km !== null) {
        layer = L.circle([lat, lon], { renderer: paint, radius: km * 1000, color: ink("--bar"), weight: DISTRICT_WEIGHT, dashArray: "4 3", fillOpacity: 0.08 });
        bounds.extend([lat, lon]);
      } else {
        plain.push(mark);
        bounds.extend([lat, lon]);
      }
      if (layer) {
        layer.bindTooltip(() => Object.assign(document.createElement("span"), { textContent: told }), { sticky: true });
        layer.on("click", (event) => { if (!dots.hit(event.containerPoint)) lead(to); });
        areas.addLayer(layer);
      }
    }
    dots = new Dots(plain).addTo(map);
    box.dataset.drawn = String(marks.length);
    if (bounds.isValid() && !box.dataset.held) map.fitBounds(bounds.pad(0.12), { maxZoom: 7, animate: false });
    const note = document.getElementById("undrawn");
    if (note) note.textContent = undrawn ? `${undrawn} at sea, in the air or without a shape: not drawn` : "";
  }

  map.on("mousemove", (event) => {
    const mark = dots && dots.hit(event.containerPoint);
    box.style.cursor = mark ? "pointer" : "";
    if (mark) { tip.setLatLng([mark[0], mark[1]]).setContent(Object.assign(document.createElement("span"), { textContent: mark[6] })); if (!map.hasLayer(tip)) map.openTooltip(tip); }
    else if (map.hasLayer(tip)) map.closeTooltip(tip);
  });
  map.on("click", (event) => { const mark = dots && dots.hit(event.containerPoint); if (mark) lead(mark[7]); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => window.location.reload());

  window.tollbookMap = { map, show, box };
  const started = base().then(() => {
    const results = document.getElementById("results");
    if (results) return show(results.dataset.points);
    return null;
  });
  started.catch(() => { box.textContent = "The map could not be drawn."; });
})();
