"""How sentences hang together: what a sentence leaves out is taken from the sentence that set the scene.

"Gunmen attacked a village in Zamfara on Sunday. Twelve people were killed." The second sentence
has no place, day or attacker of its own; its evidence is in the first, and is given with it. A
sentence that opens another attack ("in a separate attack") takes nothing over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tollbook.extract.rules.agents import Words, agents_of_sentence, attackers_of_sentence, is_pronoun, last_actor
from tollbook.extract.rules.causes import cause_of, event_type, report_lead, scores
from tollbook.extract.rules.drafts import Draft, event_times, harm_drafts
from tollbook.extract.rules.places import PlaceMatch, dateline_place
from tollbook.extract.rules.sentence import Sentence
from tollbook.extract.rules.sources import Source
from tollbook.extract.rules.statements import statement_drafts
from tollbook.records import Effect

_MARK = re.compile(r"[-*•·▪]\s|\d{1,2}[.)]\s|\d{1,2}[:.]\d{2}\b|\d{1,2}\.? \w+, \w+:")
TOLD = frozenset({"incident", "total"})
CONTEXT_REACH = 12  # sentences: a paragraph without an end is not read again for each of its sentences
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
    frame: Draft | None = None  # the last whole of several attacks: its parts share who, whom and when


def assemble(sentences: Sequence[Sentence]) -> list[tuple[Draft, tuple[int, ...]]]:
    """Return the drafts of a report in order, each with the numbers of the drafts that it is about."""
    points = [scores(sentence) for sentence in sentences]
    lead = report_lead(points)
    drafts: list[Draft] = []
    about: list[tuple[int, ...]] = []
    scene = Scene()
    written = dateline_place(sentences[0].text, sentences[0].lexicon.language) if sentences else None
    for number, sentence in enumerate(sentences):
        if number and _opens_anew(sentence):  # its own place, day and side; who is cited may go on under a heading
            scene = Scene(last=scene.last, sources=scene.sources)
        cause = cause_of(points, number, _around(sentences, number), lead)
        first = len(drafts)
        own = [replace(draft, cause=cause) for draft in harm_drafts(sentence, number)]
        if sentence.heading:  # "dozens killed" over a report that counts them
            own = [draft for draft in own if not any(people.indefinite for people in draft.people)]
        own = [_filled(_at_hand(draft, sentence, written), scene, sentences) for draft in own]
        for draft in own:
            whole = _wholes(draft, own, first, scene, [*drafts])
            about.append(whole)
            known = whole and draft.effect_open and whole[0] < len(drafts)
            drafts.append(replace(draft, effect=drafts[whole[0]].effect) if known else draft)
        for draft in statement_drafts(sentence, number):
            filled = _filled_statement(draft, scene, sentences)
            about.append(_spoken_of(filled, scene, drafts, sentences))
            drafts.append(filled)
        if not own and scene.last is not None and _goes_on(sentence, scene):
            drafts = _enriched(drafts, scene.last, sentence)
        scene = _next_scene(scene, sentence, own, first)
    return _without_orphans(drafts, about)


def _wholes(draft: Draft, own: Sequence[Draft], first: int, scene: Scene, drafts: Sequence[Draft]) -> tuple[int, ...]:
    """Return the whole of a part: in its own sentence, else what was last told with that effect."""
    if draft.scope != "subset":
        return _whole_of(draft, drafts) if "of_these" in draft.cues else ()
    if draft.whole is not None:
        for offset, other in enumerate(own):
            if other.scope != "subset" and other.people[:1] == (draft.whole,) and other.effect == draft.effect:
                return (first + offset,)
    if scene.last is None:
        return ()
    size = draft.people[0].value or 0
    told = [
        index
        for index, other in enumerate(drafts)
        if other.scope in TOLD
        and (draft.effect_open or other.effect == draft.effect)
        and sum(people.value or 0 for people in other.people) >= size
    ]
    return (told[-1],) if told else (scene.last,)


def _whole_of(draft: Draft, drafts: Sequence[Draft]) -> tuple[int, ...]:
    """Return the figure that an event of its own is part of ("35 of them were killed in Ituri")."""
    size = draft.people[0].value or 0
    larger = [
        index
        for index, other in enumerate(drafts)
        if other.effect == draft.effect and other.scope in TOLD and (other.people[0].value or 0) > size
    ]
    return tuple(larger[-1:])


def _without_orphans(drafts: Sequence[Draft], about: Sequence[tuple[int, ...]]) -> list[tuple[Draft, tuple[int, ...]]]:
    """A part whose whole was never given stands as a figure of its own."""
    return [
        (replace(draft, scope="incident"), ()) if draft.scope == "subset" and not of else (draft, of)
        for draft, of in zip(drafts, about, strict=True)
    ]


def _around(sentences: Sequence[Sentence], number: int) -> list[int]:
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


def _at_hand(draft: Draft, sentence: Sentence, written: PlaceMatch | None) -> Draft:
    """Place "were killed here" and "in the Libyan capital" where the report was written, if nothing else is named."""
    if (
        written is None
        or draft.places
        or draft.scope in {"cumulative", "subset"}
        or not sentence.has("grammar", "here")
    ):
        return draft
    return replace(draft, places=((written.start, written.end),))


def _opens_anew(sentence: Sentence) -> bool:
    """Tell whether a sentence stands under a border: a heading, a list mark or a clock time at its start."""
    return sentence.heading or _MARK.match(sentence.text, sentence.start) is not None


def _fresh(scene: Scene, sentence: Sentence) -> bool:
    """Tell whether the scene still holds for a sentence."""
    far = sentence.paragraph - scene.paragraph > REACH
    return not sentence.has("cues", "apart") and (not far or _recalls(sentence))


def _recalls(sentence: Sentence) -> bool:
    """Tell whether a sentence takes up an attack told before: "the ambush", "that raid", "the attackers"."""
    the = sentence.lexicon.words("grammar", "definite")
    before = {token.end: token.low for token in sentence.tokens}
    taken_up = any(before.get(event.start - 1) in the for event in sentence.events)
    known = any(
        name.people and not name.named and _definite(sentence, (name.start, name.end))
        for name in sentence.names
        if not any(source.start <= name.start < source.end for source in sentence.sources)
    )
    return taken_up or known or sentence.has("cues", "definite")


def _filled(draft: Draft, scene: Scene, sentences: Sequence[Sentence]) -> Draft:
    sentence = sentences[draft.sentence]
    if draft.scope == "cumulative":
        return replace(draft, agents=draft.agents[:1])
    if draft.scope == "subset":  # where, when and by whom is its whole's to tell
        return draft
    agents = _agents(draft, scene, sentences)
    sources = _sources(draft, scene, sentence, sentences)
    if not _fresh(scene, sentence):
        return replace(draft, agents=agents, sources=sources)
    elsewhere = _elsewhere(draft.places, scene.places, sentence)
    other_event = elsewhere or draft.event_type is not None or (draft.own_event and not _recalls(sentence))
    soon = sentence.paragraph - scene.paragraph <= 1
    frame = scene.frame
    again = any(_same_time(sentence, words) for words in draft.times)
    if again and _long_ago(sentences, draft.sentence):
        return replace(draft, scope="cumulative")
    vague = bool(draft.times) and all(_is_vague(sentence, words) for words in draft.times)
    bare = not draft.victims and not any(people.another for people in draft.people)
    return replace(
        draft,
        agents=agents or (scene.agents if not elsewhere else frame.agents if frame else ()),
        places=draft.places or (scene.places if draft.scope != "total" else ()),
        times=(*draft.times, *scene.times)
        if again or vague
        else draft.times or (scene.times if soon or not elsewhere else ()),
        victims=frame.victims if frame is not None and bare else draft.victims or _more(draft, scene, sentence),
        sources=sources,
        event_type=draft.event_type or (None if other_event else scene.event_type),
        sub_event_type=draft.sub_event_type or (None if other_event else scene.sub_event_type),
    )


def _speaker_before(number: int, sentences: Sequence[Sentence]) -> tuple[Words, ...]:
    """Return whom "it said" means: who spoke in the sentence before, or else its subject."""
    if not number or sentences[number].paragraph != sentences[number - 1].paragraph:
        return ()
    before = sentences[number - 1]
    cited = [(source.start, source.end) for source in before.sources]
    cited = [words for words in cited if not is_pronoun(before, words)]
    subject = [(name.start, name.end) for name in before.names[:1] if before.has("topics", "responsibility")]
    return tuple(cited[-1:] or subject)


def _nameless_group(sentence: Sentence, words: Words) -> bool:
    """Tell whether a source is only "the group" or "the movement"."""
    tokens = sentence.between(*words)
    groups = sentence.lexicon.words("grammar", "nameless")
    return bool(tokens) and len(tokens) <= 2 and tokens[-1].low in groups


def _long_ago(sentences: Sequence[Sentence], number: int) -> bool:
    """Tell whether "that day" is the day from which the sentence before counts a running toll."""
    before = sentences[number - 1].times if number else ()
    return bool(before) and before[-1].kind in {"running", "since"}


def _is_vague(sentence: Sentence, words: Words) -> bool:
    """Tell whether a time has no day of its own ("it lasted two days")."""
    return any((time.start, time.end) == words and time.kind == "vague" for time in sentence.times)


def _more(draft: Draft, scene: Scene, sentence: Sentence) -> tuple[Words, ...]:
    """Return whom "five more were killed" counts: the same people as before; "others" leaves it open."""
    more = any(people.another and people.head == "none" for people in draft.people)
    spoken = " ".join(token.low for people in draft.people for token in sentence.between(people.start, people.end + 8))
    others = sentence.lexicon.phrases("cues", "others").find(spoken, 0, len(spoken))
    return scene.victims if more and not others and scene.effect == draft.effect else ()


def _same_time(sentence: Sentence, words: Words) -> bool:
    """Tell whether a time only points back ("that day", "samme dag")."""
    return bool(sentence.lexicon.phrases("cues", "same_time").find(sentence.text, *words))


def _elsewhere(places: Sequence[Words], others: Sequence[Words], sentence: Sentence) -> bool:
    """Tell whether a sentence names a place, and none of the scene's ("the attack" brings it back there)."""
    if not places or not others or _recalls(sentence):
        return False
    here, there = (
        {word for start, end in spans for word in sentence.text[start:end].split() if word[:1].isupper()}
        for spans in (places, others)
    )
    return bool(here) and bool(there) and not here & there


