"""Which map draws many dots smoothly: ``python bench/maps.py [--dots N] [--browser PATH]``.

Draws N dots (50,000 unless told) over the basemap in headless Chromium without a graphics card, three ways: as the
overview does (Leaflet with one canvas layer for all dots, ``static/map.js``), as Leaflet does by itself (a circle
marker each, on its canvas), and with MapLibre GL (WebGL in software; fetched with npm for this run only). Prints the
milliseconds until the first picture, and of a pan and a zoom until the next frame but one: the least and the median of
several, since a busy machine only ever adds to them.
"""

from __future__ import annotations

import argparse
import http.server
import json
import os
import random
import shutil
import subprocess
import tempfile
import threading
from functools import partial
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

SEED, DOTS = 20240607, 50_000
STATIC = Path(__file__).parents[1] / "src" / "tollbook" / "web" / "static"
MAPLIBRE = "maplibre-gl@6.17.0"
HEAD = "<!doctype html><meta charset=utf-8><link rel=stylesheet href={}.css><div id=map></div>"
TOPOLOGY = "<script src=topojson.js></script>"
SIZED = "<style>#map{width:900px;height:700px}</style>"
OURS = (
    HEAD.format("leaflet")
    + TOPOLOGY
    + "<link rel=stylesheet href=style.css>"
    + SIZED
    + "<script>map.dataset.world='world.json'</script><i id=results data-points=map.json></i>"
    + "<script src=leaflet.js></script><script src=map.js></script>"
)
SHAPES = """
const world = await (await fetch('world.json')).json(), all = world.objects.provinces;
const land = topojson.merge(world, all.geometries);
const borders = topojson.mesh(world, all, (a, b) => a !== b && a.properties.c !== b.properties.c);
const marks = (await (await fetch('map.json')).json()).marks;
"""
LEAFLET = (
    HEAD.format("leaflet")
    + TOPOLOGY
    + SIZED
    + "<script src=leaflet.js></script><script type=module>"
    + SHAPES
    + """
const drawn = window.drawn = L.map('map', { zoomAnimation: false, fadeAnimation: false }).setView([20, 20], 2);
const renderer = L.canvas({ padding: 0.4 });
for (const shape of [land, borders]) L.geoJSON(shape, { renderer }).addTo(drawn);
for (const [lat, lon, radius] of marks) L.circleMarker([lat, lon], { radius, renderer, weight: 0.7 }).addTo(drawn);
requestAnimationFrame(() => { map.dataset.drawn = '1'; });
</script>"""
)
GL = (
    HEAD.format("maplibre-gl")
    + TOPOLOGY
    + SIZED
    + "<script type=module>import * as gl from './maplibre-gl.mjs';"
    + SHAPES
    + """
const feature = (geometry, properties = {}) => ({ type: 'Feature', geometry, properties });
const dot = ([lat, lon, radius]) => feature({ type: 'Point', coordinates: [lon, lat] }, { radius });
const of = (data) => ({ type: 'geojson', data });
const dots = { type: 'FeatureCollection', features: marks.map(dot) };
const drawn = window.drawn = new gl.Map({ container: 'map', center: [20, 20], zoom: 2, style: { version: 8,
  sources: { land: of(feature(land)), borders: of(feature(borders)), dots: of(dots) },
  layers: [{ id: 'land', type: 'fill', source: 'land' }, { id: 'borders', type: 'line', source: 'borders' },
    { id: 'dots', type: 'circle', source: 'dots', paint: { 'circle-radius': ['get', 'radius'] } }] } });
drawn.once('idle', () => { map.dataset.drawn = '1'; });
</script>"""
)
PAGES = {"ours": OURS, "leaflet": LEAFLET, "maplibre": GL}
STEPS = """async ([kind, pan]) => {
  const map = window.drawn || window.tollbookMap.map, taken = [];
  for (let at = 0; at < 12; at++) {
    const began = performance.now();
    if (pan) map.panBy([at % 2 ? 200 : -200, 0], kind === 'maplibre' ? { duration: 0 } : { animate: false });
    else if (kind === 'maplibre') map.jumpTo({ zoom: 2 + at % 3 });
    else map.setZoom(2 + at % 3, { animate: false });
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    taken.push(performance.now() - began);
  }
  taken.sort((a, b) => a - b);
  return [taken[0], taken[6]];
}"""


def lay(folder: Path, dots: int) -> None:
    """Write the pages, the dots and all that they need into `folder`."""
    subprocess.run(  # noqa: S603
        ["npm", "install", "--silent", "--no-save", "--ignore-scripts", MAPLIBRE],  # noqa: S607
        cwd=folder,
        check=True,
    )
    for name in ("leaflet.js", "leaflet.css", "world.json"):
        shutil.copy(STATIC / "vendor" / name, folder)
    shutil.copy(STATIC / "vendor" / "topojson-client.min.js", folder / "topojson.js")
    for name in ("map.js", "style.css"):
        shutil.copy(STATIC / name, folder)
    for file in (folder / "node_modules" / "maplibre-gl" / "dist").glob("maplibre-gl*"):
        if file.suffix in (".mjs", ".css"):
            shutil.copy(file, folder)
    chance = random.Random(SEED)  # noqa: S311 - the same each time, and no secret
    marks = []
    for at in range(dots):
        point = [round(chance.uniform(-35, 55), 4), round(chance.uniform(-100, 110), 4)]
        marks.append([*point, round(chance.uniform(3, 14), 1), at % 2, None, None, f"Town {at}", "/"])
    (folder / "map.json").write_text(json.dumps({"marks": marks, "undrawn": 0}), encoding="utf-8")
    for name, page in PAGES.items():
        (folder / f"{name}.html").write_text(page, encoding="utf-8")


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | {".mjs": "text/javascript"}

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def measure(page: Page, address: str, name: str) -> None:
    """Print the figures of one map."""
    page.goto(f"{address}/{name}.html")
    page.wait_for_function("map.dataset.drawn", timeout=120_000)
    ready = page.evaluate("performance.now()")
    (pan, pans), (zoom, zooms) = (page.evaluate(STEPS, [name, of]) for of in (True, False))
    print(f"{name:<10}{ready:>8.0f}{pan:>10.0f}{pans:>8.0f}{zoom:>10.0f}{zooms:>8.0f}", flush=True)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--dots", type=int, default=DOTS)
    parser.add_argument("--browser", default=shutil.which("chromium"))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tollbook-maps-") as name, sync_playwright() as play:
        folder = Path(name)
        lay(folder, given.dots)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=name))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(f"{given.dots:,} dots, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; milliseconds")
        print(f"{'':<10}{'ready':>8}{'pan':>10}{'median':>8}{'zoom':>10}{'median':>8}")
        for kind in PAGES:
            soft = (
                ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"] if kind == "maplibre" else ["--disable-gpu"]
            )
            browser = play.chromium.launch(executable_path=given.browser, args=["--no-sandbox", *soft])
            try:
                measure(browser.new_page(), f"http://127.0.0.1:{server.server_port}", kind)
            finally:
                browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
