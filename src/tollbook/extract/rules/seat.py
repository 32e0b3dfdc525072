"""Where a local report is from: the town whose police it cites ("Memphis police said"), else its dateline."""

from __future__ import annotations

from collections.abc import Sequence

from tollbook.extract.rules.lexicon import Lexicon
from tollbook.extract.rules.places import dateline_place
from tollbook.extract.rules.sentence import Sentence
from tollbook.extract.rules.text import Token, Words

LONGEST = 3  # words of a town's name ("Little Rock", "Santa Rosa County")


def seat_of(sentences: Sequence[Sentence]) -> Words | None:
    """Return where the name stands of the town that the report is from; None where nothing tells.

    That is the town most often named before a word for the local police (`grammar.local_police` of the lexicon), the
    first of them in a tie, or else the place of the dateline.
    """
    if not sentences:
        return None
    text, lexicon = sentences[0].text, sentences[0].lexicon
    found: dict[str, list[Words]] = {}
    for sentence in sentences:
        for start, end in _towns(sentence, lexicon):
            found.setdefault(text[start:end], []).append((start, end))
    if found:
        return max(found.values(), key=len)[0]
    written = dateline_place(text, lexicon.language)
    return None if written is None else (written.start, written.end)


def _towns(sentence: Sentence, lexicon: Lexicon) -> list[Words]:
    """Return the names with capitals that stand right before a word for the local police."""
    found = []
    for hit in sentence.hits("grammar", "local_police"):
        before = [token for token in sentence.tokens if token.end <= hit.start][-LONGEST:]
        run: list[Token] = []
        for token in reversed(before):
            if not token.word or not token.capital or token.low in lexicon.words("grammar", "no_town"):
                break
            run.insert(0, token)
        if run and (run[0].start != sentence.start or run[0].low not in lexicon.words("grammar", "stop")):
            found.append((run[0].start, run[-1].end))
    return found
