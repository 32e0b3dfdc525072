"""Who is cited: the same id in every language, whatever hangs on the words."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tollbook.data import has, kinship, table
from tollbook.normalise.actors import Cast, cast, resolve_origin

TABLE: dict[str, Any] = tomllib.loads(Path(__file__).with_name("origin_cases.toml").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = TABLE["source"]
LANGUAGES = sorted({key for case in CASES for key in case} - {"id", "at", "report"})


def _cases() -> list[Any]:
    return [
        pytest.param(language, case["at"], case.get("report", {}).get(language, words), words, case["id"],
                     id=f"{language}-{words}")
        for case in CASES
        for language, words in case.items()
        if language in LANGUAGES
    ]  # fmt: skip


@pytest.mark.parametrize(("language", "country", "report", "words", "wanted"), _cases())
def test_one_source_has_one_id_in_every_language(
    language: str, country: str, report: str, words: str, wanted: str
) -> None:
    found = resolve_origin([words], language, cast(report, language), country=country or None)
    assert (found or "") == wanted


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_uses_the_concepts_and_actors_that_there_are(language: str) -> None:
    assert has(f"origins/{language}")
    assert set(table(f"origins/{language}")["concepts"]) <= set(table("origins/en")["concepts"])
    for id in table(f"origins/{language}").get("names", {}):
        assert kinship.actor(id) or (
            kinship.government_of(id[:2].upper()) and id[3:] in table("origins/en")["concepts"]
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_that_nobody_knows_are_a_slug_or_nobody(language: str) -> None:
    assert resolve_origin([""], language, Cast()) is None
    assert resolve_origin(["Zzyx"], language, Cast()) in ("zzyx", None)


def test_a_regional_tag_uses_the_table_of_its_language() -> None:
    assert resolve_origin(["le Croissant-Rouge"], "fr-CA", Cast()) == "red-crescent"
    assert resolve_origin(["路透社"], "zh-Hant", Cast()) == "reuters"
    assert resolve_origin(["Reuters"], "fi", Cast()) == "reuters"
