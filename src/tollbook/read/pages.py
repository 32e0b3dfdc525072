"""A web page to a draft: the article through trafilatura, its metadata from what the page states.

Dates are never guessed. Only what the page itself marks as the day of publication counts: a meta
element, JSON-LD ``datePublished``, or a ``time`` element that is so marked; not a date in the URL, in
the running text or in the copyright line, and not the day of the last change.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from tollbook.read.reports import Draft, ReadError, iso_day

CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
PUBLISHED = (  # names and properties of meta elements, lower case, surest first
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "citation_publication_date",
    "publish-date",
    "publish_date",
    "publishdate",
    "publication_date",
    "pubdate",
    "date",
)
BLOCKS = frozenset(
    ["p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "tr", "table", "hr", "pre"]
)
TAG = re.compile(r"<[A-Za-z][^<>]*")
MOST_ATTRIBUTES = 2_000  # of one element; lxml takes minutes over a hundred thousand
ARTICLE = re.compile(r"Article|Posting|Report", re.ASCII)  # of schema.org types
MOST_DEPTH = 200  # of JSON-LD; real pages have five levels


def charset_of(data: bytes) -> str | None:
    """Return the encoding that a page declares in its first 4096 bytes, None when it declares none."""
    match = CHARSET.search(data[:4096])
    return match.group(1).decode("ascii") if match else None


def page(html: str, url: str | None = None) -> Draft:
    """Return the article of a page; `url` is where it was fetched, if it was.

    A headline that opens the text is the title, and not told again in the text.

    Raises ReadError when there is no article text in it.
    """
    if any(len(tag.group()) > MOST_ATTRIBUTES and _attributes(tag.group()) for tag in TAG.finditer(html)):
        raise ReadError("not a web page (an element with thousands of attributes)")
    # Imported here: it takes a fifth of a second that only pages need.
    import trafilatura  # noqa: PLC0415

    # lxml takes no declaration of an encoding in text that is decoded already.
    tree = trafilatura.load_html(re.sub(r"^\s*<\?xml[^>]*>", "", html))
    if tree is None:
        raise ReadError("not a web page")
    linked = list(_linked_data(tree))
    meta = _meta(tree)
    draft = Draft(
        text="",
        title=meta.get("og:title") or _stated(linked, "headline") or _heading(tree),
        outlet=meta.get("og:site_name") or _publisher(linked) or meta.get("application-name"),
        url=url or _address(tree, meta),
        published=_published(tree, meta, linked),
        hint=tree.get("lang") or meta.get("og:locale"),
    )
    document = trafilatura.bare_extraction(tree, url=url, include_comments=False, with_metadata=False)
    text = (document.get("text") if isinstance(document, dict) else document.text) if document else None
    if not text or not text.strip():
        raise ReadError("no article text in the page")
    first, _, rest = text.partition("\n")
    return replace(draft, text=rest if rest.strip() and " ".join(first.split()) == draft.title else text)


def plain(fragment: str) -> str:
    """Return the text of a piece of HTML, a line for each block; text without markup comes back as it is."""
    if "<" not in fragment and "&" not in fragment:
        return fragment.strip()
    import trafilatura  # noqa: PLC0415

    tree = trafilatura.load_html(f"<html><body><div>{fragment}</div><p></p></body></html>")
    if tree is None:
        return ""
    parts: list[str] = []
    for step, element in _walk(tree):
        if element.tag in BLOCKS:
            parts.append("\n")
        parts.append((element.text if step == "start" else element.tail) or "")
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def day_of(text: str | None) -> date | None:
    """Return the day of an ISO 8601 or RFC 822 date as written in its own zone, None for anything else."""
    if not text:
        return None
    try:
        return iso_day(text)
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError):
        return None


def _attributes(tag: str) -> bool:
    """Tell whether a tag has more attributes than any page's, quoted values (a picture in a tag) left out."""
    bare = re.sub(r"""=\s*(?:"[^"]*"|'[^']*')""", "=", tag)
    return max(bare.count("="), len(bare.split())) > MOST_ATTRIBUTES


def _walk(tree: Any) -> Iterator[tuple[str, Any]]:
    """Yield ("start", element) and ("end", element) in document order, without scripts and comments."""
    skip = {"script", "style", "head", "noscript", "template"}
    pending: list[tuple[str, Any]] = [("start", tree)]
    while pending:
        step, element = pending.pop()
        if step == "end" or not isinstance(element.tag, str) or element.tag in skip:
            yield "end", element
            continue
        yield "start", element
        pending.append(("end", element))
        pending.extend(("start", child) for child in reversed(element))


def _meta(tree: Any) -> dict[str, str]:
    """Return the page's meta elements by lower-case name, property or itemprop; the first one counts."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = (element.get("content") or "").strip()
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield every JSON-LD object of the page, articles first; broken JSON-LD is passed over."""
    objects: list[dict[str, Any]] = []
    for element in tree.iter("script"):
        if "ld+json" in (element.get("type") or ""):
            try:
                _collect(json.loads(element.text or "", strict=False), objects, 0)
            except (ValueError, RecursionError):
                continue
    yield from sorted(objects, key=lambda item: not ARTICLE.search(str(item.get("@type"))))


def _collect(value: Any, into: list[dict[str, Any]], depth: int) -> None:
    if depth > MOST_DEPTH:
        return
    if isinstance(value, dict):
        into.append(value)
    for child in value if isinstance(value, list) else value.values() if isinstance(value, dict) else ():
        _collect(child, into, depth + 1)


def _stated(linked: list[dict[str, Any]], key: str) -> str | None:
    """Return the text that an article of the page's JSON-LD gives for `key`."""
    texts = (item.get(key) for item in linked if ARTICLE.search(str(item.get("@type"))))
    return next((text for text in texts if isinstance(text, str) and text.strip()), None)


def _publisher(linked: list[dict[str, Any]]) -> str | None:
    for item in linked:
        publisher = item.get("publisher")
        if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
            return str(publisher["name"])
    return None


def _published(tree: Any, meta: dict[str, str], linked: list[dict[str, Any]]) -> date | None:
    stated = [*(meta.get(name) for name in PUBLISHED), _stated(linked, "datePublished")]
    stated += [
        element.get("datetime") or element.get("content")
        for element in tree.iter("time")
        if "pubdate" in element.attrib or "publi" in f"{element.get('itemprop')} {element.get('class')}".lower()
    ]
    found = next((day for text in stated if (day := day_of(text))), None)
    return found or _only_time(tree)


def _only_time(tree: Any) -> date | None:
    """Return the day of the `time` elements in the one article of a page, if they all name the same."""
    articles = list(tree.iter("article"))
    if len(articles) != 1:
        return None
    days = {day_of(element.get("datetime")) for element in articles[0].iter("time") if element.get("datetime")}
    return days.pop() if len(days) == 1 else None


def _heading(tree: Any) -> str | None:
    """Return the page's only first heading, or else its title element."""
    headings = list(tree.iter("h1"))
    for element in headings if len(headings) == 1 else tree.iter("title"):
        if text := " ".join("".join(element.itertext()).split()):
            return text
    return None


def _address(tree: Any, meta: dict[str, str]) -> str | None:
    """Return the address that a saved page gives for itself, when it is a whole http(s) address."""
    links = (element.get("href") for element in tree.iter("link") if element.get("rel") == "canonical")
    for address in (*links, meta.get("og:url")):
        if address and urlsplit(address.strip()).scheme in {"http", "https"}:
            return str(address).strip()
    return None
