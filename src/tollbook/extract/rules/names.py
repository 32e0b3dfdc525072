"""Phrases that may name who acts: "Daesh militants", "a Hayat Tahrir al Sham (HTS) affiliate", "IS-krigere".

Which of them is a known actor is not decided here; this only finds the words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from tollbook.data import table
from tollbook.extract.rules.lexicon import EventWord, Lexicon
from tollbook.extract.rules.people import demonyms, is_people
from tollbook.extract.rules.text import Token, offsets

_MODEL = re.compile(r"[A-Z][a-z]?[A-Z]?-\d+")  # "F-16", "Kh-22", "A-29": what was used, not who used it


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """An actor phrase; `named` tells that it holds a proper name, `attached` that an attack word follows it."""

    start: int
    end: int
    named: bool
    people: bool
    attached: bool


@cache
def _actor_words(language: str) -> tuple[frozenset[str], tuple[str, ...]]:
    parties = table(f"parties/{language}")
    sections = [parties[name] for name in ("state", "fighter")]
    words = frozenset(word for section in sections for word in section.get("words", ()))
    suffixes = tuple(sorted({suffix for section in sections for suffix in section.get("suffixes", ())}))
    return words, suffixes


def names_fighters(low: str, language: str) -> bool:
    """Tell whether a lower-case word is a noun for armed people or state forces."""
    words, suffixes = _actor_words(language)
    return low in words or low.rsplit("-", 1)[-1] in words or bool(suffixes and low.endswith(suffixes))


def names(
    words: Sequence[Token],
    lexicon: Lexicon,
    closed: Sequence[tuple[int, int]],
    events: Sequence[EventWord],
    harmed: Sequence[tuple[int, int]] = (),
) -> list[Name]:
    """Return the actor phrases of a sentence; `closed` are offsets of times and places, which are none, and `harmed`
    those of harm words, which end one.

    A name that stands before an attack word takes it along ("Israeli air strikes").
    """
    found: list[Name] = []
    barred = [*closed, *harmed, *offsets(events)]
    position = 0
    while position < len(words):
        run_end = position
        while run_end < len(words) and _content(words, run_end, lexicon, barred):
            if run_end > position and _link(words[run_end:], lexicon):
                break
            run_end += 1
        if run_end == position:
            attached = _compound(words[position], lexicon, closed)
            if attached is not None:
                found.append(attached)
            position += 1
            continue
        extended = _extend(words, position, run_end, lexicon, harmed)
        name = _name(words[position:extended], words[extended : extended + 8], lexicon, words[0].start, events)
        if name is not None:
            found.append(name)
        position = extended
    return found


def _event(token: Token, lexicon: Lexicon) -> bool:
    return bool(lexicon.events(token.text, 0, len(token.text)))


def _content(words: Sequence[Token], at: int, lexicon: Lexicon, closed: Sequence[tuple[int, int]]) -> bool:
    token = words[at]
    if not token.word or any(start <= token.start < end for start, end in closed):
        return False
    small = (
        token.low in lexicon.words("grammar", "stop")
        or token.low in lexicon.words("grammar", "clause")
        or token.low in lexicon.words("grammar", "articles")
        or token.low in lexicon.words("grammar", "and")
        or token.low in lexicon.words("verbs", "attack")
        or token.low in lexicon.words("attribution", "verbs")
    )
    # "IS", "HTS", "AND": a capitalised or upper-case small word inside a name stays one
    if small and not (len(token.text) > 1 and token.text.isupper() and not _shouting(words)):
        return False
    return not _event(token, lexicon)


def _shouting(words: Sequence[Token]) -> bool:
    return sum(token.text.isupper() for token in words if token.word) > len([t for t in words if t.word]) / 2


def _compound(token: Token, lexicon: Lexicon, closed: Sequence[tuple[int, int]]) -> Name | None:
    """Return the name in "IS-angrep" or "Taliban-led raid": the part before the hyphen."""
    first, hyphen, rest = token.text.partition("-")
    inside = any(start <= token.start < end for start, end in closed)
    if inside or not hyphen or not first[:1].isupper() or not rest or not _event(token, lexicon):
        return None
    end = token.start + len(first)
    return Name(start=token.start, end=end, named=True, people=False, attached=True)


def _extend(words: Sequence[Token], start: int, end: int, lexicon: Lexicon, harmed: Sequence[tuple[int, int]]) -> int:
    """Follow "linked to ...", "(HTS)" and "of the ..." behind a phrase while names go on."""
    while end < len(words):
        if words[end].text == "(" and end + 2 < len(words) and words[end + 2].text == ")":
            end += 3
            continue
        link = _link(words[end:], lexicon)
        if not link:
            if words[end].low in lexicon.words("grammar", "stop"):
                return end
            behind = words[end].word and words[end - 1].text == ")" and not words[end].capital
            if behind and words[end].low not in lexicon.words("verbs", "attack") and not _event(words[end], lexicon):
                end += 1  # a run goes on behind a bracket: "(HTS) affiliate"
                continue
            return end
        stop = end + link
        armed = any(_side_word(token, lexicon) for token in words[start:end])
        if not armed or not any(token.capital for token in words[stop : stop + 5]):
            return end
        while stop < len(words) and stop - end - link < 6 and words[stop].word and _linked(words[stop], lexicon):
            if any(left <= words[stop].start < right for left, right in harmed):
                break
            stop += 1
        if stop == end + link:
            return end
        end = stop
    return end


def _side_word(token: Token, lexicon: Lexicon) -> bool:
    return names_fighters(token.low, lexicon.language) or token.low in lexicon.words(
        "grammar", "groups"
    ) | lexicon.words("grammar", "nameless")


def _linked(token: Token, lexicon: Lexicon) -> bool:
    if token.low in lexicon.words("verbs", "attack") or token.low in lexicon.words("grammar", "stop"):
        return False
    return not _event(token, lexicon)


def _link(words: Sequence[Token], lexicon: Lexicon) -> int:
    lows = [token.low for token in words[:3]]
    lengths = [
        len(phrase.split())
        for phrase in lexicon.words("grammar", "link")
        if lows[: len(phrase.split())] == phrase.split()
    ]
    return max(lengths, default=0)


def _name(
    run: Sequence[Token], after: Sequence[Token], lexicon: Lexicon, opening: int, events: Sequence[EventWord]
) -> Name | None:
    language = lexicon.language
    if all(_thing(token, lexicon) for token in run) or any(_MODEL.match(token.text) for token in run):
        return None
    people = any(names_fighters(token.low, language) for token in run if token.word) or _armed(run, lexicon)
    capitals = [
        token for token in run if token.capital and not (token.start == opening and _opens(token, run, after, lexicon))
    ]
    national = any(token.low in demonyms(language) for token in run)
    if not people and not capitals and not national:
        return None
    run = _trimmed(run, lexicon)
    start, end = run[0].start, run[-1].end
    event = next((event for event in events if 0 <= event.start - end <= 1 and _noun(event, lexicon)), None)
    reach = event.end if event is not None else end
    return Name(start=start, end=reach, named=bool(capitals) or national, people=people, attached=event is not None)


def _trimmed(run: Sequence[Token], lexicon: Lexicon) -> Sequence[Token]:
    """Cut a run behind its last name: what follows ("Pakistan buried victims") is no longer who acts."""
    language = lexicon.language
    groups = lexicon.words("grammar", "groups")
    last = max(
        index
        for index, token in enumerate(run)
        if token.capital
        or token.text == ")"
        or token.low in groups
        or token.low in demonyms(language)
        or is_people(token.low, language)
    )
    genitive = run[last].capital and run[last].low.endswith("s")  # "Zabids falker"
    return run[: last + 2] if genitive else run[: last + 1]


def _noun(event: EventWord, lexicon: Lexicon) -> bool:
    """Tell whether an attack word is (also) a noun: "raids" is, "stormed" is none."""
    nouns = lexicon.words("cues", "events") | lexicon.words("verbs", "nouns")
    return event.low not in lexicon.words("verbs", "attack") or event.low in nouns


def _thing(token: Token, lexicon: Lexicon) -> bool:
    things = lexicon.phrases("things", "words").match(token.text)
    return not token.word or things or lexicon.phrases("weapons", "words").match(token.text)


def _armed(run: Sequence[Token], lexicon: Lexicon) -> bool:
    """Tell whether the words are "armed men", "masked attackers": people told to be fighters by an adjective."""
    armed = any(token.low in lexicon.words("grammar", "armed") for token in run)
    return armed and any(is_people(token.low, lexicon.language) for token in run)


def _opens(token: Token, run: Sequence[Token], after: Sequence[Token], lexicon: Lexicon) -> bool:
    """The capital of a sentence's first word may be due to its place: a name is followed by a name or a verb."""
    if token.text.isupper() or not token.text[1:].islower():
        return False
    if len(run) > 1:
        return run[1].text.islower()
    verbs = lexicon.words("verbs", "attack") | lexicon.words("grammar", "perfect") | lexicon.words("grammar", "passive")
    said = lexicon.words("attribution", "verbs")
    following = after[0].low if after else ""
    claims = bool(lexicon.phrases("topics", "responsibility").find(" ".join(token.low for token in after[:6]), 0, 80))
    return not (
        following in verbs or following in said or claims or bool(lexicon.triggers(following, 0, len(following)))
    )