def _sources(draft: Draft, scene: Scene, sentence: Sentence, sentences: Sequence[Sentence]) -> tuple[Words, ...]:
    """Return who is cited: for a pronoun ("it said") also who was cited before; for none, that one alone."""
    own = draft.sources
    if own and all(is_pronoun(sentence, words) for words in own):
        return (*own, *(_speaker_before(draft.sentence, sentences) or scene.sources))
    if own and all(_nameless_group(sentence, words) for words in own):
        before = [other for other in _lately(sentences, draft.sentence) if sentence.paragraph - other.paragraph <= 1]
        cited = [(source.start, source.end) for other in reversed(before) for source in other.sources]
        acting = [words for other in reversed(before) for words in last_actor(other)]
        return (*own, *cited[:1], *acting[:1])
    here = scene.sources if scene.cited_in == sentence.paragraph else ()
    return _named_later(own or here, draft.sentence, sentences)


def _agents(draft: Draft, scene: Scene, sentences: Sequence[Sentence]) -> tuple[Words, ...]:
    """Add what a pronoun or a nameless phrase ("the attackers") stands for."""
    sentence = sentences[draft.sentence]
    if not draft.agents:
        return ()
    named = [words for words in draft.agents if _named(sentence, words)]
    if named and not is_pronoun(sentence, draft.agents[0]) and not _possessed(sentence, draft.agents[0]):
        return draft.agents
    if not is_pronoun(sentence, draft.agents[0]) and not _definite(sentence, draft.agents[0]):
        return draft.agents  # "jihadists" opens a new actor, "the jihadists" takes up one
    before = [other for other in _lately(sentences, draft.sentence) if sentence.paragraph - other.paragraph <= 2]
    last = next((found for other in reversed(before) if (found := last_actor(other))), [])
    if _relative(sentence, draft.agents[0]):  # "the attack which killed 28": it points back in its own sentence
        names = [name for name in sentence.names if 0 <= draft.agents[0][0] - name.end <= 2]
        return (*((name.start, name.end) for name in names), *draft.agents[1:])
    if is_pronoun(sentence, draft.agents[0]) or _possessed(sentence, draft.agents[0]):
        return (*draft.agents, *draft.sources, *last, *scene.agents)  # "the army said it killed", "its fighters killed"
    return (*draft.agents, *scene.agents) if _fresh(scene, sentence) else draft.agents


