"""What a phrase points to: "the ambush", "its fighters", "the group", "that day" speak of what was told before."""

from __future__ import annotations

from tollbook.extract.rules.sentence import Sentence
from tollbook.extract.rules.text import Words


def recalls(sentence: Sentence) -> bool:
    """Tell whether a sentence takes up an attack told before: "the ambush", "that raid", "the attackers"."""
    the = sentence.lexicon.words("grammar", "definite")
    before = {token.end: token.low for token in sentence.tokens}
    taken_up = any(before.get(event.start - 1) in the for event in sentence.events)
    known = any(
        name.people and not name.named and definite(sentence, (name.start, name.end))
        for name in sentence.names
        if not any(source.start <= name.start < source.end for source in sentence.sources)
    )
    return taken_up or known or sentence.has("cues", "definite")


def definite(sentence: Sentence, words: Words) -> bool:
    """Tell whether a phrase takes up somebody known: "the attackers", "angriperne"."""
    tokens = sentence.between(*words)
    before = sentence.between(sentence.start, words[0])[-1:]
    the = sentence.lexicon.words("grammar", "definite")
    endings = tuple(sentence.lexicon.words("grammar", "definite_endings"))
    return any(token.low in the for token in [*before, *tokens[:1]]) or bool(
        endings and tokens and tokens[-1].low.endswith(endings)
    )


def named(sentence: Sentence, words: Words) -> bool:
    return any(name.named and name.start <= words[0] and words[1] <= name.end for name in sentence.names)


def possessed(sentence: Sentence, words: Words) -> bool:
    """Tell whether a phrase is somebody's own ("its fighters", "våre styrker")."""
    before = sentence.between(sentence.start, words[0])[-1:]
    own = sentence.lexicon.words("grammar", "possessive")
    return any(token.low in own for token in [*before, *sentence.between(*words)[:1]])


def relative(sentence: Sentence, words: Words) -> bool:
    return sentence.text[words[0] : words[1]].lower() in sentence.lexicon.words("grammar", "relative")


def nameless_group(sentence: Sentence, words: Words) -> bool:
    """Tell whether a source is only "the group" or "the movement"."""
    tokens = sentence.between(*words)
    groups = sentence.lexicon.words("grammar", "nameless")
    return bool(tokens) and len(tokens) <= 2 and tokens[-1].low in groups


def same_time(sentence: Sentence, words: Words) -> bool:
    """Tell whether a time only points back ("that day", "samme dag")."""
    return bool(sentence.lexicon.phrases("cues", "same_time").find(sentence.text, *words))


def is_vague(sentence: Sentence, words: Words) -> bool:
    """Tell whether a time has no day of its own ("it lasted two days")."""
    return any((time.start, time.end) == words and time.kind == "vague" for time in sentence.times)
