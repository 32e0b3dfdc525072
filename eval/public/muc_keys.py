"""Reading MUC-4: its texts as reports, its answer keys as templates.

Texts are printed in lines of capitals under a dateline. A paragraph's lines are joined, the date of the dateline
becomes the report's date (as a feed would give it) and notes such as "[TEXT]" go; the words stay as printed.

Keys: a slot has a fill on each line; ``/`` separates alternatives, a leading ``?`` marks an optional fill, what follows
``;`` is a comment, ``1: "X" / "Y"`` says a value of the thing with that id, ``-`` and ``*`` say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
DATE, LOCATION, TYPE, INSTRUMENT = "INCIDENT: DATE", "INCIDENT: LOCATION", "INCIDENT: TYPE", "INCIDENT: INSTRUMENT ID"
INDIVIDUAL, ORGANISATION, TARGET = "PERP: INDIVIDUAL ID", "PERP: ORGANIZATION ID", "PHYS TGT: ID"
NAME, DESCRIPTION = "HUM TGT: NAME", "HUM TGT: DESCRIPTION"
NUMBER, EFFECT = "HUM TGT: NUMBER", "HUM TGT: EFFECT OF INCIDENT"

_MESSAGE = re.compile(r"^((?:TST|DEV)\d?-MUC\d-\d{4}).*$", re.MULTILINE)
_SLOT = re.compile(r"^\d+\.\s+((?:MESSAGE|INCIDENT|PERP|PHYS TGT|HUM TGT): [A-Z ]+?)(?:\s{2,}(.*))?$")
_QUOTED = re.compile(r'"((?:\\.|[^"\\])*)"')
_PIECES = re.compile(r'"(?:\\.|[^"\\])*"|.', re.DOTALL)
_DAY = re.compile(r"(\d{1,2}) ([A-Z]{3}) (\d{2})")
_DATELINE_DAY = re.compile(r",? (?:(\d{1,2} [A-Z]{3}(?: \d{2})?)|NO DATE)(?= \(| --)")
_NOTE = re.compile(r"\[(?:TEXT|EXCERPTS?|CONTINUED|PASSAGE OMITTED|WORDS? INDISTINCT|SPEECH|REPORT|AS HEARD)\] ?")


@dataclass(frozen=True, slots=True)
class Fill:
    """Alternative values of one fill, and the ids (alternatives too) of the thing that they are said of."""

    values: tuple[str, ...]
    about: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """One incident of the key: its fills by the name of the slot."""

    message: str
    optional: bool
    slots: Mapping[str, tuple[Fill, ...]]

    def fills(self, slot: str) -> tuple[Fill, ...]:
        """Return the fills of a slot, none where it is empty."""
        return self.slots.get(slot, ())


@dataclass(frozen=True, slots=True)
class Text:
    """One message: its words, and the day of its dateline."""

    name: str
    words: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Days:
    """A span of days; `start` None is "on or before `end`"."""

    start: date | None
    end: date


def day(text: str) -> date | None:
    """Return the day of "4 FEB 90", None where there is none."""
    found = _DAY.search(text)
    if found is None or found[2] not in MONTHS:
        return None
    return date(1900 + int(found[3]), MONTHS.index(found[2]) + 1, int(found[1]))


def texts(printed: str) -> Iterator[Text]:
    """Return the messages of a file in the order of the file."""
    parts = _MESSAGE.split(printed)
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        paragraphs = [" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", body) if paragraph.strip()]
        if paragraphs:
            first = _DATELINE_DAY.search(paragraphs[0][:120])
            when = day(first[0]) if first else None
            if first:
                paragraphs[0] = paragraphs[0][: first.start()] + paragraphs[0][first.end() :]
            yield Text(name, "\n\n".join(_NOTE.sub("", paragraph) for paragraph in paragraphs), when)


def templates(printed: str) -> dict[str, list[Template]]:
    """Return the templates of a key file by message; an irrelevant message has an empty list."""
    found: dict[str, list[Template]] = {}
    for block in _blocks(printed):
        message = block["MESSAGE: ID"][0]
        kept = found.setdefault(message, [])
        number = block["MESSAGE: TEMPLATE"][0]
        if number != "*":
            slots = {
                slot: tuple(fill(line) for line in lines if line not in ("-", "*")) for slot, lines in block.items()
            }
            kept.append(Template(message, "OPTIONAL" in number, slots))
    return found


def _blocks(printed: str) -> Iterator[dict[str, list[str]]]:
    block: dict[str, list[str]] = {}
    lines: list[str] = []
    for raw in printed.splitlines():
        line = _uncommented(raw).rstrip()
        slot = _SLOT.match(line)
        if slot:
            if slot[1] == "MESSAGE: ID" and block:
                yield block
                block = {}
            lines = block.setdefault(slot[1], [])
            line = slot[2] or ""
        if line.strip():
            _put(lines, line.strip())
    if block:
        yield block


def _put(lines: list[str], line: str) -> None:
    """Put a line to the fills of a slot: a fill of its own, or what goes on from the line before."""
    goes_on = lines and (line.startswith("/") or lines[-1].endswith(("/", ":")))
    if goes_on:
        lines[-1] += " " + line
    else:
        lines.append(line)


def _uncommented(line: str) -> str:
    kept = []
    for piece in _PIECES.findall(line):
        if piece == ";":
            break
        kept.append(piece)
    return "".join(kept)


def fill(line: str) -> Fill:
    """Return the fill that a line of a key writes down."""
    optional = line.startswith("?")
    values, about = _split(line.removeprefix("?").strip(), ":", once=True) if _says_of(line) else (line, "")
    return Fill(
        tuple(_plain(value) for value in _split(values.removeprefix("?").strip(), "/")),
        tuple(found.replace('\\"', '"') for found in _QUOTED.findall(about)),
        optional,
    )


def _says_of(line: str) -> bool:
    """Tell whether a fill says a value of something: a colon outside quotes with quotes behind it."""
    parts = _split(line, ":", once=True)
    return len(parts) == 2 and parts[1].strip().startswith('"')


def _split(text: str, sign: str, *, once: bool = False) -> list[str]:
    """Return the parts between `sign`s that stand outside quotes and brackets."""
    parts, depth = [""], 0
    for piece in _PIECES.findall(text):
        depth += (piece == "(") - (piece == ")")
        if piece == sign and depth <= 0 and not (once and len(parts) == 2):
            parts.append("")
        else:
            parts[-1] += piece
    return [part.strip() for part in parts]


def _plain(value: str) -> str:
    quoted = _QUOTED.fullmatch(value)
    return quoted[1].replace('\\"', '"') if quoted else value


def _unwrapped(value: str) -> str:
    """Take off brackets that hold a whole value."""
    whole = value.startswith("(") and value.endswith(")") and ")" not in value[1:-1].split("(", maxsplit=1)[0]
    return value[1:-1].strip() if whole and _balanced(value[1:-1]) else value


def _balanced(text: str) -> bool:
    depth = 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return False
    return depth == 0


def days(fills: Sequence[Fill]) -> list[Days]:
    """Return the alternatives of a date slot."""
    found = []
    for value in (_unwrapped(value) for each in fills for value in each.values):
        ends = [each for part in value.split(" - ") if (each := day(part))]
        if ends:
            found.append(Days(None if value.startswith("-") else ends[0], ends[-1]))
    return found


def places(fills: Sequence[Fill]) -> list[tuple[str, tuple[str, ...]]]:
    """Return the alternatives of a location slot: the country (two where it lies between) and the finer names."""
    found = []
    for value in (_unwrapped(value) for each in fills for value in each.values):
        country, *finer = _split(value, ":")
        names = [re.sub(r"\s*\([^()]*\)", "", name).strip() for level in finer for name in level.split(" - ")]
        found.append((re.sub(r"\s*\([^()]*\)", "", country).strip(), tuple(name for name in names if name)))
    return found


def victims(template: Template) -> list[Fill]:
    """Return the people of a template: a name with the descriptions that are said of it, or a description."""
    named = [list(each.values) for each in template.fills(NAME)]
    optional = [each.optional for each in template.fills(NAME)]
    for each in template.fills(DESCRIPTION):
        known = next((person for person in named if set(person) & set(each.about)), None)
        if known is None:
            named.append([*each.about, *each.values])
            optional.append(each.optional)
        else:
            known += each.values
    return [Fill(tuple(names), (), maybe) for names, maybe in zip(named, optional, strict=True)]


def load(folder: Path, part: str) -> list[tuple[Text, list[Template]]]:
    """Return the messages of ``tst1`` or ``tst2`` with their templates."""
    key = next((folder / part).glob("key-*"))
    printed = next((folder / part).glob(f"{part}-*"))
    gold = templates(key.read_text(encoding="latin-1"))
    return [(text, gold.get(text.name, [])) for text in texts(printed.read_text(encoding="latin-1"))]