def _relative(sentence: Sentence, words: Words) -> bool:
    return sentence.text[words[0] : words[1]].lower() in sentence.lexicon.words("grammar", "relative")


def _possessed(sentence: Sentence, words: Words) -> bool:
    """Tell whether a phrase is somebody's own ("its fighters", "våre styrker")."""
    before = sentence.between(sentence.start, words[0])[-1:]
    own = sentence.lexicon.words("grammar", "possessive")
    return any(token.low in own for token in [*before, *sentence.between(*words)[:1]])


def _definite(sentence: Sentence, words: Words) -> bool:
    """Tell whether a phrase takes up somebody known: "the attackers", "angriperne"."""
    tokens = sentence.between(*words)
    before = sentence.between(sentence.start, words[0])[-1:]
    the = sentence.lexicon.words("grammar", "definite")
    endings = tuple(sentence.lexicon.words("grammar", "definite_endings"))
    return any(token.low in the for token in [*before, *tokens[:1]]) or bool(
        endings and tokens and tokens[-1].low.endswith(endings)
    )


def _named(sentence: Sentence, words: Words) -> bool:
    return any(name.named and name.start <= words[0] and words[1] <= name.end for name in sentence.names)


def _filled_statement(draft: Draft, scene: Scene, sentences: Sequence[Sentence]) -> Draft:
    sentence = sentences[draft.sentence]
    sources = _named_later(draft.sources, draft.sentence, sentences)
    agents = draft.agents
    if agents and not _named(sentence, agents[0]):
        agents = _named_later(agents, draft.sentence, sentences)
        agents = (*agents, *(words for words in scene.agents if words not in agents))
    return replace(draft, sources=sources, agents=agents)


