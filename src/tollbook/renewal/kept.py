"""The basis of a view as a ledger keeps it: rows of text."""

from __future__ import annotations

import msgspec

from tollbook import store
from tollbook.data import table
from tollbook.records import content_id
from tollbook.renewal.basis import Basis
from tollbook.renewal.cards import Card
from tollbook.renewal.pages import Tied

_cards = msgspec.json.Decoder(tuple[Card, ...])


def key(version: str) -> str:
    """Return the name of the rules that views are made by now: the version, and the weights."""
    return f"{version} {content_id(msgspec.to_builtins(table('weights')))}"


def rows(basis: Basis, key: str) -> store.Basis:
    """Return `basis`, made by the rules of `key`, as a ledger keeps it."""
    return store.Basis(
        key=key,
        told=tuple(
            (report, digest, msgspec.json.encode(cards).decode())
            for report, (digest, cards) in sorted(basis.told.items())
        ),
        ties=tuple((item.left, item.right, item.same, item.body.decode()) for item in basis.tied),
        decided=tuple(sorted(basis.reviews)),
    )


def read(kept: store.Basis) -> Basis:
    """Return the basis that a ledger has kept."""
    return Basis(
        told={report: (digest, _cards.decode(cards)) for report, digest, cards in kept.told},
        tied=tuple(
            Tied(left=left, right=right, same=same, body=body.encode()) for left, right, same, body in kept.ties
        ),
        reviews=frozenset(kept.decided),
    )
