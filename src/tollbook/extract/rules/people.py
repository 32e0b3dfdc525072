"""Counted people: "more than 60 Syrian regime fighters", "åtte andre regjeringssoldater og militskrigere".

A people phrase is a count with the noun phrase that it counts. What follows a count and is no
people ("three villages", "12 tanks") is told apart here, so that it can never become a victim.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from tollbook.data import table
from tollbook.extract.rules.lexicon import Lexicon
from tollbook.extract.rules.numbers import CountMatch
from tollbook.extract.rules.text import Token, Words

Head = Literal["people", "thing", "unknown", "none"]
COUNTED = frozenset({"number", "indefinite", "article"})
LONGEST_NAME = 5  # words of a person's name, with initials and "Jr"
LONGEST_PHRASE = 9  # tokens after the count; longer runs are no noun phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """A count and the words it counts; offsets in the report's text. `noun_*` are equal when there is no noun."""

    start: int
    end: int
    count_start: int
    count_end: int
    noun_start: int
    noun_end: int
    head: Head
    article: bool
    indefinite: bool
    value: int | None
    subset: bool = False
    another: bool = False
    definite: bool = False
    agent: bool = False
    single: bool = False


def nouns(people: Sequence[People]) -> list[Words]:
    """Return the words for who people are, of those that have any ("eight" has none)."""
    return [(one.noun_start, one.noun_end) for one in people if one.noun_end > one.noun_start]


@cache
def _people_words(language: str) -> tuple[frozenset[str], tuple[str, ...]]:
    parties = table(f"parties/{language}")
    sections = [parties[name] for name in ("state", "civilian", "fighter", "people")]
    words = frozenset(word for section in sections for word in section.get("words", ()))
    suffixes = tuple(sorted({suffix for section in sections for suffix in section.get("suffixes", ())}))
    return words, suffixes


@cache
def demonyms(language: str) -> frozenset[str]:
    """Return the words for the peoples of all countries: "Russian" has its capital in English, "russisk" has none."""
    forms = table(f"demonyms/{language}")
    endings = forms.get("endings", [""])
    return frozenset(stem.lower() + ending for stems in forms["of"].values() for stem in stems for ending in endings)


def is_people(low: str, language: str) -> bool:
    """Tell whether a lower-case word names people ("soldiers", "regimesoldater")."""
    words, suffixes = _people_words(language)
    tail = low.rsplit("-", 1)[-1]
    return low in words or (tail in words and tail != low) or bool(suffixes and low.endswith(suffixes))


def people_phrases(
    tokens: Sequence[Token], counts: Sequence[CountMatch], closed: Sequence[tuple[int, int]], lexicon: Lexicon
) -> list[People]:
    """Return the people phrases of one sentence; `closed` are offsets no phrase may run into (times, triggers)."""
    return [
        phrase
        for match in counts
        if match.kind in COUNTED and (phrase := _phrase(match, tokens, counts, closed, lexicon)) is not None
    ]


def single_people(tokens: Sequence[Token], counts: Sequence[CountMatch], lexicon: Lexicon) -> list[People]:
    """Return the phrases for one known person without a number: "the driver of the bus", "sjåføren"."""
    found = []
    for position, token in enumerate(tokens):
        if not _is_single(token.low, lexicon) or any(c.start <= token.start < c.end for c in counts):
            continue
        start = token.start
        if lexicon.words("grammar", "single_articles"):
            before = tokens[max(0, position - 4) : position]
            articles = [o for o in before if o.low in lexicon.words("grammar", "single_articles")]
            between = [other for other in before if articles and other.start > articles[-1].start]
            if not articles or any(not o.word or o.low in lexicon.words("grammar", "stop") for o in between):
                continue
            start = articles[-1].start
        following = tokens[position + 1] if position + 1 < len(tokens) else None
        if following is not None and (is_people(following.low, lexicon.language) or following.text == "-"):
            continue  # "the driver's family", "the bus driver union members"
        found.append(
            People(
                start=start,
                end=token.end,
                count_start=start,
                count_end=token.end,
                noun_start=token.start,
                noun_end=token.end,
                head="people",
                article=True,
                indefinite=False,
                value=1,
                definite=True,
                single=True,
            )
        )
    return found


