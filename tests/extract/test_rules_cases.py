"""Sentences with the claims that they make, by language: what the rules and lexicons must read, and must leave alone.

A case in ``cases/<language>.toml`` holds a `text` and either `claims` (every mention of people harmed:
effect, the words of the count joined by " + ", scope, cause) or ``none = true`` (no harm by conflict that was
carried out). `known_miss` tells why a case is not read yet; once it is read, the mark has to go.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tollbook.data import table
from tollbook.extract import RuleExtractor, mentions
from tollbook.records import Mention, Report

CASES = Path(__file__).parent / "cases"
LANGUAGES = sorted(path.stem for path in CASES.glob("*.toml"))


def _parameters() -> list[Any]:
    found = []
    for path in sorted(CASES.glob("*.toml")):
        for number, case in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["case"], start=1):
            miss = case.get("known_miss")
            marks = [pytest.mark.xfail(reason=miss, strict=True)] if miss else []
            found.append(pytest.param(path.stem, case, id=f"{path.stem}-{number}", marks=marks))
    return found


def _told(mention: Mention) -> tuple[str, str, str, str]:
    count = " + ".join(span.quote for span in mention.spans("count"))
    return str(mention.effect), count, mention.scope, mention.cause


@pytest.mark.parametrize(("language", "case"), _parameters())
def test_a_sentence_makes_the_claims_that_it_says(language: str, case: dict[str, Any]) -> None:
    report = Report(id="case", text=case["text"], language=language)
    harmed = [mention for mention in mentions(report, RuleExtractor()) if mention.effect is not None]
    if case.get("none"):
        done = [mention for mention in harmed if mention.modality not in {"planned", "denied"}]
        assert [_told(mention) for mention in done if mention.cause == "conflict"] == []
        return
    wanted = Counter((claim["effect"], claim["count"], claim["scope"], claim["cause"]) for claim in case["claims"])
    assert Counter(map(_told, harmed)) == wanted


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("section", ["harm", "grammar", "cues", "attribution", "modality", "cause", "topics", "verbs"])
def test_every_language_fills_the_tables_that_the_rules_ask_for(language: str, section: str) -> None:
    assert table(f"lexicon/{language}")[section].keys() == table("lexicon/en")[section].keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_condition_is_set_on_a_harm_word(language: str) -> None:
    lexicon = table(f"lexicon/{language}")
    forms = [words for form in lexicon["harm"].values() for words in form.values() if isinstance(words, list)]
    assert set(lexicon["requires"]) <= {word for words in forms for word in words}
