"""Words for people, groups and sources made into ids of the actor registry.

The work is done next door: `registry` finds names and countries in a text and makes a report's cast,
`parties` resolves a side and its class, `origins` resolves who is cited. The registry itself and its
families are `tollbook.data.kinship`, which the linker reads too.
"""

from __future__ import annotations

from tollbook.data.kinship import actor, kin
from tollbook.normalise.origins import resolve_origin
from tollbook.normalise.parties import Resolved, forces_of, resolve_party, victim_class
from tollbook.normalise.registry import Cast, Named, cast

__all__ = [
    "Cast",
    "Named",
    "Resolved",
    "actor",
    "cast",
    "forces_of",
    "kin",
    "resolve_origin",
    "resolve_party",
    "victim_class",
]
