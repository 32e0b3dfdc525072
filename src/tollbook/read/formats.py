"""The kinds of input and how each becomes drafts: plain text, JSON and JSON Lines here, the rest beside."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace
from pathlib import PurePath
from typing import Any, Literal

import msgspec

from tollbook.read.encoding import decode
from tollbook.read.feeds import feed
from tollbook.read.language import tag
from tollbook.read.pages import charset_of, page
from tollbook.read.reports import Draft, ReadError, iso_day

Kind = Literal["text", "page", "json", "jsonl", "feed"]
SUFFIXES: dict[str, Kind] = {
    ".txt": "text",
    ".html": "page",
    ".htm": "page",
    ".json": "json",
    ".jsonl": "jsonl",
    ".xml": "feed",
    ".rss": "feed",
    ".atom": "feed",
}
# Possessive, so that no run of comments can make it try every way to split them.
MARKUP = re.compile(
    r"(?:\s|<\?xml[^>]*+>|<!--(?:(?!-->).)*+-->|<!doctype\s+(?!html)[^>\[]*+>)*+"
    r"<(!doctype html|html|rss|feed|rdf:RDF)\b",
    re.I | re.S,
)
JSON_START = re.compile(r"\s*(?:\{|\[\s*[{\]])")
MOST_MARKUP = 5_000_000  # bytes of one page or feed; long articles have a tenth


class Record(msgspec.Struct):
    """The keys of a JSON record that count; others are passed over. Blank strings count as absent."""

    text: str
    title: str | None = None
    published: str | None = None
    language: str | None = None
    outlet: str | None = None
    url: str | None = None


def kind_of(name: str) -> Kind | None:
    """Return the kind that the ending of a file name tells, None for files Tollbook does not read."""
    return SUFFIXES.get(PurePath(name).suffix.lower())


def markup(data: bytes) -> Kind | None:
    """Return the kind of bytes that begin as a page or a feed does, None for all others."""
    match = MARKUP.match(data[:20_000].decode("latin-1").removeprefix("\xef\xbb\xbf"))
    return None if match is None else "page" if "html" in match.group(1).lower() else "feed"


def sniff(text: str) -> Kind:
    """Return the kind of a text without markup that comes without a name, by its first characters.

    What begins as JSON is meant as JSON: broken JSON is then an error, not a report.
    """
    if not JSON_START.match(text):
        return "text"
    return "jsonl" if _is_lines(text) else "json"


def drafts(
    data: bytes, kind: Kind | None, *, url: str | None = None, charset: str | None = None
) -> tuple[list[Draft], list[str]]:
    """Return what `data` holds, and notes for the user; `kind` None tells it from the content.

    `url` and `charset` are what a server said. Raises ReadError, without the name of the source.
    """
    if not data.strip():
        raise ReadError("empty")
    kind = kind or markup(data)
    if kind in {"feed", "page"} and len(data) > MOST_MARKUP:
        raise ReadError(f"a {kind} of more than {MOST_MARKUP:,} bytes")
    if kind == "feed":
        return feed(data)
    if kind == "page":
        charset = charset or charset_of(data)
    text, encoding = decode(data, charset)
    notes = ["not UTF-8, read as Windows-1252"] if encoding == "windows-1252" else []
    return list(_parse(text, kind or sniff(text), url)), notes


def _parse(text: str, kind: Kind, url: str | None) -> Iterable[Draft]:
    match kind:
        case "page":
            return [page(text, url)]
        case "json":
            return _json(text)
        case "jsonl":
            return _lines(text)
        case _:
            return [Draft(text=text, url=url)]


def _json(text: str) -> Iterator[Draft]:
    """Yield the drafts of one JSON object, or of a list of them, each with its line."""
    start = _space(text, 0)
    if text[start : start + 1] == "[":
        end = yield from _list(text, start)
    else:
        record, end = _value(text, start)
        yield _draft(record, _line(text, start))
    if text[end:].strip():
        raise ReadError(f"line {_line(text, _space(text, end))}: more than one JSON value (JSON Lines end in .jsonl)")


def _list(text: str, start: int) -> Generator[Draft, None, int]:
    """Yield the drafts of the list that begins at `start`; return the index after it.

    The list is walked item by item, since only so the line of each record is known.
    """
    here, line = _space(text, start + 1), _line(text, start)
    counted = start
    if text[here : here + 1] == "]":
        raise ReadError("an empty list")
    while True:
        line, counted = line + text.count("\n", counted, here), here
        record, end = _value(text, here)
        yield _draft(record, line)
        here = _space(text, end)
        if text[here : here + 1] == "]":
            return here + 1
        if text[here : here + 1] != ",":
            raise ReadError(f"line {_line(text, here)}: not JSON: expected a comma or the end of the list")
        here = _space(text, here + 1)


def _lines(text: str) -> Iterator[Draft]:
    """Yield the drafts of JSON Lines; blank lines are passed over."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                record, end = _value(line, _space(line, 0))
                if line[end:].strip():
                    raise ReadError("line 1: not JSON: more than one value")
            except ReadError as error:
                raise ReadError(f"line {number}{str(error).removeprefix('line 1')}") from None
            yield _draft(record, number)


def _is_lines(text: str) -> bool:
    """Tell whether the first line that is not blank is one whole JSON object with more after it."""
    first, _, rest = text.lstrip().partition("\n")
    try:
        value, end = _value(first, 0)
    except ReadError:
        return False
    return isinstance(value, dict) and not first[end:].strip() and bool(rest.strip())


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


DECODER = json.JSONDecoder(parse_constant=_refuse)


def _value(text: str, start: int) -> tuple[Any, int]:
    try:
        return DECODER.raw_decode(text, start)
    except json.JSONDecodeError as error:
        raise ReadError(f"line {error.lineno}: not JSON: {error.msg[0].lower()}{error.msg[1:]}") from None
    except RecursionError:
        raise ReadError(f"line {_line(text, start)}: JSON nested too deeply") from None
    except ValueError as error:
        raise ReadError(f"line {_line(text, start)}: not JSON: {str(error)[:80]}") from None


def _draft(record: Any, line: int) -> Draft:
    where = f"line {line}"
    try:
        read = msgspec.convert(record, Record)
        stated = {key: value.strip() for key in ("published", "language") if (value := getattr(read, key))}
        published = iso_day(stated["published"]) if stated.get("published") else None
        language = tag(stated["language"]) if stated.get("language") else None
    except (msgspec.ValidationError, ValueError) as error:
        raise ReadError(f"{where}: {error}") from None
    draft = Draft(text=read.text, title=read.title, outlet=read.outlet, url=read.url, where=where)
    return replace(draft, published=published, language=language)


def _space(text: str, start: int) -> int:
    """Return the index of the first character from `start` on that is no JSON space."""
    while start < len(text) and text[start] in " \t\r\n":
        start += 1
    return start


def _line(text: str, index: int) -> int:
    return text.count("\n", 0, index) + 1
