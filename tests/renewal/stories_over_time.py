"""A made-up history of a ledger: reports that come in, are read again or come in better editions, and decisions."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from test_piece_by_piece import made_up

from claim_builder import SATURDAY
from tollbook.decisions import active
from tollbook.records import Claim, Count, FieldValue, Report, Review
from tollbook.store import Ledger, LedgerError, schema


@dataclass
class History:
    """Does to several ledgers the same, step by step; what it does follows from its seed alone."""

    seed: int
    size: int
    days: int
    rng: random.Random = field(init=False)
    told: dict[str, tuple[Report, list[Claim]]] = field(default_factory=dict)  # as read last
    waiting: list[tuple[Report, list[Claim]]] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        claims, reports = made_up(self.seed, self.size, self.days)
        of: dict[str, list[Claim]] = {}
        for claim in claims:
            of.setdefault(claim.report_id, []).append(self._odd(claim))
        # Texts differ, or each would be an edition of each.
        self.waiting = [(replace(item, text=f"{item.id} {item.text}"), of.get(item.id, [])) for item in reports]

    def _odd(self, claim: Claim) -> Claim:
        """Let some claims be of other kinds: set aside, background, statements."""
        roll = self.rng.random()
        if roll < 0.05:
            return replace(claim, cause="crime")
        if roll < 0.1:
            return replace(claim, scope="cumulative")
        if roll < 0.14:
            return replace(claim, effect=None, topic="confirmation", count=None)
        return replace(claim, modality="denied") if roll < 0.17 else claim

    def steps(self, number: int, ledgers: Sequence[Ledger]) -> Iterator[str]:
        """Do `number` things one after the other, and yield what was done each time."""
        for _ in range(number):
            kinds = ("add", "add", "reread", "edition", "same", "different", "split", "hide", "correct", "undo")
            kind = self.rng.choice(kinds) if len(self.told) > 4 else "add"
            getattr(self, f"_{kind}")(ledgers)
            yield kind

    def _add(self, ledgers: Sequence[Ledger]) -> None:
        many = min(len(self.waiting), self.rng.choice((1, 1, 2, 5)) if self.told else self.size // 2)
        for _ in range(many):
            report, claims = self.waiting.pop(self.rng.randrange(len(self.waiting)))
            self.told[report.id] = report, claims
            for ledger in ledgers:
                assert ledger.add(report, claims)

    def _reread(self, ledgers: Sequence[Ledger]) -> None:
        report, claims = self.told[self.rng.choice(sorted(self.told))]
        kept = [item for item in claims if self.rng.random() < 0.7]
        now = [replace(item, count=Count(low=4, best=4, high=4)) if self.rng.random() < 0.3 else item for item in kept]
        moved = [replace(item, id=f"a{item.id[1:]}") if self.rng.random() < 0.2 else item for item in now]
        told = replace(report, language=self.rng.choice(("en", "nb", "ar", "fr", "ru")))
        if told.language != report.language:
            self.told[report.id] = told, moved
            for ledger in ledgers:
                ledger.reread(told, moved)

    def _edition(self, ledgers: Sequence[Ledger]) -> None:
        report, claims = self.told[self.rng.choice(sorted(self.told))]
        name = f"{report.id}b"
        if name in self.told or report.id.endswith("b"):
            return
        better = replace(report, id=name, url="https://example.org/a", published=report.published or SATURDAY)
        own = [replace(item, id=f"b{item.id[1:]}", report_id=name, about=()) for item in claims]
        spans = [
            replace(
                item,
                evidence=tuple(replace(each, span=replace(each.span, report_id=name)) for each in item.evidence),
            )
            for item in own
        ]
        if len({item.id for item in spans} | {c.id for _, told in self.told.values() for c in told}) < len(spans) + sum(
            len(told) for _, told in self.told.values()
        ):
            return
        self.told[name] = better, spans
        for ledger in ledgers:
            assert ledger.add(better, spans)

    def _decide(self, ledgers: Sequence[Ledger], decision: Review) -> None:
        with suppress(LedgerError):
            for ledger in ledgers:
                ledger.review(decision)
            self.reviews.append(decision)

    def _claims(self, number: int) -> tuple[str, ...]:
        known = sorted(claim.id for _, told in self.told.values() for claim in told)
        return tuple(self.rng.sample(known, number))

    def _same(self, ledgers: Sequence[Ledger]) -> None:
        self._decide(ledgers, Review(number=0, action="same", claims=self._claims(2)))

    def _different(self, ledgers: Sequence[Ledger]) -> None:
        with ledgers[0].looking() as connection:
            table = schema.links.c
            pairs = connection.execute(select(table.left, table.right).order_by(table.id)).all()
        if pairs:
            left, right = self.rng.choice(pairs)
            self._decide(ledgers, Review(number=0, action="different", claims=(left, right)))

    def _split(self, ledgers: Sequence[Ledger]) -> None:
        self._decide(ledgers, Review(number=0, action="split", claims=self._claims(1)))

    def _hide(self, ledgers: Sequence[Ledger]) -> None:
        self._decide(ledgers, Review(number=0, action="hide", claims=self._claims(1)))

    def _correct(self, ledgers: Sequence[Ledger]) -> None:
        number = self.rng.choice((1, 5, 13))
        value = FieldValue(field="count", count=Count(low=number, best=number, high=number))
        self._decide(ledgers, Review(number=0, action="correct", claims=self._claims(1), value=value, was=value))

    def _undo(self, ledgers: Sequence[Ledger]) -> None:
        with ledgers[0].looking() as connection:
            standing = [item.number for item in active(ledgers[0].standing(connection).reviews)]
        if standing:
            number = self.rng.choice(standing)
            self._decide(ledgers, Review(number=0, action="undo", undoes=number))
