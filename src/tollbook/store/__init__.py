"""The ledger of record: append-only facts in SQLite or PostgreSQL, and the incident view rebuilt from them."""

from tollbook.store.browse import Uncounted
from tollbook.store.connect import locate
from tollbook.store.editions import Editions, editions
from tollbook.store.facts import LastRead
from tollbook.store.identity import Settled, settle
from tollbook.store.ids import find_claim, find_finding, find_incident
from tollbook.store.ledger import Facts, Ledger, Published, Standing, numbered
from tollbook.store.moving import Copied, copy
from tollbook.store.place import LedgerError
from tollbook.store.writing import Basis, Step

__all__ = [
    "Basis",
    "Copied",
    "Editions",
    "Facts",
    "LastRead",
    "Ledger",
    "LedgerError",
    "Published",
    "Settled",
    "Standing",
    "Step",
    "Uncounted",
    "copy",
    "editions",
    "find_claim",
    "find_finding",
    "find_incident",
    "locate",
    "numbered",
    "settle",
]
