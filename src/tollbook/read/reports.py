"""From what a document says of itself to a `Report`: clean, check, fill in, identify."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from tollbook.read.language import detect, settle, tag
from tollbook.records import Report, content_id

MOST_CHARACTERS = 500_000  # of one report, 250 pages: dense copy takes about 8 seconds for every 100,000
ISO_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}.*)?", re.ASCII)
NEVER_TEXT = re.compile(r"[\x00\ud800-\udfff]")


class ReadError(ValueError):
    """Input that cannot be read. The message is one line, or one line for each bad input."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the user says of the input: it fills what a document does not say of itself."""

    published: date | None = None
    outlet: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What one document says of itself, before it is checked.

    `language` is stated in so many words by whoever made the record; `hint` is the language a page
    or feed declares, which templates often set wrongly: it counts only when the text does not tell.
    """

    text: str
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    published: date | None = None
    hint: str | None = None
    where: str | None = None  # "line 3" of its file, for errors


def options(published: str | None = None, outlet: str | None = None, language: str | None = None) -> Options:
    """Return the options for the user's words; raise ReadError for a bad date or language tag."""
    try:
        return Options(
            published=None if published is None else iso_day(published),
            outlet=_line(outlet),
            language=None if language is None else tag(language),
        )
    except ValueError as error:
        raise ReadError(str(error)) from None


def iso_day(text: str) -> date:
    """Return the day of an ISO 8601 date or date-time, as written in its own time zone.

    Raises ValueError for anything else: no other order of day and month is guessed.
    """
    match = ISO_DAY.fullmatch(text.strip())
    try:
        if match is None:
            raise ValueError
        if match.group() != match.group(1):
            datetime.fromisoformat(match.group())
        return date.fromisoformat(match.group(1))
    except ValueError:
        raise ValueError(f"not an ISO 8601 date (such as 2019-04-20): {text[:40]!r}") from None


def report_id(*, outlet: str | None, url: str | None, published: date | None, title: str | None, text: str) -> str:
    """Return the id of a report: the hash of what was published. Language is derived, so not part of it."""
    return content_id("report", outlet, url, title, text, None if published is None else published.isoformat())


def report(draft: Draft, given: Options) -> Report:
    """Return the report of `draft`, with `given` where the draft is silent.

    A byte order mark is dropped and line ends become ``\\n``; otherwise the text is kept to the
    letter, since evidence counts its characters. Raises ReadError for an empty or too long text,
    and for NUL characters and lone surrogates, which no news text has and no file can hold.
    """
    at = f"{draft.where}: " if draft.where else ""
    text = draft.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise ReadError(f"{at}no text")
    if len(text) > MOST_CHARACTERS:
        raise ReadError(f"{at}more than {MOST_CHARACTERS:,} characters of text in one report")
    title, outlet, url = _line(draft.title), _line(draft.outlet) or given.outlet, _line(draft.url)
    if any(NEVER_TEXT.search(part) for part in (text, title, outlet, url) if part):
        raise ReadError(f"{at}not text (a NUL character or half a surrogate pair)")
    published = draft.published or given.published
    stated = draft.language or given.language
    return Report(
        id=report_id(outlet=outlet, url=url, published=published, title=title, text=text),
        text=text,
        title=title,
        outlet=outlet,
        url=url,
        language=settle(stated, text) if stated else detect(text, hint=draft.hint),
        published=published,
    )


def _line(text: str | None) -> str | None:
    """Return `text` on one line without outer space; None for nothing."""
    return " ".join(text.split()) or None if text else None
