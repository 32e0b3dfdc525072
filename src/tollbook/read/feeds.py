"""An RSS or Atom feed to drafts, one for each item, through feedparser."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from tollbook.read.pages import day_of, plain
from tollbook.read.reports import Draft, ReadError

# In UTF-8 or UTF-16: no honest feed declares entities, and a few of them nested fill any memory.
ENTITY = re.compile(rb"<\0?!\0?E\0?N\0?T\0?I\0?T\0?Y", re.IGNORECASE)


def feed(data: bytes) -> tuple[list[Draft], list[str]]:
    """Return the items of a feed, and a note when some of them hold no text.

    The text of an item is its full content, else its summary, else its title. Its day is that of
    publication, else of the last change (RSS 1.0 has only that), in ISO 8601 or RFC 822 and in the
    zone it is written in; any other way to write a date gives none. Raises ReadError for what is no
    feed, and for one without items.
    """
    if ENTITY.search(data):
        raise ReadError("a feed that declares entities is not read")
    import feedparser  # noqa: PLC0415  # only feeds need it

    # A stream, since feedparser takes a string for an address or a path and would open it.
    parsed = feedparser.parse(BytesIO(data))
    if not parsed.version:
        raise ReadError("not an RSS or Atom feed")
    if not parsed.entries:
        raise ReadError("a feed without items")
    items = [_item(entry, parsed.feed) for entry in parsed.entries]
    drafts = [item for item in items if item is not None]
    if not drafts:
        raise ReadError("a feed without text")
    empty = len(items) - len(drafts)
    return drafts, [f"{empty} of {len(items)} items hold no text"] if empty else []


def _item(entry: Any, about: Any) -> Draft | None:
    """Return the draft of an item, or None when nothing is written in it."""
    title = plain(entry.get("title", ""))
    bodies = [*(content.get("value", "") for content in entry.get("content", [])), entry.get("summary", ""), title]
    text = next((read for body in bodies if (read := plain(body))), None)
    if text is None:
        return None
    return Draft(
        text=text,
        title=title or None,
        outlet=entry.get("source", {}).get("title") or about.get("title"),
        url=_web(entry.get("link")),
        published=day_of(entry.get("published")) or day_of(dict.get(entry, "updated")),
        hint=about.get("language"),
    )


def _web(address: str | None) -> str | None:
    return address if address and address.startswith(("http://", "https://")) else None
