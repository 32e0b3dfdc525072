"""DESIGN's contract: what users type and script against."""

import json
import os
import pty
import re
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from postgres_server import Server
from tollbook import cli, pipeline
from tollbook.store import locate

ROOT = Path(__file__).parents[2]
ENGLISH = """\
Gunmen killed 12 soldiers in an attack on an army post near Gao in northern Mali on Friday, the army said.
Another five soldiers were killed in an ambush outside Menaka on Saturday, the army said.
"""
BOKMAAL = """\
Tolv soldater ble drept da væpnede menn angrep en militærpost ved Gao nord i Mali fredag, opplyser hæren.
"""
CRASH = "Nine people were killed when a bus collided with a lorry outside Bergen on Friday, police said.\n"
SWAHILI = "Wanajeshi kumi na wawili waliuawa siku ya Ijumaa katika shambulio karibu na Gao, jeshi lilisema.\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with reports, and the working directory."""
    monkeypatch.chdir(tmp_path)
    reports = tmp_path / "reports"
    reports.mkdir()
    for name, text in (("en", ENGLISH), ("nb", BOKMAAL), ("crash", CRASH)):
        (reports / f"{name}.txt").write_text(text, encoding="utf-8")
    return tmp_path


class Said:
    """What one command printed, and its exit status."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    def json(self) -> dict:  # type: ignore[type-arg]
        return json.loads(self.out)  # type: ignore[no-any-return]


@pytest.fixture
def toll(here: Path, kept: Callable[[str], str], capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """The command, run in this process. A ledger ``a.toll`` stands for one of the database that is tested."""
    named: dict[str, str] = {}

    def location(word: str) -> str:
        stem = word.removesuffix(".toll")
        return kept(stem) if stem != word and stem.isidentifier() else word

    def run(*words: object) -> Said:
        capsys.readouterr()
        typed = [location(str(word)) for word in words]
        named.update(
            {shlex.quote(locate(to).name): str(word) for word, to in zip(words, typed, strict=True) if to != word}
        )
        status = cli.main(typed)
        out, err = capsys.readouterr()
        assert "p%40ss" not in out + err, "the password of the server's URL"
        for shown, word in named.items():
            out, err = (text.replace(shown, word).replace(shown.strip("'"), word) for text in (out, err))
        return Said(status, out, err)

    return run


def command(*words: object, **known: object) -> subprocess.CompletedProcess[str]:
    """The command as users run it, as a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **known.pop("env", {})}  # type: ignore[dict-item]
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [sys.executable, "-m", "tollbook", *map(str, words)],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        **known,
    )


def test_the_whole_way_as_processes(here: Path) -> None:
    added = command("add", "a.toll", "reports", "--published", "2024-03-02")
    assert (added.returncode, added.stderr) == (0, "")
    assert added.stdout.startswith("3 reports: 3 new, 0 known\n")
    again = command("add", "a.toll", "--published", "2024-03-02", "reports")
    assert again.stdout == "3 reports: 0 new, 3 known\n"
    shown = command("show", "a.toll", env={"LC_ALL": "C", "PYTHONUTF8": "0"})
    assert shown.returncode == 0
    assert "12 killed" in shown.stdout
    assert "5 killed" in shown.stdout
    assert "\x1b" not in shown.stdout
    ledger = json.loads(command("export", "a.toll", "--format", "json").stdout)
    assert len(ledger["reports"]) == 3
    assert {report["language"] for report in ledger["reports"]} == {"en", "nb"}


def test_standard_input_is_a_report(here: Path) -> None:
    done = command("extract", "-", "--published", "2024-03-02", "--outlet", "The Example", input=ENGLISH)
    claims = [json.loads(line) for line in done.stdout.splitlines()]
    tolls = {claim["count"]["best"]: claim for claim in claims if claim["effect"] == "killed"}
    assert set(tolls) == {12, 5}
    assert tolls[12]["period"] == {**tolls[12]["period"], "start": "2024-03-01", "end": "2024-03-01"}
    for claim in claims:
        assert all(ENGLISH[span["start"] : span["end"]] == span["quote"] for span in claim["evidence"])


def test_the_demo_needs_no_argument_and_leaves_nothing(here: Path) -> None:
    done = command("demo")
    assert (done.returncode, done.stderr) == (0, "")
    assert "agrees" in done.stdout
    assert "tollbook add" in done.stdout
    assert not list(here.glob("*.toll"))


