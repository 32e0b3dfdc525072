"""How sentences hang together: what a sentence leaves out is taken from the sentence that set the scene.

"Gunmen attacked a village in Zamfara on Sunday. Twelve people were killed." The second sentence
has no place, day or attacker of its own; its evidence is in the first, and is given with it. A
sentence that opens another attack ("in a separate attack") takes nothing over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tollbook.extract.rules.agents import attackers_of_sentence, fighters
from tollbook.extract.rules.antecedents import agents_meant, around, named_later, sources_meant
from tollbook.extract.rules.causes import cause_of, report_lead, scores
from tollbook.extract.rules.drafts import Draft, event_times, harm_drafts
from tollbook.extract.rules.places import PlaceMatch, dateline_place
from tollbook.extract.rules.references import is_vague, named, recalls, same_time
from tollbook.extract.rules.scene import TOLD, Scene, elsewhere, fresh, goes_on, next_scene, opens_anew
from tollbook.extract.rules.seat import seat_of
from tollbook.extract.rules.sentence import Sentence
from tollbook.extract.rules.statements import statement_drafts
from tollbook.extract.rules.text import Words, offsets
from tollbook.records import Cause

LOCAL: frozenset[Cause] = frozenset({"crime", "accident"})


def assemble(sentences: Sequence[Sentence]) -> list[tuple[Draft, tuple[int, ...]]]:
    """Return the drafts of a report in order, each with the numbers of the drafts that it is about."""
    points = [scores(sentence) for sentence in sentences]
    lead = report_lead(points)
    drafts: list[Draft] = []
    about: list[tuple[int, ...]] = []
    scene = Scene()
    written = dateline_place(sentences[0].text, sentences[0].lexicon.language) if sentences else None
    for number, sentence in enumerate(sentences):
        if number and opens_anew(sentence):  # its own place, day and side; who is cited may go on under a heading
            times = scene.times if sentence.heading else ()
            scene = Scene(paragraph=sentence.paragraph, last=scene.last, sources=scene.sources, times=times)
        cause = cause_of(points, number, around(sentences, number), lead)
        first = len(drafts)
        own = [replace(draft, cause=cause) for draft in harm_drafts(sentence, number)]
        if sentence.heading:  # "dozens killed" over a report that counts them
            own = [draft for draft in own if not any(people.indefinite for people in draft.people)]
        own = [_filled(_at_hand(draft, sentence, written), scene, sentences) for draft in own]
        for draft in own:
            whole = _wholes(draft, own, first, scene, drafts)
            about.append(whole)
            known = whole and draft.effect_open and whole[0] < len(drafts)
            drafts.append(replace(draft, effect=drafts[whole[0]].effect) if known else draft)
        for draft in statement_drafts(sentence, number):
            filled = _filled_statement(draft, scene, sentences)
            about.append(_spoken_of(filled, scene, drafts, sentences))
            drafts.append(filled)
        if not own and scene.last is not None and goes_on(sentence, scene):
            drafts = _enriched(drafts, scene.last, sentence, sentences)
        scene = next_scene(scene, sentence, own, first)
    seat = seat_of(sentences)
    return _without_orphans([_seated(draft, seat) for draft in drafts], about)


def _seated(draft: Draft, seat: Words | None) -> Draft:
    """Place a local event that no town is told for where the police who speak of it sit, or the report was written.

    Only crimes and accidents: war is told from the capital.
    """
    local = draft.cause in LOCAL and draft.effect is not None and draft.scope in TOLD
    if not local or seat is None or seat in draft.places:
        return draft
    return replace(draft, places=(*draft.places, seat))


def _wholes(draft: Draft, own: Sequence[Draft], first: int, scene: Scene, drafts: Sequence[Draft]) -> tuple[int, ...]:
    """Return the whole of a part: in its own sentence, else what was last told with that effect."""
    if draft.scope != "subset":
        among = "of_these" in draft.cues and not draft.own_event  # "ambushed miners, killing 11 of them": of those
        return _whole_of(draft, drafts) if among else ()
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
    """A part whose whole was never given stands as a figure of its own, if it says what came to it."""
    kept = [i for i, draft in enumerate(drafts) if draft.scope != "subset" or about[i] or not draft.effect_open]
    place = {old: new for new, old in enumerate(kept)}
    found = []
    for index in kept:
        draft, of = drafts[index], tuple(place[other] for other in about[index] if other in place)
        found.append((replace(draft, scope="incident"), ()) if draft.scope == "subset" and not of else (draft, of))
    return found


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


def _filled(draft: Draft, scene: Scene, sentences: Sequence[Sentence]) -> Draft:
    sentence = sentences[draft.sentence]
    if draft.scope == "cumulative":
        return replace(draft, agents=draft.agents[:1])
    if draft.scope == "subset":  # where, when and by whom is its whole's to tell
        return draft
    agents = agents_meant(draft, scene, sentences)
    sources = sources_meant(draft, scene, sentence, sentences)
    if not fresh(scene, sentence):
        return replace(draft, agents=agents, sources=sources)
    away = elsewhere(draft.places, scene.places, sentence)
    other_event = away or draft.event_type is not None or (draft.own_event and not recalls(sentence))
    soon = sentence.paragraph - scene.paragraph <= 1
    frame = scene.frame
    again = any(same_time(sentence, words) for words in draft.times)
    if again and _long_ago(sentences, draft.sentence):
        return replace(draft, scope="cumulative")
    handed = frame.agents if away and frame else () if away else scene.agents
    if scene.fighters and draft.victims and not fighters(sentence, draft.victims):
        handed = scene.fighters if not away else ()  # "killing all 33 attackers. 21 hostages died": not by the troops
    vague = bool(draft.times) and all(is_vague(sentence, words) for words in draft.times)
    bare = not draft.victims and not any(people.another for people in draft.people)
    return replace(
        draft,
        agents=agents or handed,
        places=draft.places or (scene.places if draft.scope != "total" else ()),
        times=(*draft.times, *scene.times)
        if again or vague
        else draft.times or (scene.times if soon or not away else ()),
        victims=frame.victims if frame is not None and bare else draft.victims or _more(draft, scene, sentence),
        sources=sources,
        event_type=draft.event_type or (None if other_event else scene.event_type),
        sub_event_type=draft.sub_event_type or (None if other_event else scene.sub_event_type),
    )


def _long_ago(sentences: Sequence[Sentence], number: int) -> bool:
    """Tell whether "that day" is the day from which a running toll counts, or that of an anniversary."""
    before = sentences[number - 1] if number else None
    if before is None:
        return False
    return before.has("cues", "historical") or (bool(before.times) and before.times[-1].kind in {"running", "since"})


def _more(draft: Draft, scene: Scene, sentence: Sentence) -> tuple[Words, ...]:
    """Return whom "five more were killed" counts: the same people as before; "others" leaves it open."""
    more = any(people.another and people.head == "none" for people in draft.people)
    spoken = " ".join(token.low for people in draft.people for token in sentence.between(people.start, people.end + 8))
    others = sentence.lexicon.phrases("cues", "others").find(spoken, 0, len(spoken))
    return scene.victims if more and not others and scene.effect == draft.effect else ()


def _filled_statement(draft: Draft, scene: Scene, sentences: Sequence[Sentence]) -> Draft:
    sentence = sentences[draft.sentence]
    sources = named_later(draft.sources, draft.sentence, sentences)
    agents = draft.agents
    if agents and not named(sentence, agents[0]):
        agents = named_later(agents, draft.sentence, sentences)
        agents = (*agents, *(words for words in scene.agents if words not in agents))
    return replace(draft, sources=sources, agents=agents)


def _spoken_of(draft: Draft, scene: Scene, drafts: Sequence[Draft], sentences: Sequence[Sentence]) -> tuple[int, ...]:
    """Return the attack that is claimed, denied or confirmed: the last one told, the attackers' own dead apart."""
    if draft.topic not in {"responsibility", "denial", "confirmation"} or scene.last is None:
        return ()
    told = [i for i in range(scene.last + 1) if drafts[i].scope == "incident" and drafts[i].effect is not None]
    struck = [i for i in told if not _fighters_fell(drafts[i], sentences)]
    if not struck:
        return (scene.last,)
    words = {event.low for event in sentences[draft.sentence].events if event.type is not None}  # "the ambush"
    alike = [i for i in struck if words & {event.low for event in sentences[drafts[i].sentence].events}]
    last = (alike or struck)[-1]
    sentence = sentences[draft.sentence]
    every = sentence.has("cues", "several") and sentence.has("cues", "events")
    if every:  # "claimed all three attacks"
        return tuple(i for i in struck if drafts[i].cause == "conflict")
    return (next(i for i in struck if drafts[i].sentence == drafts[last].sentence),)


