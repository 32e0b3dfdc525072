"""Who is meant: the names behind "they", "it said", "its fighters", "the attackers" and "a pro-government militia"."""

from __future__ import annotations

from collections.abc import Sequence

from tollbook.extract.rules.agents import is_pronoun, last_actor
from tollbook.extract.rules.drafts import Draft
from tollbook.extract.rules.references import definite, named, nameless_group, possessed, relative
from tollbook.extract.rules.scene import Scene, fresh
from tollbook.extract.rules.sentence import Sentence
from tollbook.extract.rules.sources import Source
from tollbook.extract.rules.text import Words, offsets

CONTEXT_REACH = 12  # sentences: a paragraph without an end is not read again for each of its sentences


def around(sentences: Sequence[Sentence], number: int) -> list[int]:
    """Return the numbers of the sentences of the same paragraph and of those beside it."""
    here = sentences[number].paragraph
    first = last = number
    while first > 0 and here - sentences[first - 1].paragraph <= 1:
        first -= 1
    while last + 1 < len(sentences) and sentences[last + 1].paragraph - here <= 1:
        last += 1
    return list(range(max(first, number - CONTEXT_REACH), min(last, number + CONTEXT_REACH) + 1))


def _lately(sentences: Sequence[Sentence], number: int) -> Sequence[Sentence]:
    """Return the sentences before one, as far back as its words may point."""
    return sentences[max(0, number - CONTEXT_REACH) : number]


def _speaker_before(number: int, sentences: Sequence[Sentence]) -> tuple[Words, ...]:
    """Return whom "it said" means: who spoke in the sentence before, or else its subject."""
    if not number or sentences[number].paragraph != sentences[number - 1].paragraph:
        return ()
    before = sentences[number - 1]
    cited = offsets(before.sources)
    cited = [words for words in cited if not is_pronoun(before, words)]
    subject = [(name.start, name.end) for name in before.names[:1] if before.has("topics", "responsibility")]
    return tuple(cited[-1:] or subject)


def sources_meant(draft: Draft, scene: Scene, sentence: Sentence, sentences: Sequence[Sentence]) -> tuple[Words, ...]:
    """Return who is cited: for a pronoun ("it said") also who was cited before; for none, that one alone."""
    own = draft.sources
    if own and all(is_pronoun(sentence, words) for words in own):
        return (*own, *(_speaker_before(draft.sentence, sentences) or scene.sources))
    if own and all(nameless_group(sentence, words) for words in own):
        before = [other for other in _lately(sentences, draft.sentence) if sentence.paragraph - other.paragraph <= 1]
        cited = [(source.start, source.end) for other in reversed(before) for source in other.sources]
        acting = [words for other in reversed(before) for words in last_actor(other)]
        return (*own, *cited[:1], *acting[:1])
    here = scene.sources if scene.cited_in == sentence.paragraph else ()
    return named_later(own or here, draft.sentence, sentences)


def agents_meant(draft: Draft, scene: Scene, sentences: Sequence[Sentence]) -> tuple[Words, ...]:
    """Add what a pronoun or a nameless phrase ("the attackers") stands for."""
    sentence = sentences[draft.sentence]
    if not draft.agents:
        return ()
    own_names = any(named(sentence, words) for words in draft.agents)
    if own_names and not is_pronoun(sentence, draft.agents[0]) and not possessed(sentence, draft.agents[0]):
        return draft.agents
    own = is_pronoun(sentence, draft.agents[0]) or possessed(sentence, draft.agents[0])
    if not own and not definite(sentence, draft.agents[0]):
        return draft.agents  # "jihadists" opens a new actor, "the jihadists" takes up one
    if relative(sentence, draft.agents[0]):  # "the attack which killed 28": it points back in its own sentence
        names = [name for name in sentence.names if 0 <= draft.agents[0][0] - name.end <= 2]
        return (*offsets(names), *draft.agents[1:])
    if own:
        before = [other for other in _lately(sentences, draft.sentence) if sentence.paragraph - other.paragraph <= 2]
        last = next((found for other in reversed(before) if (found := last_actor(other))), [])
        return (*draft.agents, *draft.sources, *last, *scene.agents)  # "the army said it killed", "its fighters killed"
    return (*draft.agents, *scene.agents) if fresh(scene, sentence) else draft.agents


def named_later(sources: tuple[Words, ...], number: int, sentences: Sequence[Sentence]) -> tuple[Words, ...]:
    """Follow a nameless source ("a pro-government militia") to its name in the sentences around it ("Liwa al-Quds")."""
    if not sources:
        return sources
    text = sentences[number].text
    if any(_has_name(text[start:end]) for start, end in sources):
        return sources
    near = [sentences[index] for index in around(sentences, number)]
    renamed = [(s.start, s.end) for other in near for s in other.sources if _renames(text, s, sources)]
    return tuple(renamed[:1]) or sources


def _has_name(words: str) -> bool:
    return any(word[:1].isupper() for word in words.split()[1:])


def _renames(text: str, source: Source, sources: Sequence[Words]) -> bool:
    """Tell whether a source such as "the militia, Liwa al-Quds" renames one of `sources` ("a militia")."""
    quote = text[source.start : source.end]
    head, comma, name = quote.partition(",")
    if not comma or not name.strip()[:1].isupper():
        return False
    stem = head.split()[-1].lower()[:5]
    return any(stem in text[start:end].lower() for start, end in sources)