def test_a_reader_that_goes_away_is_no_error(here: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    words = [sys.executable, "-m", "tollbook", "extract", *["reports"] * 1]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == cli.PIPE_CLOSED


def test_two_that_add_at_once_lose_nothing(here: Path, kept: Callable[[str], str]) -> None:
    many = here / "many"
    many.mkdir()
    for number in range(6):
        (many / f"{number}.txt").write_text(
            f"Gunmen killed {number + 3} soldiers in Gao in Mali on Friday, police said.\n"
        )
    words = [sys.executable, "-m", "tollbook", "add", kept("a"), "--published", "2024-03-02"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    running = [
        subprocess.Popen([*words, source], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for source in ("many", "reports")
    ]
    assert [(process.communicate()[1], process.returncode) for process in running] == [(b"", 0), (b"", 0)]
    ledger = json.loads(command("export", kept("a")).stdout)
    command("add", kept("b"), "many", "reports", "--published", "2024-03-02")
    alone = json.loads(command("export", kept("b")).stdout)
    assert len(ledger["reports"]) == 9
    assert {tuple(i["claims"]) for i in ledger["incidents"]} == {tuple(i["claims"]) for i in alone["incidents"]}


def test_on_a_terminal_it_is_coloured_and_elsewhere_it_is_not(here: Path) -> None:
    command("add", "a.toll", "reports", "--published", "2024-03-02")
    leader, follower = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TERM": "xterm-256color", "COLUMNS": "80"}
    environment.pop("NO_COLOR", None)
    words = [sys.executable, "-m", "tollbook", "show", "a.toll"]
    done = subprocess.run(words, check=False, stdout=follower, stderr=subprocess.PIPE, env=environment)
    os.close(follower)
    assert done.returncode == 0
    assert b"\x1b[1m" in os.read(leader, 1 << 16)
    os.close(leader)


@pytest.mark.parametrize(
    "words",
    [
        ["show", "none.toll"],
        ["check", "none.toll"],
        ["export", "none.toll", "--format", "json"],
        ["review", "none.toll", "log"],
        ["show", "reports/en.txt"],
        ["show", "reports"],
        ["show", "postgresql://me:secret@127.0.0.1:1/toll"],
        ["add", "a.toll", "nowhere.txt"],
        ["add", "a.toll", "reports", "nowhere.txt"],
        ["add", "a.toll"],
        ["add", "a.toll", "reports", "--published", "02/03/2024"],
        ["add", "a.toll", "reports", "--published", "2024-02-30"],
        ["add", "a.toll", "reports", "--language", "klingonsk språk"],
        ["add", "reports/en.txt", "reports"],
        ["add", "no/such/folder/a.toll", "reports"],
        ["extract", "nowhere.txt"],
        ["extract", "reports", "--bogus"],
        ["bogus"],
    ],
)
def test_an_error_is_one_line_and_nothing_is_written(toll, here: Path, words: list[str]) -> None:  # type: ignore[no-untyped-def]
    before = {path: path.read_bytes() for path in here.rglob("*") if path.is_file()}
    said = toll(*words)
    assert said.status == 2
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert said.err.startswith("tollbook: ")
    assert {path: path.read_bytes() for path in here.rglob("*") if path.is_file()} == before


def test_help_and_version(toll) -> None:  # type: ignore[no-untyped-def]
    helped = toll("--help")
    assert helped.status == 0
    assert all(name in helped.out for name in ("demo", "extract", "add", "show", "check", "export", "review"))
    assert toll("review", "--help").status == 0
    assert toll("--version").out.startswith("tollbook ")
    assert toll().status == 2


def test_the_order_of_the_paths_does_not_show(toll) -> None:  # type: ignore[no-untyped-def]
    names = ["reports/en.txt", "reports/nb.txt", "reports/crash.txt"]
    toll("add", "a.toll", *names, "--published", "2024-03-02")
    toll("add", "b.toll", "--published", "2024-03-02", *reversed(names))
    for words in (["show"], ["export"], ["check"]):
        one, other = toll(words[0], "a.toll"), toll(words[0], "b.toll")
        assert one.status == 0
        assert one.out == other.out


def test_a_date_given_later_replaces_the_undated_edition(toll) -> None:  # type: ignore[no-untyped-def]
    toll("add", "a.toll", "reports/en.txt")
    before = toll("export", "a.toll").json()
    toll("add", "a.toll", "reports/en.txt", "--published", "2024-03-02")
    after = toll("export", "a.toll").json()
    assert len(before["incidents"]) == len(after["incidents"])
    assert [report["published"] for report in before["reports"]] == [None]
    assert [report["published"] for report in after["reports"]] == ["2024-03-02"]
    assert sum(i["figures"][0]["best"] for i in after["incidents"] if i["kind"] == "incident") == 17


def test_one_incident_is_shown_by_the_beginning_of_its_id_with_its_quotations(toll) -> None:  # type: ignore[no-untyped-def]
    toll("add", "a.toll", "reports", "--published", "2024-03-02")
    incidents = toll("export", "a.toll").json()["incidents"]
    gao = next(item for item in incidents if item["figures"][0]["best"] == 12)
    said = toll("show", "a.toll", gao["id"][:6])
    assert said.status == 0
    assert "Gunmen killed 12 soldiers" in said.out
    assert "Tolv soldater ble drept" in said.out
    assert "ambush" not in said.out
    assert "Gunmen killed 12 soldiers" not in toll("show", "a.toll").out
    assert "Gunmen killed 12 soldiers" in toll("show", "a.toll", "--quotes").out
    for typed in ("ffffffff", "a", ""):
        wrong = toll("show", "a.toll", typed)
        assert (wrong.status, wrong.out, len(wrong.err.splitlines())) == (2, "", 1)


def test_a_file_takes_its_name_once_it_is_complete(toll, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    toll("add", "a.toll", "reports/en.txt", "--published", "2024-03-02")
    assert toll("export", "a.toll", "-o", "out.json").out == ""
    whole = (here / "out.json").read_text(encoding="utf-8")
    assert json.loads(whole) == toll("export", "a.toll").json()

    def fail(view: object, file) -> None:  # type: ignore[no-untyped-def]
        file.write("half")
        raise OSError(28, "No space left on device", "out.json")

    monkeypatch.setitem(cli.exporting.FORMATS, "json", fail)
    said = toll("export", "a.toll", "-o", "out.json")
    assert (said.status, said.err) == (2, "tollbook: out.json: No space left on device\n")
    assert (here / "out.json").read_text(encoding="utf-8") == whole
    assert {path.name for path in here.iterdir()} - {"a.toll"} == {"out.json", "reports"}


def test_a_file_that_cannot_be_written_is_one_line_and_a_device_is_left_a_device(toll, here: Path) -> None:  # type: ignore[no-untyped-def]
    toll("add", "a.toll", "reports/en.txt")
    for target, said in (("reports", "it is a folder"), ("no/out.json", "no such folder")):
        wrong = toll("export", "a.toll", "-o", target)
        assert (wrong.status, wrong.err) == (2, f"tollbook: cannot write {target}: {said}\n")
    pipe = here / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE, text=True) as reader:
        assert toll("export", "a.toll", "-o", "pipe").status == 0
        assert json.loads(reader.communicate()[0])
    assert pipe.is_fifo()


@pytest.mark.parametrize("name", cli.exporting.names())
def test_every_format_is_written_to_standard_output_and_to_a_file_alike(
    here: Path, kept: Callable[[str], str], capfdbinary: pytest.CaptureFixture[bytes], name: str
) -> None:
    assert cli.main(["add", kept("a"), "reports", "--published", "2024-03-02"]) == 0
    capfdbinary.readouterr()
    assert cli.main(["export", kept("a"), "--format", name]) == 0
    said, _ = capfdbinary.readouterr()
    assert said
    assert cli.main(["export", kept("a"), "--format", name, "-o", "out"]) == 0
    assert (here / "out").read_bytes() == said


def test_an_unknown_format_names_the_known_ones(toll) -> None:  # type: ignore[no-untyped-def]
    toll("add", "a.toll", "reports/en.txt")
    said = toll("export", "a.toll", "--format", "pdf")
    assert said.status == 2
    assert all(name in said.err for name in ("csv-ged", "parquet"))


def test_what_is_no_text_is_not_written_to_a_terminal(toll, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    toll("add", "a.toll", "reports/en.txt")
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda self: True)
    said = toll("export", "a.toll", "--format", "parquet")
    assert (said.status, said.out) == (2, "")
    assert said.err == "tollbook: parquet is no text for a terminal: name a file with -o FILE\n"
    assert toll("export", "a.toll", "--format", "parquet", "-o", "out").status == 0


def test_parquet_needs_its_extra_and_a_file_that_was_there_stays(  # type: ignore[no-untyped-def]
    toll, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    toll("add", "a.toll", "reports/en.txt")
    (here / "out").write_text("years of work")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for more in ([], ["-o", "out"]):
        said = toll("export", "a.toll", "--format", "parquet", *more)
        assert (said.status, said.out) == (2, "")
        assert said.err == "tollbook: Parquet needs pyarrow: pip install 'tollbook[parquet]'\n"
    assert (here / "out").read_text() == "years of work"
    assert not [path for path in here.iterdir() if path.name.startswith(".out")]


def test_a_review_holds_through_re_runs_until_it_is_undone(toll, here: Path) -> None:  # type: ignore[no-untyped-def]
    toll("add", "a.toll", "reports", "--published", "2024-03-02")
    before = toll("export", "a.toll").json()
    gao = next(item for item in before["incidents"] if item["figures"][0]["best"] == 12)
    one, other = gao["figures"][0]["claims"]
    done = toll("review", "a.toll", "different", one[:8], other, "--why", "two posts", "--by", "Ane")
    assert done.status == 0
    assert done.out.startswith("1 different ")
    assert "stands in" in done.out
    (here / "more.txt").write_text("Three civilians were killed in shelling in Kharkiv on Friday, officials said.\n")
    toll("add", "a.toll", "more.txt", "--published", "2024-03-02")
    parted = [i for i in toll("export", "a.toll").json()["incidents"] if i["figures"][0]["best"] == 12]
    assert len(parted) == 2
    assert gao["id"] in {item["id"] for item in parted}
    log = toll("review", "a.toll", "log")
    assert "two posts" in log.out and "by Ane" in log.out
    assert toll("review", "a.toll", "undo").status == 0
    joined = [i for i in toll("export", "a.toll").json()["incidents"] if i["figures"][0]["best"] == 12]
    assert [item["id"] for item in joined] == [gao["id"]]
    split_off = next(item["id"] for item in parted if item["id"] != gao["id"])
    followed = toll("show", "a.toll", split_off)
    assert f"[{gao['id'][:8]}]" in followed.out


def test_the_ledger_as_it_was_known_on_a_day(toll, here: Path) -> None:  # type: ignore[no-untyped-def]
    toll("add", "a.toll", "reports/en.txt", "--published", "2024-03-02")
    (here / "later.txt").write_text("Gunmen killed 15 soldiers near Gao in Mali on Friday, the UN said.\n")
    toll("add", "a.toll", "later.txt", "--published", "2024-03-03")
    (here / "undated.txt").write_text("Three civilians were killed by shelling in Kharkiv, officials said.\n")
    toll("add", "a.toll", "undated.txt")
    then = toll("export", "a.toll", "--as-of", "2024-03-02")
    assert len(then.err.splitlines()) == 1 and "1 report without a date left out" in then.err
    assert then.json()["as_of"] == "2024-03-02"
    assert [report["published"] for report in then.json()["reports"]] == ["2024-03-02"]
    gao = next(i for i in then.json()["incidents"] if i["figures"][0]["best"] == 12)
    shown = toll("show", "a.toll", "--as-of", "2024-03-02", "--undated", "--later-reviews")
    assert "as known on 2024-03-02" in shown.out and "Kharkiv" in shown.out and "15" not in shown.out
    assert (shown.status, shown.err) == (0, "")
    now = next(i for i in toll("export", "a.toll").json()["incidents"] if i["id"] == gao["id"])
    assert [step["as_of"] for step in now["figures"][0]["history"]] == ["2024-03-02", "2024-03-03"]
    assert toll("export", "a.toll").json()["as_of"] is None
    assert toll("show", "a.toll", gao["id"], "--as-of", "2024-03-02").status == 0
    assert toll("show", "a.toll", "--as-of", "2024-03-01", "--undated").status == 0


def test_harm_by_crime_is_counted_where_a_ledger_is_told_so(toll, here: Path) -> None:  # type: ignore[no-untyped-def]
    (here / "crime.txt").write_text(
        "Four people were shot dead and two wounded in a gang shooting outside a nightclub in Malmo on Friday, "
        "police said. Police said the shooting was part of a feud between drug gangs.\n"
    )
    toll("add", "a.toll", "crime.txt", "reports/en.txt", "--published", "2024-03-02")
    assert len(toll("export", "a.toll").json()["incidents"]) == 2
    once = toll("export", "a.toll", "--cause", "crime,conflict").json()
    assert sorted(item["cause"] for item in once["incidents"]) == ["conflict", "conflict", "crime"]
    assert once["causes"] == ["conflict", "crime"]
    assert len(toll("export", "a.toll").json()["incidents"]) == 2
    assert toll("add", "a.toll", "crime.txt", "--published", "2024-03-02", "--cause", "conflict,crime").status == 0
    kept = toll("export", "a.toll").json()
    assert kept["incidents"] == once["incidents"]
    assert "harm by crime counted" in toll("show", "a.toll").out
    for codebook in ("csv-ged", "csv-acled"):
        assert len(toll("export", "a.toll", "--format", codebook).out.splitlines()) == 3
    assert len(toll("export", "a.toll", "--cause", "conflict").json()["incidents"]) == 2
    assert toll("add", "a.toll", "crime.txt", "--published", "2024-03-02", "--cause", "conflict").status == 0
    assert len(toll("export", "a.toll").json()["incidents"]) == 2


@pytest.mark.parametrize(
    "words",
    [
        ["show", "a.toll", "--as-of", "yesterday"],
        ["export", "a.toll", "--as-of", "2024-13-01"],
        ["show", "a.toll", "--undated"],
        ["export", "a.toll", "--later-reviews"],
        ["show", "a.toll", "--cause", "war"],
        ["add", "a.toll", "reports", "--cause", ""],
    ],
)
def test_a_view_that_cannot_be_is_one_line(toll, words: list[str]) -> None:  # type: ignore[no-untyped-def]
    toll("add", "a.toll", "reports/en.txt", "--published", "2024-03-02")
    said = toll(*words)
    assert (said.status, said.out, len(said.err.splitlines())) == (2, "", 1)


def test_findings_as_json_have_a_stable_kind_and_the_order_of_the_lines(toll) -> None:  # type: ignore[no-untyped-def]
    toll("add", "a.toll", "reports", "--published", "2024-03-02")
    claims = toll("export", "a.toll").json()["claims"]
    menaka = next(claim["id"] for claim in claims if claim["count"]["best"] == 5)
    toll("review", "a.toll", "correct", menaka, "count", "6")
    toll("review", "a.toll", "hide", menaka)
    found = json.loads(toll("check", "a.toll", "--format", "json").out)
    lines = toll("check", "a.toll").out.splitlines()
    assert [item["kind"].replace("-", " ") for item in found] == [line.split(":")[0] for line in lines]
    assert found[-1]["kind"] == "review-lapsed"
    assert (found[-1]["severity"], found[-1]["review"], found[-1]["incident"]) == ("low", 1, None)
    assert all({"kind", "severity", "incident", "claims", "line", "gap", "toll"} <= set(item) for item in found)
    assert toll("check", "a.toll", "--format", "xml").status == 2


def test_a_record_is_held_against_the_ledger(toll, here: Path) -> None:  # type: ignore[no-untyped-def]
    (here / "old.txt").write_text(
        "Gunmen killed 60 soldiers in an attack on a base near Tessalit in Mali, the UN said.\n"
    )
    (here / "new.txt").write_text(
        "Gunmen killed 12 soldiers in an attack near Gao in Mali on Friday, the army said. "
        "It was the deadliest attack in Mali since December, the army said.\n"
    )
    toll("add", "a.toll", "new.txt", "--published", "2024-03-02")
    statement = next(s for s in toll("export", "a.toll").json()["statements"] if s["topic"] == "record")
    assert statement["record_check"]["verdict"] == "not enough in the ledger"
    (here / "old.txt").write_text(
        "Gunmen killed 60 soldiers in an attack on a base near Tessalit in Mali on Thursday, the UN said.\n"
    )
    toll("add", "a.toll", "old.txt", "--published", "2024-02-10")
    ledger = toll("export", "a.toll").json()
    checked = next(s for s in ledger["statements"] if s["topic"] == "record")["record_check"]
    assert checked["verdict"] == "contradicted"
    tolls = {item["id"]: item["figures"][0]["best"] for item in ledger["incidents"]}
    assert (tolls[checked["incident"]], [tolls[name] for name in checked["compared"]]) == (12, [60])
    assert "record contradicted: " in toll("check", "a.toll").out


def test_a_false_claim_is_hidden_and_listed_apart(toll) -> None:  # type: ignore[no-untyped-def]
    toll("add", "a.toll", "reports/en.txt", "--published", "2024-03-02")
    before = toll("export", "a.toll").json()
    menaka = next(claim for claim in before["claims"] if claim["count"]["best"] == 5)
    done = toll("review", "a.toll", "hide", menaka["id"][:8], "--why", "a rumour", "--by", "Ane")
    assert done.out.startswith(f"1 hide {menaka['id']} ")
    assert "gone: " in done.out
    after = toll("export", "a.toll").json()
    hidden = after["hidden"][0]
    assert {**hidden, "hidden": None} == {**menaka, "hidden": None}
    assert (hidden["hidden"]["review"], hidden["hidden"]["who"], hidden["hidden"]["why"]) == (1, "Ane", "a rumour")
    assert hidden["hidden"]["when"].startswith("20")
    assert menaka["id"] not in {claim["id"] for claim in after["claims"]}
    assert [item["figures"][0]["best"] for item in after["incidents"]] == [12]
    shown = toll("show", "a.toll").out
    assert "Hidden by review" in shown and "a rumour" in shown
    lines = [json.loads(line) for line in toll("export", "a.toll", "--format", "jsonl").out.splitlines()]
    assert [line["id"] for line in lines if line["record"] == "hidden"] == [menaka["id"]]
    assert toll("review", "a.toll", "undo", "1").status == 0
    back = toll("export", "a.toll").json()
    assert (back["hidden"], back["incidents"]) == ([], before["incidents"])


def test_a_corrected_claim_is_shown_as_read_and_as_corrected(toll) -> None:  # type: ignore[no-untyped-def]
    toll("add", "a.toll", "reports/en.txt", "--published", "2024-03-02")
    claims = toll("export", "a.toll").json()["claims"]
    menaka = next(claim for claim in claims if claim["count"]["best"] == 5)
    done = toll("review", "a.toll", "correct", menaka["id"], "count", "at", "least", "6", "--by", "Ane")
    assert (done.status, done.err) == (0, "")
    assert "count: 5 -> at least 6" in done.out
    assert "changed: " in done.out
    assert toll("review", "a.toll", "correct", menaka["id"], "victims", "civilian").status == 0
    after = next(c for c in toll("export", "a.toll").json()["claims"] if c["id"] == menaka["id"])
    assert (after["count"]["best"], after["count"]["qualifier"]) == (6, "at_least")
    assert after["corrected"] == {"count": menaka["count"], "victims": menaka["victims"]}
    assert after["victims"]["class"] == "civilian"
    assert after["evidence"] == menaka["evidence"]
    assert "count read as 5, corrected to at least 6 by Ane (review 1" in toll("show", "a.toll").out.replace("\n", " ")
    log = [item["field"] for item in toll("export", "a.toll").json()["reviews"]]
    assert log == ["count", "victims"]
    assert toll("review", "a.toll", "log").out.count("correct") == 2


def test_two_incidents_are_merged_and_parted_again(toll) -> None:  # type: ignore[no-untyped-def]
    toll("add", "a.toll", "reports", "--published", "2024-03-02")
    before = toll("export", "a.toll").json()["incidents"]
    assert len(before) == 2
    done = toll("review", "a.toll", "merge", *(item["id"] for item in before))
    assert "merged: " in done.out
    merged = toll("export", "a.toll").json()["incidents"]
    assert len(merged) == 1
    assert set(merged[0]["claims"]) >= {claim for item in before for claim in item["claims"]}
    toll("review", "a.toll", "undo")
    assert toll("export", "a.toll").json()["incidents"] == before


@pytest.mark.parametrize(
    "words",
    [
        ["hide"],
        ["hide", "aaaa", "bbbb"],
        ["hide", "ffffffff"],
        ["merge", "aaaa"],
        ["merge", "ffffffff", "eeeeeeee"],
        ["correct", "ffffffff", "count"],
        ["correct", "ffffffff", "count", "3"],
        ["same"],
        ["same", "aaaa"],
        ["same", "ffffffff", "eeeeeeee"],
        ["split"],
        ["undo"],
        ["undo", "x"],
        ["undo", "7"],
        ["log", "1"],
        ["perhaps", "aaaa", "bbbb"],
    ],
)
def test_a_review_that_cannot_be_is_one_line_and_no_decision(toll, words: list[str]) -> None:  # type: ignore[no-untyped-def]
    toll("add", "a.toll", "reports/en.txt")
    said = toll("review", "a.toll", *words)
    assert (said.status, said.out, len(said.err.splitlines())) == (2, "", 1)
    assert toll("review", "a.toll", "log").out == ""


def test_a_report_in_another_language_is_kept_without_claims_and_said(toll, here: Path) -> None:  # type: ignore[no-untyped-def]
    (here / "sw.txt").write_text(SWAHILI, encoding="utf-8")
    said = toll("add", "a.toll", "sw.txt", "--language", "sw")
    assert said.status == 0
    assert said.out.startswith("1 report: 1 new, 0 known")
    assert len(said.err.splitlines()) == 1
    assert "sw" in said.err
    ledger = toll("export", "a.toll").json()
    assert (len(ledger["reports"]), ledger["claims"]) == (1, [])


def test_a_hostile_report_cannot_steer_the_terminal(toll, here: Path) -> None:  # type: ignore[no-untyped-def]
    text = "Gunmen killed 12 soldiers near \x1b[2J\u202eGao\x07 [red]in Mali[/red] on Friday, the army said.\n"
    known = {"text": text, "title": "\x1b]0;owned\x07Attack", "published": "2024-03-02", "language": "en"}
    (here / "hostile.json").write_text(json.dumps(known), encoding="utf-8")
    said = toll("add", "a.toll", "hostile.json")
    shown = toll("show", "a.toll", "--quotes")
    checked = toll("check", "a.toll")
    for printed in (said.out + said.err, shown.out, checked.out):
        assert not set(printed) & set("\x1b\u202e\x07")
    assert "[red]in Mali[/red]" in shown.out


def test_check_tells_of_tolls_that_rest_on_one_origin(toll) -> None:  # type: ignore[no-untyped-def]
    toll("add", "a.toll", "reports", "--published", "2024-03-02")
    said = toll("check", "a.toll")
    assert said.status == 0
    assert "one origin" in said.out


def test_a_report_kept_unread_is_read_when_its_language_is_given(toll, here: Path) -> None:  # type: ignore[no-untyped-def]
    (here / "short.txt").write_text("12 drept.\n", encoding="utf-8")
    first = toll("add", "a.toll", "short.txt")
    assert first.out == "1 report: 1 new, 0 known\n"
    assert "--language" in first.err
    assert toll("add", "a.toll", "short.txt").err == first.err
    given = toll("add", "a.toll", "short.txt", "--language", "nb")
    assert given.out.startswith("1 report: 0 new, 1 known, 1 read anew\nnew      12 killed")
    assert given.err == ""
    assert toll("add", "a.toll", "short.txt").out == "1 report: 0 new, 1 known\n"
    assert toll("export", "a.toll").json()["reports"][0]["language"] == "nb"


def test_one_short_sentence_needs_no_language(toll, here: Path) -> None:  # type: ignore[no-untyped-def]
    (here / "short.txt").write_text("Tre drept i angrep i Kyiv.\n", encoding="utf-8")
    said = toll("add", "a.toll", "short.txt")
    assert (said.err, said.out.splitlines()[1][:17]) == ("", "new      3 killed")


def test_add_ends_with_what_an_editor_should_look_at(toll, here: Path) -> None:  # type: ignore[no-untyped-def]
    told = "The army said 17 soldiers were killed in Gao in Mali on Friday. JNIM said it killed 40 soldiers there.\n"
    (here / "two.txt").write_text(told, encoding="utf-8")
    said = toll("add", "a.toll", "two.txt", "--published", "2024-03-02")
    contradictions = toll("check", "a.toll").out.count("contradiction: ")
    expected = "to check: 1 contradiction, see tollbook check a.toll"
    assert (said.out.splitlines()[-1] == expected) == (contradictions == 1)
    assert "to check" not in toll("add", "b.toll", "reports/en.txt", "--published", "2024-03-02").out


def test_a_claim_is_not_reviewed_against_itself(toll) -> None:  # type: ignore[no-untyped-def]
    toll("add", "a.toll", "reports/en.txt")
    name = toll("export", "a.toll").json()["claims"][0]["id"]
    said = toll("review", "a.toll", "same", name, name[:8])
    assert (said.status, said.out) == (2, "")
    assert said.err == f"tollbook: both are claim {name}: a review needs two claims\n"


def test_a_review_prints_its_effect_or_that_there_is_none(toll) -> None:  # type: ignore[no-untyped-def]
    toll("add", "a.toll", "reports/en.txt", "--published", "2024-03-02")
    incidents = toll("export", "a.toll").json()["incidents"]
    one, other = (item["figures"][0]["claims"][0] for item in incidents if item["kind"] == "incident")
    merged = toll("review", "a.toll", "same", one, other)
    ids = {item["id"] for item in incidents}
    assert any(f"merged: {old} is now {new}" in merged.out for old in ids for new in ids - {old})
    assert "no incident changed" not in merged.out
    assert toll("review", "a.toll", "same", one, other).out.endswith("no incident changed\n")
    toll("review", "a.toll", "undo")
    assert "apart: " in toll("review", "a.toll", "undo").out


@pytest.mark.parametrize("option", ["--why", "--by"])
def test_a_review_in_bytes_that_are_no_text_is_one_line_and_no_decision(toll, option: str) -> None:  # type: ignore[no-untyped-def]
    toll("add", "a.toll", "reports/en.txt")
    name = toll("export", "a.toll").json()["claims"][0]["id"]
    said = toll("review", "a.toll", "split", name, option, "post \udcff")
    assert (said.status, said.out, len(said.err.splitlines())) == (2, "", 1)
    assert "not text" in said.err
    assert toll("review", "a.toll", "log").out == ""


def test_no_format_and_no_line_shows_a_slug(toll) -> None:  # type: ignore[no-untyped-def]
    toll("add", "a.toll", "reports/en.txt", "--published", "2024-03-02")
    checked = toll("check", "a.toll").out
    assert "army (Mali)" in checked
    assert "ml-army" not in checked + toll("show", "a.toll").out + toll("export", "a.toll", "--format", "csv-ged").out
    assert "ml-army" in toll("export", "a.toll").out


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("rtl.txt", "\u202e12 killed قتل 12 جنديا\u202c"),
        ("control.txt", "".join(map(chr, range(1, 32))) + "12 soldiers were killed in Gao."),
        ("quotes.txt", '"' * 3000 + "12 killed" + '"' * 3000),
        ("brackets.txt", "(" * 3000 + "12 killed" + ")" * 3000),
        ("numbers.txt", "12 13 14 " * 300),
        ("word.txt", "killed"),
        ("digits.txt", "Gunmen killed ١٢ soldiers near Gao."),
        ("huge.txt", f"Gunmen killed {'9' * 3000} soldiers near Gao."),
        ("emoji.txt", "💥 12 killed 👨‍👩‍👧‍👦" * 50),
        ("mixed.txt", "12 soldiers killed in Gao.\r\n\r5 killed\n\r\n"),
        ("script.html", "<html><script>" + "x=1;" * 99 + "</script><p>Gunmen killed 12 soldiers near Gao.</p></html>"),
        ("types.json", '{"text": 12}'),
        ("list.json", "[1, null]"),
        ("deep.json", "[" * 99999),
        ("half.json", '{"text": "\\ud800 killed 12"}'),
        ("empty.txt", ""),
    ],
)
def test_hostile_input_is_read_or_refused_in_one_line(toll, here: Path, name: str, text: str) -> None:  # type: ignore[no-untyped-def]
    (here / name).write_bytes(text.encode())
    language = ["--language", "en"] if name.endswith("txt") else []
    for said in (toll("extract", name, *language), toll("add", "a.toll", name, *language)):
        assert said.status in (0, 2)
        assert len(said.err.splitlines()) == (1 if said.status == 2 else len(said.err.splitlines()[:1]))
        assert not set(said.err) & set("\x1b\u202e\x07")
    if said.status == 0:
        shown = toll("show", "a.toll", "--quotes")
        assert shown.status == 0
        assert not set(shown.out) & set("\x1b\u202e\x07")


@pytest.mark.system
def test_a_ledger_in_postgresql_prints_what_a_file_prints(
    here: Path, postgres: Server, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "_now", lambda: "2024-03-04T12:00:00+00:00")
    two = "The army said 17 soldiers were killed in Gao in Mali on Friday. JNIM said it killed 40 soldiers there.\n"
    (here / "two.txt").write_text(two, encoding="utf-8")
    url = postgres.url(schema=f"alike_{os.getpid()}")

    def told(place: str) -> list[str]:
        """All that a session prints, line by line."""

        def say(*words: str) -> str:
            assert cli.main(list(words)) == 0, capsys.readouterr().err
            out, err = capsys.readouterr()
            return (out + err).replace(shlex.quote(locate(place).name), "LEDGER")

        dated = ["--published", "2024-03-02"]
        said = [
            say("demo", place),
            say("add", place, "reports", "two.txt", *dated),
            say("add", place, "reports", *dated),
        ]
        said += [say("show", place, "--quotes"), say("check", place)]
        said += [say("export", place, "--format", name) for name in cli.exporting.FORMATS]
        incidents = [i for i in json.loads(say("export", place))["incidents"] if i["kind"] == "incident"]
        one, other = (item["figures"][0]["claims"][0] for item in incidents[:2])
        said += [
            say("review", place, action, one, other, "--why", "posten") for action in ("same", "unsure", "different")
        ]
        said += [say("review", place, "split", one), say("review", place, "undo", "2"), say("review", place, "undo")]
        said += [say("review", place, "log"), say("show", place, incidents[0]["id"][:8]), say("export", place)]
        return [line for part in said for line in part.splitlines()]

    file, database = told("same.toll"), told(url)
    assert len(file) > 100
    assert any("LEDGER" in line for line in file)
    assert database == file


def test_serve_refuses_in_one_line_what_it_cannot_do(toll, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.delenv("TOLLBOOK_PASSWORD", raising=False)
    toll("add", "a.toll", "reports/en.txt", "--published", "2024-03-02")
    for words, said in (
        (("none.toll",), "none.toll"),  # no file there, or a schema without tables
        (("a.toll", "--host", "0.0.0.0"), "without a password: set TOLLBOOK_PASSWORD"),
        (("a.toll", "--host", "0.0.0.0", "--read-only"), "let everybody read with --public"),
        (("a.toll", "--host", "300.0.0.1"), "without a password"),
        (("a.toll", "--port", "70000"), "--port"),
    ):
        done = toll("serve", *words, "--no-open")
        assert (done.status, done.out) == (2, ""), words
        assert said in done.err and len(done.err.splitlines()) == 1
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = toll("serve", "a.toll", "--no-open", "--port", taken.getsockname()[1])
    assert done.status == 2 and "cannot listen on 127.0.0.1 port" in done.err


def test_serve_needs_the_web_extra(toll, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    for name in [name for name in sys.modules if name.startswith("tollbook.web")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    done = toll("serve", "a.toll", "--no-open")
    assert done.status == 2
    assert done.err == "tollbook: serve needs the web extra: pip install 'tollbook[web]' (uvicorn is missing)\n"


def test_serve_answers_until_it_is_interrupted(toll, here: Path, kept: Callable[[str], str]) -> None:  # type: ignore[no-untyped-def]
    toll("add", "a.toll", "reports/en.txt", "--published", "2024-03-02")
    line = [sys.executable, "-m", "tollbook", "serve", kept("a"), "--no-open", "--port", "0", "--read-only"]
    with subprocess.Popen(line, cwd=here, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        try:
            said = server.stderr.readline()
            address = re.search(r"http://127\.0\.0\.1:\d+/", said)
            assert address, said
            assert "12" in httpx.get(address[0], timeout=60).text
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(30)
    assert server.returncode in (0, 130)


def test_a_finding_that_was_looked_at_is_left_out_until_what_it_is_about_changes(toll) -> None:  # type: ignore[no-untyped-def]
    toll("add", "a.toll", "reports", "--published", "2024-03-02")
    before = json.loads(toll("check", "a.toll", "--format", "json").out)
    assert len({item["id"] for item in before}) == len(before) > 1
    assert {item["seen"] for item in before} == {None}
    one = before[0]
    done = toll("review", "a.toll", "seen", one["id"][:8], "--why", "both are right", "--by", "Ane")
    assert (done.status, done.err) == (0, "")
    assert f"seen {one['id']} {one['kind']}: " in done.out and done.out.rstrip().endswith("by Ane both are right")
    left = json.loads(toll("check", "a.toll", "--format", "json").out)
    assert [item["id"] for item in left] == [item["id"] for item in before[1:]]
    told = json.loads(toll("check", "a.toll", "--all", "--format", "json").out)
    assert [item["id"] for item in told] == [item["id"] for item in before]
    assert (told[0]["seen"]["who"], told[0]["seen"]["why"], told[0]["seen"]["review"]) == ("Ane", "both are right", 1)
    lines = toll("check", "a.toll", "--all").out.splitlines()
    assert f"(finding {one['id']}; seen " in lines[0] and "by Ane, review 1: both are right)" in lines[0]
    assert lines[1].endswith(f"(finding {before[1]['id']})")
    again = toll("review", "a.toll", "seen", one["id"])
    assert (again.status, "looked at already (review 1)" in again.err) == (2, True)
    assert one["id"] in toll("review", "a.toll", "log").out

    claim = one["claims"][0]
    toll("review", "a.toll", "correct", claim, "count", "77")
    moved = json.loads(toll("check", "a.toll", "--format", "json").out)
    assert one["id"] not in {item["id"] for item in moved}
    assert {item["kind"] for item in moved if item["incident"] == one["incident"]}, "it comes up again, as another"
    toll("review", "a.toll", "undo", "2")
    assert json.loads(toll("check", "a.toll", "--format", "json").out) == left
    toll("review", "a.toll", "undo", "1")
    assert json.loads(toll("check", "a.toll", "--format", "json").out) == before


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["ffffffffffff"], "no finding ffffffffffff in this ledger"),
        (["ab"], "too short for an id"),
        ([], "review seen needs one finding, not 0"),
    ],
)
def test_what_is_no_finding_cannot_be_looked_at(toll, words: list[str], line: str) -> None:  # type: ignore[no-untyped-def]
    toll("add", "a.toll", "reports/en.txt", "--published", "2024-03-02")
    said = toll("review", "a.toll", "seen", *words)
    assert (said.status, line in said.err, len(said.err.splitlines())) == (2, True, 1)


def test_a_check_of_what_was_all_looked_at_says_so(toll) -> None:  # type: ignore[no-untyped-def]
    toll("add", "a.toll", "reports/en.txt", "--published", "2024-03-02")
    found = json.loads(toll("check", "a.toll", "--format", "json").out)
    for item in found:
        toll("review", "a.toll", "seen", item["id"])
    number = f"{len(found)} finding{'s' if len(found) != 1 else ''}"
    assert toll("check", "a.toll").out == f"nothing new to report: {number} looked at (--all lists them)\n"
