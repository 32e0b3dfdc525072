"""A draft is a mention in the making: what one sentence says by itself, before its neighbours are asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tollbook.extract.rules.agents import agents_of_harm
from tollbook.extract.rules.causes import event_type
from tollbook.extract.rules.harm import Harm, Part, harms
from tollbook.extract.rules.lexicon import EventWord, Hit
from tollbook.extract.rules.people import People, demonyms, nouns
from tollbook.extract.rules.places import organisations
from tollbook.extract.rules.sentence import Sentence
from tollbook.extract.rules.text import Words, dateline_end, offsets
from tollbook.extract.rules.times import TimeMatch
from tollbook.records import Cause, Cue, Effect, Modality, Scope, Topic

UNSURE: tuple[Modality, ...] = ("denied", "planned", "suspected")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Roles are offsets in the report, the claim's own words first; `sentence` numbers the sentence it stands in."""

    sentence: int
    effect: Effect | None
    topic: Topic | None = None
    counts: tuple[Words, ...] = ()
    victims: tuple[Words, ...] = ()
    agents: tuple[Words, ...] = ()
    weapons: tuple[Words, ...] = ()
    places: tuple[Words, ...] = ()
    times: tuple[Words, ...] = ()
    sources: tuple[Words, ...] = ()
    said: tuple[Words, ...] = ()
    events: tuple[Words, ...] = ()
    scope: Scope = "incident"
    modality: Modality = "reported"
    cause: Cause = "conflict"
    event_type: str | None = None
    sub_event_type: str | None = None
    cues: tuple[Cue, ...] = ()
    event_count: int | None = None
    people: tuple[People, ...] = ()
    whole: People | None = None  # of a part: the people of the same sentence that it belongs to
    effect_open: bool = False  # of a part: its effect is that of its whole
    bare: int = 0  # of a list: its members without a number ("a priest and his driver")
    own_event: bool = False  # the sentence names an attack of its own


def harm_drafts(sentence: Sentence, number: int) -> list[Draft]:
    """Return the drafts of people harmed in one sentence, parts behind their wholes."""
    found, parts = harms(sentence)
    drafts: list[Draft] = []
    for harm in found:
        draft = _draft(sentence, number, harm, found)
        shared = [other for other in drafts if harm.place is not None and other.said == draft.said]
        if shared and shared[0].scope == "cumulative":  # "1,200 in Lebanon and 160 in Israel": of one war
            draft = replace(draft, scope="cumulative", times=shared[0].times, cues=(*draft.cues, "running"))
        drafts.append(draft)
        if len(harm.people) > 1:  # "two soldiers and three civilians": the sum, and each as a part of it
            drafts += [_listed(draft, people) for people in harm.people]
    drafts = _new_deaths(drafts)
    return drafts + [_part(sentence, number, part, drafts) for part in parts]


def _new_deaths(drafts: list[Draft]) -> list[Draft]:
    """ "The toll climbed to 12 as three more people died": the three are among the twelve."""
    tolls = [draft for draft in drafts if "rising" in draft.cues and "another" not in draft.cues]
    if not tolls:
        return drafts
    return [
        replace(draft, scope="subset", whole=tolls[0].people[0])
        if draft.effect == tolls[0].effect and draft.scope == "incident" and _among_toll(draft, tolls[0])
        else draft
        for draft in drafts
    ]


def _among_toll(draft: Draft, toll: Draft) -> bool:
    """Tell whether people told beside a rising toll are among it: "recovered a body, raising the toll to seven"."""
    less = 0 < (draft.people[0].value or 0) < (toll.people[0].value or 0)
    return "another" in draft.cues or (less and len(draft.people) == 1 and draft.places in ((), toll.places))


