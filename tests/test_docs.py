"""The documents tell the truth: README's commands run and print what it shows, names and links exist."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
import typer

import tollbook
from tollbook.cli import Action, app
from tollbook.export import names
from tollbook.normalise.counts import parse_count
from tollbook.read.formats import SUFFIXES, Record

ROOT = Path(__file__).parents[1]
SOURCE = Path(tollbook.__file__).parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")), ROOT / "tests" / "golden" / "README.md"]

COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
ID = r"\b(?=\d*[a-f])[0-9a-f]{8}(?:[0-9a-f]{8})?\b"  # as `show` prints ids, short or whole
WIDTH = 100  # of a line that is not for a terminal


@dataclass
class Example:
    """A command of a ``console`` block, with the output that is shown below it."""

    command: str
    shown: list[str]


def examples(text: str) -> list[Example]:
    """The commands of all console blocks: "$ " begins one, "> " goes on with it, the rest is its output."""
    found: list[Example] = []
    for block in re.findall(r"^```console\n(.*?)^```", text, re.M | re.S):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append(Example(line[2:], []))
            elif line.startswith("> ") and not found[-1].shown:
                found[-1].command += "\n" + line[2:]
            else:
                found[-1].shown.append(line)
    return found


EXAMPLES = examples(README)


class Ids:
    """Which id of this run stands for which id of the README."""

    def __init__(self) -> None:
        self.now: dict[str, str] = {}

    def pattern(self, shown: list[str]) -> tuple[re.Pattern[str], list[str]]:
        """A pattern for the lines `shown` ("..." stands for anything), and its new ids in the order of its groups."""
        new: list[str] = []

        def of(identifier: str) -> str:
            if identifier in self.now:
                return re.escape(self.now[identifier])
            if identifier in new:
                return f"(?P=id{new.index(identifier)})"
            new.append(identifier)
            return f"(?P<id{len(new) - 1}>[0-9a-f]{{{len(identifier)}}})"

        def line(text: str) -> str:
            if text == "...":
                return r"(?:.*\n)*?"
            pieces = re.split(rf"({ID}|\.\.\.)", text)
            read = (".*?" if p == "..." else of(p) if re.fullmatch(ID, p) else re.escape(p) for p in pieces)
            return "".join(read) + "\n"

        return re.compile("".join(map(line, shown))), new

    def learn(self, shown: list[str], printed: str) -> bool:
        """Whether `printed` is what is shown; the ids that it gives for those shown are kept."""
        pattern, new = self.pattern(shown)
        match = pattern.fullmatch(printed)
        if match:
            self.now.update({old: match[f"id{at}"] for at, old in enumerate(new)})
        return match is not None

    def typed(self, command: str) -> str:
        """The command with the ids of this run, of which it may name only the beginning."""

        def of(match: re.Match[str]) -> str:
            word = match[0]
            return next((now[: len(word)] for old, now in self.now.items() if old.startswith(word)), word)

        return re.sub(r"\b[0-9a-f]{4,16}\b", of, command)


@pytest.fixture
def shell(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Runs a command line in an empty folder where `tollbook` is this checkout's."""
    tool = tmp_path / "bin" / "tollbook"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tollbook "$@"\n')
    tool.chmod(0o755)
    here = tmp_path / "work"
    here.mkdir()
    known = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES")}
    known |= {"PATH": f"{tool.parent}:{os.environ['PATH']}", "PYTHONPATH": str(SOURCE.parent), "COLUMNS": str(WIDTH)}

    def run(command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", command],
            cwd=here,
            env=known,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )

    return run


def test_the_readme_runs_and_prints_what_it_shows(shell) -> None:  # type: ignore[no-untyped-def]
    ids, faults = Ids(), list[str]()
    for example in EXAMPLES:
        done = shell(ids.typed(example.command))
        if done.returncode != 0:
            faults.append(f"$ {example.command}\nexit status {done.returncode}\n{done.stdout}")
        elif not ids.learn(example.shown, done.stdout):
            shown = "\n".join(example.shown)
            faults.append(f"$ {example.command}\nREADME has:\n{shown}\nit prints:\n{done.stdout}")
    assert not faults, "\n\n".join(faults)


