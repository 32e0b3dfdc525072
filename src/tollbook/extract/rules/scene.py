"""The scene: what a report last said about where, when, who and how, and where it ends.

A heading, a list mark, a clock time and "in a separate attack" are borders that nothing is carried over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tollbook.extract.rules.agents import agents_of_sentence, fighters, is_pronoun
from tollbook.extract.rules.causes import event_type
from tollbook.extract.rules.drafts import Draft, event_times
from tollbook.extract.rules.references import recalls
from tollbook.extract.rules.sentence import Sentence
from tollbook.extract.rules.text import Words, offsets
from tollbook.records import Effect

_MARK = re.compile(r"[-*•·▪]\s|\d{1,2}[.)]\s|\d{1,2}[:.]\d{2}\b|\d{1,2}\.? \w+, \w+:")
TOLD = frozenset({"incident", "total"})
REACH = 3  # paragraphs that a scene carries over


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What the report last said about where, when, who and how."""

    paragraph: int = -REACH - 1
    agents: tuple[Words, ...] = ()
    places: tuple[Words, ...] = ()
    times: tuple[Words, ...] = ()
    sources: tuple[Words, ...] = ()
    cited_in: int = -1  # the paragraph of those sources
    event_type: str | None = None
    sub_event_type: str | None = None
    last: int | None = None  # the last draft of an incident
    effect: Effect | None = None
    victims: tuple[Words, ...] = ()
    fighters: tuple[
        Words, ...
    ] = ()  # where the last to be told dead are the attackers: they, and who was told to attack
    frame: Draft | None = None  # the last whole of several attacks: its parts share who, whom and when


def opens_anew(sentence: Sentence) -> bool:
    """Tell whether a sentence stands under a border: a heading, a list mark or a clock time at its start."""
    return sentence.heading or _MARK.match(sentence.text, sentence.start) is not None


def fresh(scene: Scene, sentence: Sentence) -> bool:
    """Tell whether the scene still holds for a sentence."""
    far = sentence.paragraph - scene.paragraph > REACH
    return not sentence.has("cues", "apart") and (not far or recalls(sentence))


def _moves(sentence: Sentence, scene: Scene) -> bool:
    """Tell whether a sentence opens with a place that is not the scene's."""
    first = sentence.places[:1]
    opens = bool(first) and len(sentence.between(sentence.start, first[0].start)) <= 3
    return opens and elsewhere(offsets(first), scene.places, sentence)


def elsewhere(places: Sequence[Words], others: Sequence[Words], sentence: Sentence) -> bool:
    """Tell whether a sentence names a place, and none of the scene's ("the attack" brings it back there)."""
    if not places or not others or recalls(sentence):
        return False
    here, there = (
        {word for start, end in spans for word in sentence.text[start:end].split() if word[:1].isupper()}
        for spans in (places, others)
    )
    return bool(here) and bool(there) and not here & there


def goes_on(sentence: Sentence, scene: Scene) -> bool:
    """Tell whether a sentence without figures says more of the last incident ("That attack targeted ...")."""
    near = sentence.paragraph - scene.paragraph <= 2
    other = sentence.has("cues", "historical") or sentence.has("topics", "record") or sentence.has("cues", "apart")
    first = sentence.tokens[0].low if sentence.tokens else ""
    pronoun = first in sentence.lexicon.words("grammar", "pronouns") or sentence.has("grammar", "blame")
    # A day of its own, or "the same day", opens another attack.
    dated = any(time.kind != "vague" for time in sentence.times) or sentence.has("cues", "same_time")
    next_to = sentence.paragraph - scene.paragraph <= 1 and sentence.events and sentence.places and not dated
    return near and not other and (pronoun or bool(next_to) or recalls(sentence))


def next_scene(scene: Scene, sentence: Sentence, own: Sequence[Draft], first: int) -> Scene:
    """Return the scene after a sentence: a new attack replaces it, more words on the same one add to it."""
    cited = tuple(offsets(sentence.sources))
    cited = tuple(words for words in cited if not is_pronoun(sentence, words))
    if cited:
        scene = replace(scene, sources=cited, cited_in=sentence.paragraph)
    told = [
        index
        for index, draft in enumerate(own)
        if draft.scope in TOLD and draft.effect not in {"besieged", "displaced"}
    ]
    if not told and not sentence.events and (sentence.paragraph != scene.paragraph) and _moves(sentence, scene):
        # "In southern Colombia ..." at the head of a paragraph: what follows is there, and told by nobody yet
        opening = tuple(offsets(sentence.places))
        times = tuple(offsets(event_times(sentence)))
        return Scene(paragraph=sentence.paragraph, places=opening, times=times, last=scene.last, sources=scene.sources)
    if sentence.has("cues", "apart") and not told and not sentence.events:
        return Scene(last=scene.last, sources=scene.sources)
    if own and not told:
        return scene
    if not sentence.events and not told:
        return scene
    if sentence.has("cues", "historical") and not told:
        return scene
    draft = own[told[0]] if told else None
    kind, sub = event_type(sentence.events)
    places = draft.places if draft else tuple(offsets(sentence.places))
    times = draft.times if draft else tuple(offsets(event_times(sentence)))
    times = times or (scene.times if sentence.has("cues", "same_time") else ())
    agents = draft.agents if draft else tuple(agents_of_sentence(sentence))
    if not told and scene.last is not None and goes_on(sentence, scene):
        more = tuple(place for place in places if place not in scene.places)
        return replace(scene, paragraph=sentence.paragraph, places=(*scene.places, *more), times=scene.times or times)
    fell = draft is not None and fighters(sentence, draft.victims)
    before = scene.fighters or scene.agents
    frame = next((own[index] for index in told if own[index].scope == "total"), None)
    frame = frame or (scene.frame if sentence.paragraph - scene.paragraph <= REACH else None)
    apart = not fresh(scene, sentence) or elsewhere(places, scene.places, sentence)
    return Scene(
        paragraph=sentence.paragraph,
        agents=agents or (() if apart else scene.agents),
        places=places or (() if apart else scene.places),
        times=times or (() if apart else scene.times),
        sources=scene.sources,
        cited_in=scene.cited_in,
        event_type=(draft.event_type if draft else kind) or (None if apart else scene.event_type),
        sub_event_type=(draft.sub_event_type if draft else sub) or (None if apart else scene.sub_event_type),
        last=first + told[0] if told else scene.last,
        effect=draft.effect if draft else scene.effect,
        victims=draft.victims if draft else scene.victims,
        fighters=(*draft.victims, *(() if apart else before)) if draft and fell else () if draft else scene.fighters,
        frame=frame,
    )