def _draft(sentence: Sentence, number: int, harm: Harm, others: Sequence[Harm]) -> Draft:
    start, end = _stretch(sentence, harm, others)
    events = [event for event in sentence.events if start <= event.start < end] or list(sentence.events)
    kind, sub = event_type(events)
    victims = nouns(harm.people)
    if not victims and harm.place is not None:  # "27 soldiers in Homs and eight in Deir Ezzor"
        victims = _elliptical(harm, others)
    victims = _losers(sentence, harm) or victims
    times = _own_times(sentence, harm)
    cues, event_count = _cues(sentence, harm, start, end)
    own_places = [(harm.place.start, harm.place.end)] if harm.place is not None else _places(sentence, start, end)
    agents = agents_of_harm(sentence, harm, others)
    listed = len(harm.people) > 1
    counted = [people for people in harm.people if not (people.single and listed)]
    draft = Draft(
        sentence=number,
        effect=harm.trigger.effect,
        counts=_counts(counted),
        bare=len(harm.people) - len(counted),
        victims=tuple(victims),
        agents=tuple(agents),
        weapons=tuple(offsets(sentence.hits("weapons", "words")))[:1],
        places=tuple(own_places),
        times=tuple(
            offsets(_time_before(sentence, start)) or _nearest_first(_within(times, start, end) or times, harm, events)
        ),
        sources=tuple(_sources(sentence, start, end)),
        said=((harm.trigger.start, harm.trigger.end),),
        events=tuple(offsets(events[:1])),
        modality=_modality(sentence, harm),
        event_type=kind,
        sub_event_type=sub,
        cues=cues,
        event_count=event_count,
        people=harm.people,
        own_event=bool(sentence.events),
    )
    return _scoped(sentence, harm, (start, end), draft)


def _own_times(sentence: Sentence, harm: Harm) -> list[TimeMatch]:
    """Return the times that may be the harm's: not that of a relative clause about something else.

    "In Manbij, which the rebels took in December, a bomb killed 11 on Monday."
    """
    times = event_times(sentence)
    relative = sentence.lexicon.words("grammar", "relative")

    def aside(time: TimeMatch) -> bool:
        start, end = sentence.clause(time.start)
        opener = sentence.first_token(start)
        return opener is not None and opener.low in relative and not start <= harm.trigger.start < end

    return [time for time in times if not aside(time)] or times


def _stretch(sentence: Sentence, harm: Harm, others: Sequence[Harm]) -> Words:
    """Return the part of the sentence that speaks of this harm: its clause, between the harms before and behind it.

    A clause without a harm of its own that follows ("... when gunmen raided a market") belongs to it too.
    """
    spans = [_reach(other) for other in others if other is not harm]
    first, last = _reach(harm)
    before = max([end for _, end in spans if end <= first], default=None)
    behind = min([begin for begin, _ in spans if begin >= last], default=None)
    start = sentence.start if before is None else _seam(sentence, before, first)
    end = sentence.end if behind is None else _seam(sentence, last, behind)
    start = max(start, sentence.clause(first)[0])
    splits = sentence.lexicon.words("grammar", "split")
    for clause in sentence.clauses:
        opener = sentence.first_token(clause[0])
        if clause[0] >= last and opener is not None and opener.low in splits:
            end = min(end, clause[0])
    return start, end


def _seam(sentence: Sentence, left: int, right: int) -> int:
    """Return where the words of one harm end and those of the next begin: at the last comma or "and" between."""
    joins = sentence.lexicon.words("grammar", "and") | {",", ";"}
    seams = [token.start for token in sentence.between(left, right) if token.low in joins]
    return seams[-1] if seams else right


def _reach(harm: Harm) -> Words:
    people = offsets(harm.people)
    if harm.place is not None:  # it shares its harm word with the figure before it
        return people[0][0], harm.place.end
    starts = [start for start, _ in people]
    return min(harm.trigger.start, *starts), max(harm.trigger.end, *(end for _, end in people))


def _sources(sentence: Sentence, start: int, end: int) -> list[Words]:
    """Return who is cited in the clause of a harm, or else in the sentence (two sides may share one)."""
    sources = offsets(sentence.sources)
    return [source for source in sources if start <= source[0] < end] or sources


def _losers(sentence: Sentence, harm: Harm) -> list[Words]:
    """Return the subject of "lost 11 men": who was hit, where the noun itself does not tell."""
    if harm.trigger.low not in sentence.lexicon.words("grammar", "losing"):
        return []
    counted = sentence.between(harm.people[0].noun_start, harm.people[0].noun_end)
    if not counted or counted[-1].low not in sentence.lexicon.words("grammar", "ranks"):
        return []
    start = sentence.clause(harm.trigger.start)[0]
    before = [name for name in sentence.names if start <= name.start and name.end <= harm.trigger.start]
    return [(before[-1].start, before[-1].end)] if before else []


def _counts(people: Sequence[People]) -> tuple[Words, ...]:
    return tuple((one.count_start, one.count_end) for one in people)


def _elliptical(harm: Harm, others: Sequence[Harm]) -> list[Words]:
    for other in others:
        if other.trigger == harm.trigger:
            return nouns(other.people)
    return []