def named_people(
    tokens: Sequence[Token], counts: Sequence[CountMatch], closed: Sequence[tuple[int, int]], lexicon: Lexicon
) -> list[People]:
    """Return persons told by their full name ("Ernesto Ayber, 29, was killed"), their age, or "he" or "she".

    A name is two to four words with capitals that no place, time or source (`closed`) holds, and ends its noun
    phrase: a comma, a bracket, or what the lexicon lists as `after_name` follows. An age stands for a person where
    nothing counts it ("the 16-year-old was killed"). A pronoun does so only beside words that tell a death of wounds
    (`died_of_it`), since everybody who is "he" may have died of something.
    """
    found = [*_full_names(tokens, closed, lexicon), *_by_age(tokens, counts, lexicon)]
    if tokens and lexicon.phrases("grammar", "died_of_it").find(" ".join(token.low for token in tokens), 0, 10**6):
        persons = lexicon.words("grammar", "one_person")
        found += [_single_person(token.start, token.end) for token in tokens if token.low in persons]
    return sorted(found, key=lambda person: person.start)


def _full_names(tokens: Sequence[Token], closed: Sequence[tuple[int, int]], lexicon: Lexicon) -> list[People]:
    found = []
    position = 0
    while position < len(tokens):
        end = position
        while (
            end < len(tokens)
            and end - position < LONGEST_NAME
            and (_of_name(tokens[end], closed, lexicon) or _after_initial(tokens, position, end))
        ):
            end += 1
        if end - position >= 2 and _ends_name(tokens[end : end + 1], lexicon):
            found.append(_single_person(tokens[position].start, tokens[end - 1].end))
        position = max(end, position + 1)
    return found


def _after_initial(tokens: Sequence[Token], first: int, at: int) -> bool:
    """Tell whether a point belongs to an initial inside a name ("Musa B. Yusuf")."""
    return first < at and tokens[at].text == "." and len(tokens[at - 1].text) == 1 and at + 1 < len(tokens)


def _of_name(token: Token, closed: Sequence[tuple[int, int]], lexicon: Lexicon) -> bool:
    """Tell whether a word may be part of a person's name: a capital, and no common word, people, place or event."""
    if not token.word or not token.capital or (token.text.isupper() and len(token.text) > 2):
        return False
    if any(start <= token.start < end for start, end in closed):
        return False
    common = (
        lexicon.words("grammar", "stop") | lexicon.words("grammar", "clause") | lexicon.words("grammar", "articles")
    )
    no_name = token.low in common or token.low in lexicon.words("grammar", "no_name")
    return not no_name and not is_people(token.low, lexicon.language) and token.low not in demonyms(lexicon.language)


def _ends_name(after: Sequence[Token], lexicon: Lexicon) -> bool:
    if not after:
        return True
    low = after[0].low
    ends = lexicon.words("grammar", "passive") | lexicon.words("grammar", "perfect") | lexicon.words("grammar", "and")
    known = low in ends or low in lexicon.words("grammar", "relative") or low in lexicon.words("grammar", "stop")
    return known or low in ",(." or bool(lexicon.triggers(after[0].text, 0, len(low)))


def _by_age(tokens: Sequence[Token], counts: Sequence[CountMatch], lexicon: Lexicon) -> list[People]:
    """Return ages that stand for a person without an indefinite article ("the 16-year-old", "7-year-old girl")."""
    found = []
    for age in (count for count in counts if count.kind == "age"):
        before = [token for token in tokens if token.end <= age.start][-1:]
        after = [token for token in tokens if token.start >= age.end][:2]
        words = [token for token in tokens if age.start <= token.start < age.end]
        joined = (bool(words) and words[0].text[:1].isdigit() is False and "-" in words[0].text) or len(words) > 1
        counted = any(count.kind == "article" and before and count.end == before[0].end for count in counts)
        if not joined or counted:
            continue
        people = next((token for token in after[:1] if is_people(token.low, lexicon.language)), None)
        if people is None and len(after) == 2 and all(_of_name(token, (), lexicon) for token in after):
            people = after[1]  # "7-year-old Rana Haddad"
        bare = not after or not after[0].word or after[0].low in _behind_person(lexicon)
        if people is not None or bare:
            start = before[0].start if before and before[0].low in lexicon.words("grammar", "articles") else age.start
            found.append(_single_person(start, people.end if people is not None else age.end))
    return found


def _behind_person(lexicon: Lexicon) -> frozenset[str]:
    keys = ("stop", "passive", "perfect", "and", "relative")
    return frozenset().union(*(lexicon.words("grammar", key) for key in keys))


def _single_person(start: int, end: int) -> People:
    return People(
        start=start,
        end=end,
        count_start=start,
        count_end=end,
        noun_start=start,
        noun_end=end,
        head="people",
        article=True,
        indefinite=False,
        value=1,
        definite=True,
        single=True,
    )


