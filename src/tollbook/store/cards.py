"""Where to look for the like of each claim: questions to a ledger that touch only what they are about.

All of it is of the view as it was published: the cards of the claims that took part, and the links between reports as
they were judged. Days are ordinals, both ends included.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from tollbook.relations import Window
from tollbook.store import schema
from tollbook.store.facts import chunks

TiedRow = tuple[str, str, bool, str]  # left report, right report, whether it says "same", the link as JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A claim that takes part in linking, without its words.

    `first` and `last` are the days (ordinals) in which its event may lie, None where nothing tells; `told` is
    where and when it is told of, `window` where its parts may lie if it is a whole of several events.
    """

    claim: str
    report: str
    effect: str | None
    number: int | None
    first: int | None
    last: int | None
    told: Window | None
    window: Window | None


def row(card: Card) -> dict[str, object]:
    """Return a card as a row of `cards`."""
    told, window = card.told, card.window
    return {
        "claim_id": card.claim,
        "report_id": card.report,
        "effect": card.effect,
        "number": card.number,
        "first": card.first,
        "last": card.last,
        "country": told.country if told else None,
        "told_effect": told.effect if told else None,
        "told_first": told.first if told else None,
        "told_last": told.last if told else None,
        "window_first": window.first if window else None,
        "window_last": window.last if window else None,
    }


def of_reports(connection: Connection, reports: Collection[str]) -> list[Card]:
    """Return the cards of the claims of `reports`, by report and claim."""
    table = schema.cards
    return [
        _card(found)
        for part in chunks(sorted(reports))
        for found in connection.execute(
            select(table).where(table.c.report_id.in_(part)).order_by(table.c.report_id, table.c.claim_id)
        )
    ]


def _card(found: Any) -> Card:
    told = window = None
    if found.country is not None:
        told = Window(found.country, found.told_effect, found.told_first, found.told_last)
        if found.window_first is not None:
            window = Window(found.country, found.told_effect, found.window_first, found.window_last)
    return Card(
        claim=found.claim_id,
        report=found.report_id,
        effect=found.effect,
        number=found.number,
        first=found.first,
        last=found.last,
        told=told,
        window=window,
    )


def of_days(connection: Connection, spans: Iterable[tuple[int, int]], longest: int) -> set[str]:
    """Return the reports with a claim whose days meet one of `spans`; no claim has more days than `longest`."""
    table, found = schema.cards.c, set[str]()
    for first, last in spans:
        asked = select(table.report_id).where(table.first.between(first - longest, last), table.last >= first)
        found.update(connection.scalars(asked.distinct()))
    return found


def adrift(connection: Connection, numbers: Iterable[tuple[str | None, int, int]]) -> set[str]:
    """Return the reports with a claim without any day that tells one of `numbers` (effect, least and largest)."""
    table, found = schema.cards.c, set[str]()
    for effect, least, most in numbers:
        asked = select(table.report_id).where(
            table.effect == effect, table.number.between(least, most), table.first.is_(None)
        )
        found.update(connection.scalars(asked))
    return found


def of_number(connection: Connection, effect: str | None, number: int | None, most: int) -> list[str]:
    """Return the reports of at most `most` claims that tell `number`."""
    table = schema.cards.c
    asked = select(table.report_id).where(table.effect == effect, table.number == number).limit(most)
    return list(connection.scalars(asked))


def told_in(connection: Connection, window: Window, most: int) -> list[str]:
    """Return the report of every claim told within `window`, of at most `most` claims."""
    table = schema.cards.c
    asked = select(table.report_id).where(
        table.country == window.country,
        table.told_effect == window.effect,
        table.told_first.between(window.first, window.last),
        table.told_last <= window.last,
    )
    return list(connection.scalars(asked.limit(most)))


def wholes_around(connection: Connection, told: Window, longest: int) -> list[tuple[str, Window]]:
    """Return the wholes of several events, with their reports, in whose window (of `longest` days) `told` lies."""
    table = schema.cards.c
    asked = select(table.report_id, table.window_first, table.window_last).where(
        table.country == told.country,
        table.told_effect == told.effect,
        table.window_first.is_not(None),
        table.window_first.between(told.last - longest, told.first),
        table.window_last >= told.last,
    )
    return [(each[0], Window(told.country, told.effect, each[1], each[2])) for each in connection.execute(asked)]


def homes(connection: Connection, claims: Collection[str]) -> dict[str, str]:
    """Return the reports of claims that take part, by claim."""
    table = schema.cards.c
    return {
        each.claim_id: each.report_id
        for part in chunks(sorted(claims))
        for each in connection.execute(select(table.claim_id, table.report_id).where(table.claim_id.in_(part)))
    }


def ties(connection: Connection, reports: Collection[str]) -> list[TiedRow]:
    """Return the links between reports that touch one of `reports`."""
    table, links = schema.ties.c, schema.links.c
    found: dict[str, TiedRow] = {}
    for part in chunks(sorted(reports)):
        for side in (table.left_report, table.right_report):
            asked = (
                select(table.link_id, table.left_report, table.right_report, table.same, links.body)
                .join(schema.links, links.id == table.link_id)
                .where(side.in_(part))
            )
            found.update((each[0], (each[1], each[2], each[3], each[4])) for each in connection.execute(asked))
    return list(found.values())


def digests(connection: Connection, reports: Collection[str]) -> dict[str, str]:
    """Return the digests of what reports said, of those whose claims took part."""
    table = schema.told.c
    return {
        each.report_id: each.digest
        for part in chunks(sorted(reports))
        for each in connection.execute(select(table.report_id, table.digest).where(table.report_id.in_(part)))
    }


def told(connection: Connection) -> int:
    """Return how many reports have claims that took part."""
    return connection.scalar(select(func.count()).select_from(schema.told)) or 0


def rows(cards: Iterable[Card]) -> Iterator[dict[str, object]]:
    """Yield cards as rows of `cards`."""
    return (row(card) for card in cards)