def _fighters_fell(draft: Draft, sentences: Sequence[Sentence]) -> bool:
    return fighters(sentences[draft.sentence], draft.victims)


def _enriched(drafts: Sequence[Draft], last: int, sentence: Sentence, sentences: Sequence[Sentence]) -> list[Draft]:
    """Add the places, times and agents of a following sentence to the incident that it speaks of."""
    places = tuple(offsets(sentence.places))
    times = tuple((time.start, time.end) for time in event_times(sentence) if time.kind == "day")
    agents = tuple(attackers_of_sentence(sentence))
    sure = sentence.has("cues", "took_place")  # "the attack took place on Thursday in ..."
    where_told = sentences[drafts[last].sentence]
    vague = all(is_vague(where_told, words) for words in drafts[last].times)
    grown = list(drafts)
    for index, draft in enumerate(drafts):
        if draft.sentence != drafts[last].sentence or draft.effect is None or draft.scope != "incident":
            continue
        grown[index] = replace(
            draft,
            places=tuple(dict.fromkeys((*places, *draft.places) if sure else (*draft.places, *places))),
            times=tuple(dict.fromkeys((*times, *draft.times))) if sure or vague else draft.times or times,
            agents=draft.agents or (() if _fighters_fell(draft, sentences) else agents),
        )
    return grown
