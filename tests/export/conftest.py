"""A hand-made registry, so that the rows do not change with the real one."""

import importlib
import sys
import types

import pytest

from tollbook import data

try:
    kinship = importlib.import_module("tollbook.data.kinship")
except ImportError:  # until the registry's reader is there
    kinship = types.ModuleType("tollbook.data.kinship")
    sys.modules["tollbook.data.kinship"] = kinship
    data.kinship = kinship

ACTORS = {  # id: name, kind, country, parent
    "mali-government": ("Malian government", "government", "ML", None),
    "mali-army": ("Malian army", "government", "ML", "mali-government"),
    "jnim": ("JNIM", "armed-group", "ML", None),
    "islamic-state-sahel": ("IS Sahel", "armed-group", None, None),
    "france-government": ("French government", "government", "FR", None),
    "civilians": ("Civilians", "civilians", None, None),
    "un": ("United Nations", "organisation", None, None),
}


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    def field(number: int):
        return lambda actor, *_language: ACTORS[actor][number] if actor in ACTORS else None

    def ancestors(actor: str) -> tuple[str, ...]:
        parent = ACTORS[actor][3] if actor in ACTORS else None
        return (parent, *ancestors(parent)) if parent else ()

    for name, function in {"name": field(0), "kind": field(1), "country": field(2), "ancestors": ancestors}.items():
        monkeypatch.setattr(kinship, name, function, raising=False)