def _named_later(sources: tuple[Words, ...], number: int, sentences: Sequence[Sentence]) -> tuple[Words, ...]:
    """Follow a nameless source ("a pro-government militia") to its name in the sentences around it ("Liwa al-Quds")."""
    if not sources:
        return sources
    text = sentences[number].text
    if any(_has_name(text[start:end]) for start, end in sources):
        return sources
    near = [sentences[index] for index in _around(sentences, number)]
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


def _spoken_of(draft: Draft, scene: Scene, drafts: Sequence[Draft], sentences: Sequence[Sentence]) -> tuple[int, ...]:
    """Return the attack that is claimed, denied or confirmed: the last one told, the attackers' own dead apart."""
    if draft.topic not in {"responsibility", "denial", "confirmation"} or scene.last is None:
        return ()
    told = [i for i in range(scene.last + 1) if drafts[i].scope == "incident" and drafts[i].effect is not None]
    struck = [i for i in told if not _fighters_fell(drafts[i], sentences)]
    if not struck:
        return (scene.last,)
    words = {event.low for event in sentences[draft.sentence].events}
    alike = [i for i in struck if words & {event.low for event in sentences[drafts[i].sentence].events}]
    last = (alike or struck)[-1]
    sentence = sentences[draft.sentence]
    every = sentence.has("cues", "several") and sentence.has("cues", "events")
    if every:  # "claimed all three attacks"
        return tuple(i for i in struck if drafts[i].cause == "conflict")
    return (next(i for i in struck if drafts[i].sentence == drafts[last].sentence),)


