"""Filters and the queue in a real browser: numbers follow what is chosen, and the keyboard keeps its place."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium")
pytestmark = [pytest.mark.system, pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")]


@pytest.fixture
def address(demo: Path, tmp_path: Path) -> Iterator[str]:
    """A real server on a ledger of its own."""
    ledger = shutil.copy(demo, tmp_path / "own.toll")
    known = {name: value for name, value in os.environ.items() if not name.startswith("TOLLBOOK_")}
    line = [sys.executable, "-m", "tollbook", "serve", str(ledger), "--no-open", "--port", "0"]
    with subprocess.Popen(line, stderr=subprocess.PIPE, text=True, env=known) as server:
        assert server.stderr is not None
        found = re.search(r"http://127\.0\.0\.1:\d+", server.stderr.readline())
        assert found
        yield found[0]
        server.send_signal(signal.SIGINT)
        server.wait(30)


@pytest.fixture
def tab() -> Iterator[object]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser.new_page(viewport={"width": 1440, "height": 900})
        browser.close()


def test_numbers_follow_the_choice_and_what_was_open_or_in_focus_stays(address: str, tab) -> None:  # type: ignore[no-untyped-def]
    def numbers(name: str) -> dict[str, str]:
        rows = tab.locator(f'details.facet[data-name="{name}"] li').all()
        return {row.locator("input").get_attribute("value"): row.locator(".n").text_content() for row in rows}

    tab.goto(address)
    before = numbers("type")
    assert len(before) > 1 and numbers("country") == {"SY": "6", "CD": "1", "PK": "1"}
    tab.locator('details.facet[data-name="type"] summary').click()
    tab.locator('details.facet[data-name="effect"] summary').click()
    tab.locator('input[name="country"][value="SY"]').focus()
    tab.keyboard.press("Space")
    tab.wait_for_url("**/?country=SY")
    sync_api.expect(tab.locator("#results tr[data-id]")).to_have_count(6)
    sync_api.expect(tab.locator('details.facet[data-name="type"] li')).to_have_count(1)
    assert numbers("type") != before and numbers("country") == {"SY": "6", "CD": "1", "PK": "1"}
    assert tab.evaluate("document.activeElement.value") == "SY"
    assert tab.evaluate("document.activeElement.checked")
    opened = tab.evaluate("[...document.querySelectorAll('details.facet[open]')].map((each) => each.dataset.name)")
    assert "type" in opened and "effect" not in opened
    tab.keyboard.press("Space")
    sync_api.expect(tab.locator("#results tr[data-id]")).to_have_count(9)


def test_a_finding_is_ticked_off_by_a_key_and_comes_back_by_another(address: str, tab) -> None:  # type: ignore[no-untyped-def]
    tab.goto(f"{address}/review")
    tab.wait_for_selector(".finding", timeout=60_000)
    number = tab.locator(".finding").count()
    first = tab.locator(".finding h2").first.text_content()
    tab.locator(".keys summary").click()
    tab.locator("#use-keys").check()
    tab.keyboard.press("j")
    tab.keyboard.press("l")
    tab.wait_for_url("**/review?done=1")
    assert tab.locator(".finding").count() == number - 1
    assert tab.locator(".finding h2").first.text_content() != first
    tab.locator("a", has_text="Looked at (1)").click()
    assert tab.locator(".finding h2").first.text_content() == first
