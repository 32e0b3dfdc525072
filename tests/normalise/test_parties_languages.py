"""Words for sides and victims in the languages without rules of their own."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from tollbook.data import kinship, path, table
from tollbook.normalise.actors import Cast, resolve_party, victim_class
from tollbook.normalise.registry import read

CASES = tomllib.loads((Path(__file__).parent / "parties_cases.toml").read_text(encoding="utf-8"))
NAMES = sorted(file.stem for file in path("actors/names").glob("*.toml"))
EACH = [(language, *case) for language, block in CASES.items() for case in block["cases"]]


@pytest.mark.parametrize(("language", "text", "wanted", "kind", "country"), EACH)
def test_side_and_class(language: str, text: str, wanted: str, kind: str, country: str) -> None:
    found = resolve_party([text], language, Cast(), country=country or None)
    assert (found.actor if found else "", victim_class(text, language)) == (wanted, kind)


@pytest.mark.parametrize("language", NAMES)
def test_own_names_are_of_known_actors(language: str) -> None:
    sections = [actors for section, actors in table(f"actors/names/{language}").items() if section != "shared"]
    assert {id for actors in sections for id in actors if kinship.actor(id) is None} == set()


@pytest.mark.parametrize("language", NAMES)
def test_every_own_name_is_found_again(language: str) -> None:
    """Each name alone, where its country is in play, gives its actor."""
    lost = []
    for section, actors in table(f"actors/names/{language}").items():
        for id, names in actors.items() if section != "shared" else ():
            for name in names:
                found = resolve_party([name], language, Cast(), country=kinship.country(id))
                if found is None or found.actor != id:
                    lost.append((id, name, found and found.actor))
    assert lost == []


@pytest.mark.parametrize("language", NAMES)
def test_pieces_lie_where_they_stand(language: str) -> None:
    for text in ("الجنود والمدنيون", "l'armée d'Israël", "“伊斯兰国”M23武装分子", "IŞİD'in", "حوثی‌ها"):
        words = read(text, language).words
        assert [text[w.start : w.end].startswith(w.word[0]) for w in words] == [True] * len(words)
        assert all(a.end <= b.start for a, b in pairwise(words))