def _fighters_fell(draft: Draft, sentences: Sequence[Sentence]) -> bool:
    sentence = sentences[draft.sentence]
    words = [sentence.text[start:end].lower().split() for start, end in draft.victims]
    attackers = sentence.lexicon.words("grammar", "attackers")
    return any(word in attackers for phrase in words for word in phrase)


def _goes_on(sentence: Sentence, scene: Scene) -> bool:
    """Tell whether a sentence without figures says more of the last incident ("That attack targeted ...")."""
    near = sentence.paragraph - scene.paragraph <= 2
    other = sentence.has("cues", "historical") or sentence.has("topics", "record") or sentence.has("cues", "apart")
    first = sentence.tokens[0].low if sentence.tokens else ""
    pronoun = first in sentence.lexicon.words("grammar", "pronouns") or sentence.has("grammar", "blame")
    dated = any(time.kind != "vague" for time in sentence.times)  # a day of its own opens another attack
    next_to = sentence.paragraph - scene.paragraph <= 1 and sentence.events and sentence.places and not dated
    return near and not other and (pronoun or bool(next_to) or _recalls(sentence))


def _enriched(drafts: Sequence[Draft], last: int, sentence: Sentence) -> list[Draft]:
    """Add the places, times and agents of a following sentence to the incident that it speaks of."""
    places = tuple((place.start, place.end) for place in sentence.places)
    times = tuple((time.start, time.end) for time in event_times(sentence) if time.kind == "day")
    agents = tuple(attackers_of_sentence(sentence))
    sure = sentence.has("cues", "took_place")  # "the attack took place on Thursday in ..."
    grown = list(drafts)
    for index, draft in enumerate(drafts):
        if draft.sentence != drafts[last].sentence or draft.effect is None or draft.scope != "incident":
            continue
        grown[index] = replace(
            draft,
            places=tuple(dict.fromkeys((*places, *draft.places) if sure else (*draft.places, *places))),
            times=tuple(dict.fromkeys((*times, *draft.times))) if sure else draft.times or times,
            agents=draft.agents or agents,
        )
    return grown


def _next_scene(scene: Scene, sentence: Sentence, own: Sequence[Draft], first: int) -> Scene:
    """Return the scene after a sentence: a new attack replaces it, more words on the same one add to it."""
    cited = tuple((source.start, source.end) for source in sentence.sources)
    cited = tuple(words for words in cited if not is_pronoun(sentence, words))
    if cited:
        scene = replace(scene, sources=cited, cited_in=sentence.paragraph)
    told = [
        index
        for index, draft in enumerate(own)
        if draft.scope in TOLD and draft.effect not in {"besieged", "displaced"}
    ]
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
    places = draft.places if draft else tuple((place.start, place.end) for place in sentence.places)
    times = draft.times if draft else tuple((time.start, time.end) for time in event_times(sentence))
    agents = draft.agents if draft else tuple(agents_of_sentence(sentence))
    if not told and scene.last is not None and _goes_on(sentence, scene):
        more = tuple(place for place in places if place not in scene.places)
        return replace(scene, paragraph=sentence.paragraph, places=(*scene.places, *more), times=scene.times or times)
    frame = next((own[index] for index in told if own[index].scope == "total"), None)
    frame = frame or (scene.frame if sentence.paragraph - scene.paragraph <= REACH else None)
    apart = not _fresh(scene, sentence) or _elsewhere(places, scene.places, sentence)
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
        frame=frame,
    )