def _is_single(low: str, lexicon: Lexicon) -> bool:
    """Tell whether a word names one person: a word for people in the singular, or with its definite ending."""
    if low in lexicon.words("grammar", "groups") | lexicon.words("grammar", "collectives"):
        return False
    if low.endswith(tuple(lexicon.words("grammar", "plural_endings"))):
        return False
    forms: list[list[str]] = lexicon.raw["grammar"]["single_forms"]
    return any(low.endswith(one) and is_people(low.removesuffix(one) + base, lexicon.language) for one, base in forms)


def _phrase(
    match: CountMatch,
    tokens: Sequence[Token],
    counts: Sequence[CountMatch],
    closed: Sequence[tuple[int, int]],
    lexicon: Lexicon,
) -> People | None:
    after = [token for token in tokens if token.start >= match.end]
    before = [token for token in tokens if token.end <= match.start]
    run, of_these = _run(after, counts, closed, lexicon)
    head, length = _head(run, lexicon)
    aged = _aged(match, after, counts) if head in {"none", "unknown"} else None
    if match.kind == "article" and aged is None and not _one_person(match, run, head, after, lexicon):
        return None
    noun = run[:length] if aged is None else aged
    head = head if aged is None else "people"
    if _is_age(before, after, counts, lexicon):
        return None
    # "of the 12 soldiers" / "another eight": the words around the count tell what it is
    others = lexicon.words("cues", "another")
    start = match.start
    another = any(token.low in others for token in [*noun, *after[:1]]) or bool(before and before[-1].low in others)
    if before and before[-1].low in others:
        start = before[-1].start
    definite = bool(before) and before[-1].low in lexicon.words("grammar", "definite")
    harmed = any(end == before[-1].end for _, end in closed) if before else False
    by = bool(before) and before[-1].low in lexicon.words("grammar", "by") and not harmed
    noun = [token for token in noun if token.low not in others or token is not noun[0]]
    return People(
        start=start,
        end=noun[-1].end if noun else match.end,
        count_start=match.start,
        count_end=match.end,
        noun_start=noun[0].start if noun else match.end,
        noun_end=noun[-1].end if noun else match.end,
        head=head,
        article=match.kind == "article",
        indefinite=match.kind == "indefinite",
        value=match.value,
        subset=of_these,
        another=another,
        definite=definite,
        agent=by,
    )


def _is_age(before: Sequence[Token], after: Sequence[Token], counts: Sequence[CountMatch], lexicon: Lexicon) -> bool:
    """Tell whether a bare number behind people is their age ("a boy of eight", "to jenter på 12 og 14 år")."""
    of = len(before) > 1 and before[-1].low in lexicon.words("grammar", "age")
    if of and is_people(before[-2].low, lexicon.language):
        return not after or not after[0].word or after[0].low in lexicon.words("grammar", "stop")
    if after and after[0].text in ",.);" and _behind_name(before, lexicon):
        return True
    if len(before) > 1 and before[-1].low in lexicon.words("grammar", "and"):  # "two boys, ages 7 and 10"
        ages = [count for count in counts if count.kind == "age" and count.end == before[-2].end]
        if ages and (not after or not is_people(after[0].low, lexicon.language)):
            return True
    joined = len(after) > 1 and after[0].low in lexicon.words("grammar", "and")
    return joined and any(count.start == after[1].start and count.kind == "age" for count in counts)


def _behind_name(before: Sequence[Token], lexicon: Lexicon) -> bool:
    """Tell whether a comma and a person's full name stand before ("Rana S. Haddad, 45,"), not "in Deir Ezzor, 27,"."""
    if len(before) < 3 or before[-1].text != "," or not before[-2].capital:
        return False
    at = len(before) - 2
    while at >= 0 and (before[at].capital or before[at].text == "."):
        at -= 1
    names = sum(token.capital for token in before[at + 1 : -1])
    barred = lexicon.words("grammar", "at") | {"'", "’", "s"}
    named = all(not token.low.endswith(("'s", "’s")) for token in before[at + 1 : -1])
    return names >= 2 and named and (at < 0 or before[at].low not in barred)


def _aged(match: CountMatch, after: Sequence[Token], counts: Sequence[CountMatch]) -> list[Token] | None:
    """Return the words of an age that stands for a person ("a 16-year-old was shot"), None where none follows."""
    if match.kind != "article" or not after:
        return None
    age = next((count for count in counts if count.kind == "age" and count.start == after[0].start), None)
    return [token for token in after if age is not None and token.end <= age.end] or None