def _within(times: Sequence[TimeMatch], start: int, end: int) -> list[TimeMatch]:
    return [time for time in times if start <= time.start < end]


def _time_before(sentence: Sentence, start: int) -> list[TimeMatch]:
    """Return the time that a clause hangs on ("since August, when more than 70 died")."""
    opener = sentence.first_token(start)
    if opener is None or opener.low not in sentence.lexicon.words("grammar", "clause"):
        return []
    hung = [time for time in sentence.times if 0 <= start - time.end <= 3]
    return hung[-1:]


def _nearest_first(times: Sequence[TimeMatch], harm: Harm, events: Sequence[EventWord]) -> list[Words]:
    """Return times, nearest to the harm word first; of a toll nearest to its attack ("from Friday's bombing")."""
    anchor = events[0].start if events and harm.trigger.form == "toll" else harm.trigger.start
    ordered = sorted(times, key=lambda time: (abs(time.start - anchor), time.start))
    return offsets(ordered)


def event_times(sentence: Sentence) -> list[TimeMatch]:
    """Return the times of a sentence that are not the time of saying ("a monitor said Saturday")."""
    head = dateline_end(sentence.text, sentence.start, sentence.end)
    told = [time for time in sentence.times if not _time_of_saying(sentence, time)]
    told = [time for time in told if time.start >= head or _is_header(sentence, time, head)]
    return [time for time in told if not _of_record(sentence, time)]


def _is_header(sentence: Sentence, time: TimeMatch, head: int) -> bool:
    """Tell whether a day is all that a header says ("TUESDAY: ..."), so that it dates what follows."""
    letters = sum(letter.isalnum() for letter in sentence.text[sentence.start : head])
    return time.end <= head and letters <= time.end - time.start + 1


def _of_record(sentence: Sentence, time: TimeMatch) -> bool:
    """Tell whether a "since" only says how long a record has stood ("the deadliest day since August")."""
    if time.kind not in {"since", "running", "month", "year"}:
        return False
    records = [hit for hit in sentence.hits("cues", "superlative") if hit.end <= time.start]
    return bool(records) and len(sentence.between(records[-1].end, time.start)) <= 12


def _time_of_saying(sentence: Sentence, time: TimeMatch) -> bool:
    for source in sentence.sources:
        for end in (source.end, source.cue_end):
            if time.start >= end and len(sentence.between(end, time.start)) <= 1 and time.kind == "day":
                return True
        if time.end <= source.cue_start and source.end <= time.start and time.kind == "day":
            return True
    return False


def _places(sentence: Sentence, start: int, end: int) -> list[Words]:
    """Return the places of a clause; when it names none, those of the whole sentence."""
    usable = places_told(sentence)
    # The header of an entry ("7 May, Hodeidah: ...") is wider than what the entry itself names.
    head = sentence.text.find(":", sentence.start, min(sentence.end, sentence.start + 40))
    usable.sort(key=lambda place: place[0] < head)
    own = [place for place in usable if start <= place[0] < end]
    return own or usable or _in_names(sentence)


def places_told(sentence: Sentence) -> list[Words]:
    """Return the places of a sentence but for those of who is cited and where somebody was taken or spoke."""
    return [
        (place.start, place.end)
        for place in sentence.places
        if not any(source.start < place.end and place.start < source.end for source in sentence.sources)
        and not _of_source(sentence, place.start)
        and not _away(sentence, place.start)
    ]


def _in_names(sentence: Sentence) -> list[Words]:
    """Return capitalised words before an attack word ("the Quetta bus terminal bombing"), where no place is told."""
    peoples = demonyms(sentence.lexicon.language)
    found = []
    for name in sentence.names:
        words = [token for token in sentence.between(name.start, name.end) if token.capital]
        side = " ".join(token.low for token in words).replace("-", " ") in organisations()
        if name.attached and not name.people and words and not side and not any(t.low in peoples for t in words):
            found.append((words[0].start, words[-1].end))
    return found


def _away(sentence: Sentence, start: int) -> bool:
    """Tell whether a place is where the wounded were taken or somebody spoke, not where people came to harm."""
    hits = [hit for hit in sentence.hits("grammar", "away") if hit.end <= start]
    return bool(hits) and len(sentence.between(hits[-1].end, start)) <= 6


def _of_source(sentence: Sentence, start: int) -> bool:
    """Tell whether a place is where a source sits ("the monitor, which is based in London")."""
    opener = sentence.first_token(sentence.clause(start)[0])
    if opener is None or opener.low not in sentence.lexicon.words("grammar", "relative"):
        return False
    return any(0 <= opener.start - source.end <= 2 for source in sentence.sources)