def test_a_wrong_transcript_is_seen() -> None:
    ids = Ids()
    shown = ["27 killed  [0a0a0a0a]", "...", "claim 0a0a0a0a1111aaaa ... kept"]
    assert ids.learn(shown, "27 killed  [bbbbbbb1]\nx\ny\nclaim bbbbbbb12222cccc is kept\n")
    assert ids.typed("show 0a0a 0a0a0a0a1111aaaa") == "show bbbb bbbbbbb12222cccc"
    assert not Ids().learn(shown, "28 killed  [bbbbbbb1]\nclaim bbbbbbb12222cccc is kept\n")
    assert not ids.learn(["[0a0a0a0a]"], "[ccccccc1]\n")


def test_every_command_and_review_has_an_example() -> None:
    lines = [example.command.split() for example in EXAMPLES]
    shown = {words[1] for words in lines if words[0] == "tollbook"}
    assert shown == set(COMMANDS)
    assert {words[3] for words in lines if words[:2] == ["tollbook", "review"]} == {action.value for action in Action}


def test_options_formats_and_keys_are_those_of_the_program() -> None:
    known = {"--version", "--help"}
    for command in COMMANDS.values():
        known |= {
            name
            for option in command.params
            for name in (*option.opts, *option.secondary_opts)
            if name.startswith("--")
        }
    assert set(re.findall(r"(?<![\w-])--[a-z]+(?:-[a-z]+)*", re.sub(r"<!--.*?-->", "", README))) == known
    assert set(re.findall(r"^\| `([a-z][a-z-]*)` \|", section("export: for other programs"), re.M)) == set(names())
    files, keys = section("Input").split("| JSON key |")
    assert set(re.findall(r"`(\.[a-z]+)`", files)) == set(SUFFIXES)
    assert set(re.findall(r"^\| `(\w+)` \|", keys, re.M)) == {item.name for item in msgspec.structs.fields(Record)}


def section(title: str) -> str:
    """The text of README under one heading, up to the next."""
    match = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#+ |\Z)", README, re.M | re.S)
    assert match, f"README has no section {title!r}"
    return match[1]


COUNTS = re.findall(r"^\| ([^|`]+?) \| (\w+) \| (\w+) \| (\w+) \|$", section("How reports are coded"), re.M)[1:]


@pytest.mark.parametrize(("words", "low", "best", "high"), COUNTS)
def test_counts_are_coded_as_the_table_says(words: str, low: str, best: str, high: str) -> None:
    count = parse_count(words, "en")
    assert count is not None
    told = [None if cell == "open" else int(cell) for cell in (low, best, high)]
    assert [count.low, count.best, count.high] == told


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    for document in DOCUMENTS:
        named = set(re.findall(r"(?:^|`)make ([a-z-]+)", document.read_text(encoding="utf-8"), re.M))
        assert named <= targets, document.name


def test_the_architecture_names_every_part() -> None:
    parts = {path.stem for path in SOURCE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    missing = parts - {"__init__"} - set(re.findall(r"`([\w.]+)`", ARCHITECTURE))
    assert not missing


def defined() -> Iterator[str]:
    """Every module, class, function and field of the source."""
    for path in SOURCE.rglob("*.py"):
        own = path.relative_to(SOURCE).with_suffix("").parts
        yield ".".join(part for part in own if part != "__init__")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                    yield name
                case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
                    yield name


def test_the_architecture_names_nothing_that_is_not_there() -> None:
    known, missing = set(defined()), []
    for name in re.findall(r"`([^`]+)`", ARCHITECTURE):
        if "/" in name:
            here = name.replace("xx", "en")
            found = any((folder / here).exists() for folder in (ROOT, SOURCE / "data"))
        elif re.fullmatch(r"[A-Za-z_][\w.]*", name):
            found = name in known or name == "xx"
        else:
            found = name.startswith(("make ", "python ")) or name.split("(")[0] in {*known, "if"}
        if not found:
            missing.append(name)
    assert not missing


def slug(heading: str) -> str:
    """The anchor of a heading, as forges make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_relative_links_resolve(document: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8")):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        name, _, anchor = target.partition("#")
        path = document.parent / name if name else document
        assert path.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.M)
            assert anchor in {slug(heading) for heading in headings}, target


def test_the_changelog_has_the_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert re.search(rf"\b{re.escape(version)}\b", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