def _one_person(match: CountMatch, run: Sequence[Token], head: Head, after: Sequence[Token], lexicon: Lexicon) -> bool:
    """Tell whether an article counts one person: "a soldier", "one was wounded"; not "a group", not "a village"."""
    nouns = [token for token in run if token.word]
    if head == "people":
        several = lexicon.words("grammar", "groups") | lexicon.words("grammar", "collectives")
        return bool(nouns) and nouns[-1].low not in several
    aux = lexicon.words("grammar", "passive")
    alone = match.end - match.start > 1 and bool(after) and not nouns
    return alone and (after[0].low in aux or bool(lexicon.triggers(after[0].text, 0, len(after[0].text))))


def _run(
    after: Sequence[Token], counts: Sequence[CountMatch], closed: Sequence[tuple[int, int]], lexicon: Lexicon
) -> tuple[list[Token], bool]:
    """Return the tokens that may belong to the noun phrase, and whether the count is "of them"."""
    if _is_of_these(after, lexicon.language):
        return [], True
    run: list[Token] = []
    skipped = frozenset(lexicon.words("grammar", "partitive"))
    for position, token in enumerate(after[: LONGEST_PHRASE + 2]):
        if position < 2 and token.low in skipped:
            continue
        if any(match.start <= token.start < match.end for match in counts if match.kind == "age"):
            continue
        if any(match.start <= token.start < match.end for match in counts if match.kind != "article"):
            break
        joins = token.low in lexicon.words("grammar", "and")
        if joins and not _goes_on(after[position + 1 :], counts, closed, lexicon):
            break
        if not joins and not _belongs(token, closed, lexicon, after[position + 1 : position + 2]):
            break
        run.append(token)
        if len(run) >= LONGEST_PHRASE:
            break
    return run, False


def _belongs(token: Token, closed: Sequence[tuple[int, int]], lexicon: Lexicon, following: Sequence[Token]) -> bool:
    if token.text == "-" or token.text in "\"“”«»'’":
        return True
    if not token.word or token.low in lexicon.words("grammar", "stop"):
        return False
    if any(start <= token.start < end for start, end in closed):
        # "12 wounded soldiers": a harm word directly before people is an adjective
        return bool(following) and is_people(following[0].low, lexicon.language)
    return True


def _goes_on(
    after: Sequence[Token], counts: Sequence[CountMatch], closed: Sequence[tuple[int, int]], lexicon: Lexicon
) -> bool:
    """Tell whether "and" joins a second noun without a count of its own ("troops and allied militiamen").

    Not where one more person is told ("a priest and his driver").
    """
    own = lexicon.words("grammar", "possessive")
    if after[:1] and after[0].low in own and any(_is_single(token.low, lexicon) for token in after[1:4]):
        return False
    if len(after) > 1 and after[1].low in own and _is_single(after[0].low, lexicon):  # "ei kvinne og sonen hennar"
        return False
    for position, token in enumerate(after[:4]):
        if any(match.start <= token.start < match.end for match in counts):
            return False
        if is_people(token.low, lexicon.language):
            follows = after[position + 1] if position + 1 < len(after) else None
            verbs = lexicon.words("verbs", "attack")
            return follows is None or follows.low not in verbs
        if not _belongs(token, closed, lexicon, after[position + 1 : position + 2]):
            return False
    return False


def _head(run: Sequence[Token], lexicon: Lexicon) -> tuple[Head, int]:
    people = [index for index, token in enumerate(run) if is_people(token.low, lexicon.language)]
    words = [token for token in run if token.word]
    if people:
        things = [index for index in range(people[0]) if lexicon.phrases("things", "words").match(run[index].text)]
        # "12 village residents" are people, "three vehicles carrying soldiers" are vehicles
        if things and things[-1] != people[0] - 1:
            return "thing", things[0] + 1
        return "people", people[-1] + 1
    if not words:
        return "none", 0
    if words[-1].low in demonyms(lexicon.language):  # "12 Palestinians", "a Palestinian"
        return "people", len(run)
    others = lexicon.words("cues", "another")
    if all(token.low in others for token in words):
        return "none", len(run)
    if any(lexicon.phrases("things", "words").match(token.text) for token in words):
        return "thing", len(run)
    return "unknown", min(len(run), 3)


@cache
def _of_these(language: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(phrase.split()) for phrase in table(f"lexicon/{language}")["cues"]["of_these"])


def _is_of_these(tokens: Sequence[Token], language: str) -> bool:
    """Tell whether `tokens` begin with a phrase such as "of them"."""
    lows = tuple(token.low for token in tokens[:5])
    return any(lows[: len(phrase)] == phrase for phrase in _of_these(language))
