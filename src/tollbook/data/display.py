"""What a reader sees for a code or a slug: the names of countries, actors and origins in English."""

from __future__ import annotations

import re

from tollbook.data import kinship, table

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")


def country(code: str) -> str:
    """Return the common news name of a country (ISO 3166-1 alpha-2), or the code where there is none."""
    called: str | None = table("display")["countries"].get(code)
    return called or kinship.countries("en").get(code, code)


def actor(slug: str) -> str:
    """Return the name of an actor or origin.

    The registry's name; else "police (Pakistan)" for pk-police; else the words that the slug was made of. A group
    that is in no registry keeps its own words.
    """
    if kinship.actor(slug) is not None:
        return kinship.name(slug)
    code, concept = kinship.institution(slug)
    if code is not None and concept in table("origins/en")["concepts"]:
        return f"{concept.replace('-', ' ')} ({country(code)})"
    return slug.replace("-", " ") if SLUG.fullmatch(slug) else slug
