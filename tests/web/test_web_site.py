"""The static copy: every page there, no link broken or absolute, no script, its policy inside, whole or not at all."""

import io
import json
import re
import shutil
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tollbook import cli, pipeline
from tollbook.export import FORMATS, names, write
from tollbook.records import View
from tollbook.store import LedgerError
from tollbook.web import copy

Open = Callable[..., TestClient]
ID = re.compile(r"[0-9a-f]{16}")


class Page(HTMLParser):
    """The links of a page, its ids, its tags, and its policy."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.tags: set[str] = set()
        self.handlers: list[str] = []
        self.policy = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.tags.add(tag)
        self.handlers += [name for name in known if name.startswith("on") or name == "style"]
        self.links += [value for name, value in attrs if name in ("href", "src") and value]
        self.ids.add(known.get("id") or "")
        if known.get("http-equiv") == "Content-Security-Policy":
            self.policy = known.get("content") or ""


def html(folder: Path) -> Iterator[tuple[Path, Page]]:
    for path in sorted(folder.rglob("*.html")):
        yield path, Page(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def made(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copies") / "site"
    copy.write(demo, folder)
    return folder


@pytest.fixture(scope="module")
def view(demo: Path) -> View:
    with pipeline.open_ledger(demo) as ledger:
        return pipeline.look(ledger)


def test_every_incident_and_report_has_its_page(made: Path, view: View) -> None:
    assert {path.stem for path in (made / "incident").glob("*.html")} == {each.id for each in view.incidents}
    assert {path.stem for path in (made / "incident").glob("*.svg")} == {each.id for each in view.incidents}
    assert {path.stem for path in (made / "report").glob("*.html")} == {each.id for each in view.reports}
    index = (made / "index.html").read_text(encoding="utf-8")
    assert set(re.findall(r'data-id="(\w+)"', index)) == {each.id for each in view.incidents}


def test_every_link_leads_to_a_file_of_the_copy(made: Path) -> None:
    pages = dict(html(made))
    followed = 0
    for path, page in pages.items():
        for link in page.links:
            assert not link.startswith(("/", "http", "javascript:", "data:")), (path, link)
            file, _, mark = link.partition("#")
            target = (path.parent / file).resolve() if file else path.resolve()
            assert target.is_file(), (path, link)
            assert target.is_relative_to(made.resolve())
            if mark and target.suffix == ".html":
                assert mark in pages[made / target.relative_to(made.resolve())].ids, (path, link)
            followed += 1
    assert followed > 100


def test_no_page_holds_a_script_or_a_form_and_each_its_policy(made: Path) -> None:
    for path, page in html(made):
        assert not page.tags & {"script", "form", "iframe", "object", "base"}, path
        assert not page.handlers, path
        assert "default-src 'none'" in page.policy, path
        assert "script-src" not in page.policy, path


def test_what_reports_say_stays_text(hostile: Path, tmp_path: Path) -> None:
    copy.write(hostile, tmp_path / "site")
    for path, page in html(tmp_path / "site"):
        assert not page.tags & {"script", "u", "i"}, path
        assert not page.handlers, path
        assert not [link for link in page.links if "javascript" in link]
    texts = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "site" / "report").glob("*.html"))
    assert "&lt;script&gt;alert(1)" in texts
    assert "\u202e" not in texts


def test_the_data_are_the_export(made: Path, view: View) -> None:
    assert len(list((made / "data").iterdir())) == len(names(installed=True))
    for name in names(installed=True):
        out = io.BytesIO()
        write(name, view, out)
        assert out.getvalue() in [path.read_bytes() for path in (made / "data").iterdir()], name
    marks = json.loads((made / "map.json").read_text(encoding="utf-8"))["marks"]
    assert marks
    assert all((made / mark[-1]).is_file() for mark in marks)


def test_two_copies_of_one_ledger_are_the_same(demo: Path, made: Path, tmp_path: Path) -> None:
    copy.write(demo, tmp_path / "again")
    for path in made.rglob("*"):
        if path.is_file():
            assert (tmp_path / "again" / path.relative_to(made)).read_bytes() == path.read_bytes()


def test_a_long_list_is_cut_into_pages_that_lead_to_each_other(
    demo: Path, view: View, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copy, "ROWS", 4)
    copy.write(demo, tmp_path / "site")
    lists = [tmp_path / "site" / name for name in ("index.html", "list-2.html", "list-3.html")]
    shown = [ID.findall(" ".join(re.findall(r'data-id="\w+"', path.read_text(encoding="utf-8")))) for path in lists]
    assert [len(each) for each in shown] == [4, 4, 1]
    assert {name for each in shown for name in each} == {each.id for each in view.incidents}
    assert "list-2.html" in Page(lists[0].read_text(encoding="utf-8")).links
    assert {"index.html", "list-3.html"} <= set(Page(lists[1].read_text(encoding="utf-8")).links)


def test_a_former_id_leads_on(demo: Path, tmp_path: Path) -> None:
    place = tmp_path / "merged.toll"
    shutil.copy(demo, place)
    with pipeline.open_ledger(place) as ledger:
        two = [each.id for each in pipeline.look(ledger).incidents if each.kind == "incident"][:2]
        pipeline.decide(ledger, "merge", two)
        ((old, new),) = pipeline.look(ledger).redirects
    copy.write(place, tmp_path / "site")
    assert f"url={new}.html" in (tmp_path / "site" / "incident" / f"{old}.html").read_text(encoding="utf-8")
    assert (tmp_path / "site" / "incident" / f"{new}.html").is_file()


def test_a_copy_replaces_a_copy_and_nothing_else(demo: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    copy.write(demo, folder)
    (folder / "stale.html").write_text("old")
    copy.write(demo, folder)
    assert not (folder / "stale.html").exists()
    other = tmp_path / "thesis"
    other.mkdir()
    (other / "chapter.txt").write_text("years of work")
    for wrong in (other, other / "chapter.txt", tmp_path / "none" / "site"):
        with pytest.raises(LedgerError, match="cannot write"):
            copy.write(demo, wrong)
    assert (other / "chapter.txt").read_text() == "years of work"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site", "thesis"]


def test_a_copy_that_fails_leaves_the_one_before(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy.write(demo, tmp_path / "site")
    before = (tmp_path / "site" / "index.html").read_bytes()
    monkeypatch.setitem(FORMATS, "json", lambda view, out: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        copy.write(demo, tmp_path / "site")
    assert (tmp_path / "site" / "index.html").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize(
    ("more", "said"), [([], "-o FOLDER"), (["-o", "site", "--as-of", "2020-01-01"], "as it is published")]
)
def test_the_command_says_in_one_line_what_it_lacks(
    demo: Path, more: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["export", str(demo), "--format", "site", *more]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1


def test_the_command_writes_a_site(demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["export", str(demo), "--format", "site", "-o", str(tmp_path / "site")]) == 0
    assert "9 incidents and 6 reports" in capsys.readouterr().err
    assert (tmp_path / "site" / "index.html").is_file()