def _modality(sentence: Sentence, harm: Harm) -> Modality:
    first = min(harm.trigger.start, harm.people[0].start)
    start = sentence.start
    for modality in UNSURE:
        for hit in sentence.hits("modality", modality):
            ahead = hit.end <= first + 1 or hit.start <= harm.trigger.start < hit.end
            near = sentence.clause(hit.start) == sentence.clause(first) or modality != "suspected"
            saying = sentence.lexicon.phrases("attribution", "verbs").find(sentence.text, hit.end, max(first, hit.end))
            if start <= hit.start and ahead and near and not saying:
                return modality
    return "claimed" if any(source.claiming for source in sentence.sources) else "reported"


def _cues(sentence: Sentence, harm: Harm, start: int, end: int) -> tuple[tuple[Cue, ...], int | None]:
    cues: list[Cue] = []
    if any(_beside(sentence, hit, people) for hit in sentence.hits("cues", "total") for people in harm.people):
        cues.append("total")
    if any(people.another for people in harm.people):
        cues.append("another")
    if any(people.definite for people in harm.people):
        cues.append("definite")
    if all(people.single for people in harm.people):
        cues.append("single")
    if sentence.has("cues", "rising") and harm.people[0].value is not None:
        cues.append("rising")
    if any(time.kind == "since" and start <= time.start < end for time in sentence.times):
        cues.append("since")
    several, count = _several(sentence)
    spread = [hit for hit in sentence.hits("grammar", "spread") if _names_follow(sentence, hit)]
    if several or any(start <= hit.start < end for hit in spread) or _listed_places(sentence, start, end):
        cues.append("plural_events")
    if any(start <= hit.start < end for hit in sentence.hits("cues", "historical")):
        cues.append("historical")
    if any(start <= hit.start < end for hit in sentence.hits("cues", "earlier")):
        cues.append("earlier")
    if harm.of_these:
        cues.append("of_these")
    return tuple(cues), count


def _listed_places(sentence: Sentence, start: int, end: int) -> bool:
    """Tell whether a clause lists three places or more ("in Burkina Faso, Niger and Mali")."""
    places = [place for place in sentence.places if start <= place.start < end]
    joins = sentence.lexicon.words("grammar", "and") | {","}
    run = 1
    for left, right in pairwise(places):
        between = sentence.between(left.end, right.start)
        run = run + 1 if between and all(token.low in joins for token in between) else 1
        if run >= 3:
            return True
    return False


def _beside(sentence: Sentence, hit: Hit, people: People) -> bool:
    """Tell whether "in all" or "a total of" stands by the figure."""
    if people.start <= hit.start < people.end:
        return True
    low, high = min(hit.end, people.end), max(hit.start, people.start)
    return len(sentence.between(low, high)) <= 4


def _names_follow(sentence: Sentence, hit: Hit) -> bool:
    """A single word such as "across" speaks of several places only before a name ("across Lebanon")."""
    if " " in hit.low:
        return True
    after = [token for token in sentence.tokens if token.start >= hit.end][:2]
    if after and after[0].low in sentence.lexicon.words("grammar", "definite"):  # "across the Gaza Strip"
        after = after[1:]
    return bool(after) and after[0].capital


def _several(sentence: Sentence) -> tuple[bool, int | None]:
    """Tell whether the sentence speaks of several attacks ("in two ambushes", "in some of them"), and how many."""
    plurals = sentence.hits("cues", "events")
    for hit in sentence.hits("cues", "several"):
        event = next((plural for plural in plurals if plural.start >= hit.end), None)
        if event is None:
            continue
        between = sentence.between(hit.end, event.start)
        stops = sentence.lexicon.words("grammar", "stop") | sentence.lexicon.words("grammar", "clause")
        harmed = any(hit.end <= trigger.start < event.start for trigger in sentence.triggers)
        if len(between) > 3 or harmed or any(token.low in stops - {"of"} for token in between):
            continue
        count = next((c.value for c in sentence.counts if c.start <= hit.start and hit.end <= c.end), None)
        return True, count if count is not None and count > 1 else None
    return False, None


# A running toll is a figure of a whole war. Above this size a report that also speaks of "war" means one:
# the deadliest single event of UCDP GED 1989-2023 outside Rwanda stays below it.
WAR_SIZE = 5000
# Without a day of its own, a figure from this size on is a count of months.
MANY = 1000
# So many have fled a war, not one attack: the largest single flights that reports tell by the day stay below it.
FLIGHT = 100_000


