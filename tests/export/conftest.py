"""A hand-made registry, so that the rows do not change with the real one."""

import pytest

from tollbook.data import kinship
from tollbook.records import Actor

ACTORS = {  # id: name, kind, country, parent
    "mali-government": ("Malian government", "government", "ML", None),
    "mali-army": ("Malian army", "government", "ML", "mali-government"),
    "jnim": ("JNIM", "armed-group", "ML", None),
    "islamic-state-sahel": ("IS Sahel", "armed-group", None, None),
    "france-government": ("French government", "government", "FR", None),
    "civilians": ("Civilians", "civilians", None, None),
    "village-guard": ("Village guard", "militia", "ML", None),
    "kidal-council": ("Kidal council", "government", "ML", None),
    "allied-states": ("Allied states", "coalition", None, None),
    "un": ("United Nations", "organisation", None, None),
}


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    def field(number: int):
        return lambda actor, *_language: ACTORS[actor][number] if actor in ACTORS else (actor if number == 0 else None)

    def ancestors(actor: str, *, former: bool = True) -> tuple[str, ...]:
        parent = ACTORS[actor][3] if actor in ACTORS else None
        return (parent, *ancestors(parent)) if parent else ()

    known = {
        key: kinship.Entry(actor=Actor(id=key, kind=kind, names=(("en", (name,)),), parent=parent, country=country))
        for key, (name, kind, country, parent) in ACTORS.items()
    }
    monkeypatch.setattr(kinship, "entries", lambda: known)
    monkeypatch.setattr(kinship, "government_of", {"ML": "mali-government", "FR": "france-government"}.get)
    monkeypatch.setattr(kinship, "allies", lambda actor: ("mali-government",) if actor == "village-guard" else ())
    for name, function in {"name": field(0), "kind": field(1), "country": field(2), "ancestors": ancestors}.items():
        monkeypatch.setattr(kinship, name, function, raising=False)