def _scoped(sentence: Sentence, harm: Harm, stretch: Words, draft: Draft) -> Draft:
    start, end = stretch
    value = harm.people[0].value or 0
    times = event_times(sentence)
    if any(time.kind in {"since", "running", "month", "year"} for time in _time_before(sentence, start)):
        return _replaced(draft, "cumulative", "historical")
    told = sorted(_within(times, start, end) or times, key=lambda time: abs(time.start - harm.trigger.start))
    told = [time for time in told if not _tail_of_running(sentence, time)]
    nearest = next((time.kind for time in told if time.kind in {"day", "running"}), None)
    running_time = nearest == "running"
    # A war's dead, never the size of a flight: displacement has no such bound.
    if harm.trigger.effect == "displaced" and value >= FLIGHT:
        return _replaced(draft, "cumulative", "running")
    value = value if harm.trigger.effect not in {"displaced", "besieged"} else 0
    running_cue = any(hit.start < end and hit.end > start for hit in sentence.hits("cues", "running"))
    near_cue = running_cue or (sentence.has("cues", "running") and value >= WAR_SIZE)
    # Nor is there a day on which so many are reported killed one by one; without a day it is a count of months.
    timed = any(time.kind == "day" for time in _within(times, start, end))
    if running_time or near_cue or value >= WAR_SIZE * 2 or (value >= MANY and not timed):
        # Nobody is charged with the dead of a whole war for standing in the same sentence.
        draft = draft if harm.active else replace(draft, agents=())
        return _replaced(draft, "cumulative", "running")
    compared = [hit for hit in sentence.hits("cues", "compared") if hit.end <= harm.people[0].start]
    if compared and len(sentence.between(compared[-1].end, harm.people[0].start)) <= 6:
        return _replaced(draft, "cumulative", "historical")
    if "historical" in draft.cues or "earlier" in draft.cues:
        return _replaced(draft, "cumulative", None)
    wide = "plural_events" in draft.cues or ("total" in draft.cues and "since" in draft.cues)
    return _replaced(draft, "total" if wide else "incident", None)


def _tail_of_running(sentence: Sentence, time: TimeMatch) -> bool:
    """Tell whether a day only says when a running toll began ("since the offensive began on 12 December")."""
    running = [other for other in sentence.times if other.kind == "running" and other.end <= time.start]
    return bool(running) and len(sentence.between(running[-1].end, time.start)) <= 2


def _replaced(draft: Draft, scope: Scope, cue: Cue | None) -> Draft:
    return replace(draft, scope=scope, cues=(*draft.cues, cue) if cue else draft.cues)


def _listed(draft: Draft, people: People) -> Draft:
    noun, count = tuple(nouns([people])), _counts([people])
    cues: tuple[Cue, ...] = ("single",) if people.single else ()
    part = replace(draft, counts=count, victims=noun, scope="subset", people=(people,), bare=0)
    return replace(part, whole=draft.people[0], cues=cues)


def _part(sentence: Sentence, number: int, part: Part, drafts: Sequence[Draft]) -> Draft:
    """Return the draft of a part; where the sentence itself has no whole, the neighbours will give one."""
    people = part.people
    noun, count = tuple(nouns([people])), _counts([people])
    whole = next((draft for draft in drafts if part.of is not None and draft.people[:1] == (part.of,)), None)
    if whole is None:
        whole = next((draft for draft in drafts if part.of in draft.people and draft.scope != "subset"), None)
    if whole is not None:
        cues: tuple[Cue, ...] = ("of_these",)
        return replace(
            whole, counts=count, victims=noun, scope="subset", people=(people,), whole=whole.people[0], cues=cues
        )
    effect = _effect_of_part(sentence)
    return Draft(
        sentence=number,
        effect=effect or "killed",
        counts=count,
        victims=noun,
        sources=tuple(offsets(sentence.sources)),
        scope="subset",
        cues=("of_these",),
        people=(people,),
        effect_open=effect is None,
    )


def _effect_of_part(sentence: Sentence) -> Effect | None:
    """Return what "of the wounded" or "among those killed" says came to the part; None for "of them"."""
    inside = [
        trigger
        for hit in sentence.hits("cues", "of_these")
        for trigger in sentence.lexicon.triggers(sentence.text, hit.start, hit.end)
    ]
    return inside[0].effect if inside else None
