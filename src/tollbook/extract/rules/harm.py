"""Who came to harm: every harm word of a sentence is given the counted people that belong to it.

Victims stand to the left of a passive ("26 soldiers were killed"), to the right of an active
("killing 26"). The words decide the voice through the auxiliaries of the lexicon.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tollbook.extract.rules.lexicon import Hit, Trigger
from tollbook.extract.rules.names import names_fighters
from tollbook.extract.rules.people import People
from tollbook.extract.rules.places import PlaceMatch
from tollbook.extract.rules.sentence import Sentence
from tollbook.extract.rules.text import Token, offsets

FORWARD = frozenset({"active", "nominal", "toll", "attributive"})
# How many words may stand between a harm word and its victims, by where they stand.
GAP = {"active": 4, "strict": 9, "nominal": 3, "toll": 14, "attributive": 9, "counted": 2, "predicate": 4}
LEFT_GAP = 25
SINGLE_GAP = 8
PART_GAP = 5  # "one of them later died": the words for the part stand between
SINGLE_EFFECTS = frozenset({"killed", "wounded", "casualties", "abducted"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm:
    """A harm word and the people it speaks of.

    `people` are listed when a sentence adds them up itself ("two soldiers and three civilians");
    `active` tells that the harm word's subject did it; `place` is set when a list gives each figure
    a place of its own ("27 in Homs and eight in Deir Ezzor"); `of` names the figure that this one is
    part of, though it is an event of its own ("of the 60, 21 were killed in Fataki").
    """

    trigger: Trigger
    people: tuple[People, ...]
    active: bool
    place: PlaceMatch | None = None
    of_these: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """People who are part of those named before ("including four officers"); `of` is in the same sentence or None."""

    people: People
    of: People | None


def harms(sentence: Sentence) -> tuple[list[Harm], list[Part]]:
    """Return the harms of a sentence in text order, and the figures that are only part of others."""
    phrases = [phrase for phrase in sentence.people if not phrase.agent]
    marked = _mark_subsets(sentence, phrases)
    whole = [phrase for phrase in phrases if phrase not in marked]
    # "killed 21 of them": part of a figure before, and an event of its own
    struck = [phrase for phrase in phrases if phrase in whole or phrase.subset]
    owners: dict[People, Harm] = {}
    found: list[Harm] = []
    pending: list[Trigger] = []
    for trigger in sentence.triggers:  # what follows an active harm word belongs to it, before anything else
        first = _right(sentence, trigger, struck) if _is_forward(sentence, trigger, struck) else None
        if first is None or first in owners:
            pending.append(trigger)
            continue
        part = first in marked
        _take(Harm(trigger=trigger, people=(first,), active=_doing(sentence, trigger), of_these=part), owners, found)
    for trigger in pending:
        nearest = _backward(sentence, trigger, whole, owners)
        some = _part_before(sentence, trigger, marked, owners)
        if some is not None and nearest is not None and nearest in owners:  # "five were shot, and one of them died"
            _take(Harm(trigger=trigger, people=(some,), active=False), owners, found)
        elif nearest is not None:
            _take(Harm(trigger=trigger, people=(nearest,), active=False), owners, found)
        elif (alone := _single(sentence, trigger, phrases, owners)) is not None:
            _take(alone, owners, found)
    for trigger in pending:  # "carried ten wounded people to hospital"
        told_of = next((p for p in whole if p.count_end <= trigger.start and trigger.end <= p.noun_end), None)
        if told_of is not None and told_of not in owners and trigger.effect == "wounded":
            _take(Harm(trigger=trigger, people=(told_of,), active=False), owners, found)
    listed: list[Harm] = []
    parts: list[Part] = []
    kin = [one for one in _kin(sentence) if _unnamed(sentence, one)]
    people = sorted([*whole, *kin], key=lambda phrase: phrase.start)
    for harm in found:
        joined, apart = _listed(sentence, harm, people, owners)
        told, again = _told_again(joined)
        listed += [*([told] if again else _sides_apart(sentence, told)), *apart]
        parts += again
    listed += _elliptical(sentence, phrases, marked, owners, listed)
    listed = [harm for harm in listed if not _negated(sentence, harm) and not _ended(sentence, harm)]
    listed = [_beside_dead(harm, listed) for harm in listed]
    placed = {people for harm in listed for people in harm.people}
    parts += [Part(people=phrase, of=_owner(phrase, list(owners))) for phrase in marked if phrase not in placed]
    return sorted(listed, key=lambda harm: harm.people[0].start), parts


def _kin(sentence: Sentence) -> list[People]:
    """Return the single people told by somebody's own word for them ("his nephew"), who may stand in a list."""
    own = sentence.lexicon.words("grammar", "possessive")
    behind = {token.start for token in sentence.tokens if token.low in own}  # "sonen hennar"
    return [
        one for one in sentence.singles if sentence.between(one.start, one.end)[0].low in own or one.end + 1 in behind
    ]


def _unnamed(sentence: Sentence, one: People) -> bool:
    """Tell whether no name follows a single person directly ("her brother, Musa B. Yusuf," is told by the name)."""
    return not any(other.start - one.end in (1, 2) for other in sentence.singles)


def _single(sentence: Sentence, trigger: Trigger, phrases: Sequence[People], owners: dict[People, Harm]) -> Harm | None:
    """Return the harm to one person without a number ("the driver was shot dead", "killed the mayor")."""
    if trigger.effect not in SINGLE_EFFECTS or trigger.form in {"toll", "counted", "predicate"}:
        return None
    start = sentence.clause(trigger.start)[0]
    kin = _kin(sentence)  # "her brother" is told by his name, or in a list
    free = [single for single in sentence.singles if single not in owners and single not in kin]
    after = [single for single in free if single.start >= trigger.end]
    if _is_forward(sentence, trigger, phrases) or (after and _form(sentence, trigger, after) == "active"):
        near = [single for single in after if len(sentence.between(trigger.end, single.start)) == 0]
        return Harm(trigger=trigger, people=(near[0],), active=_doing(sentence, trigger)) if near else None
    passive = sentence.lexicon.words("grammar", "passive")
    before = [single for single in free if start <= single.start and single.end <= trigger.start]
    between = sentence.between(before[0].end, trigger.start) if before else []
    told = trigger.form == "intransitive" or any(token.low in passive for token in between)
    counted = any(start <= phrase.start < trigger.start for phrase in phrases)
    if not before or counted or not told or len(between) > SINGLE_GAP:
        return None
    return Harm(trigger=trigger, people=(before[0],), active=False)


def _told_again(harm: Harm) -> tuple[Harm, list[Part]]:
    """Tell a whole told again by its parts ("three people, two rebels and a soldier") from a list to add up."""
    first, *others = harm.people
    values = [people.value or 0 for people in others]
    if len(others) < 2 or first.value is None or 0 in values or first.value != sum(values):
        return harm, []
    return replace(harm, people=(first,)), [Part(people=people, of=first) for people in others]


def _elliptical(
    sentence: Sentence,
    phrases: Sequence[People],
    marked: Sequence[People],
    owners: dict[People, Harm],
    listed: Sequence[Harm],
) -> list[Harm]:
    """Return bare figures that have a place of their own and share the harm word before them.

    "killed eight people overnight, five in Kharkiv and three in Odesa"; "18 of them in Eringeti".
    """
    found = []
    for phrase in phrases:
        place = _place_behind(sentence, phrase)
        bare = phrase.head == "none" and not phrase.article
        harmed = [harm for harm in listed if harm.trigger.start < phrase.start or harm.people[0].start < phrase.start]
        if phrase in owners or place is None or not bare or _starts_clause(sentence, phrase):
            continue
        before = max(harmed, key=lambda harm: harm.people[-1].start, default=None)
        if before is None or before.trigger.effect in {"besieged", "displaced"}:
            continue
        harm = Harm(
            trigger=before.trigger, people=(phrase,), active=before.active, place=place, of_these=phrase in marked
        )
        owners[phrase] = harm
        found.append(harm)
    return found


def _doing(sentence: Sentence, trigger: Trigger) -> bool:
    """Tell whether the subject of a forward harm word did it: not so for "lost 12 men"."""
    return trigger.form in {"active", "either"} and trigger.low not in sentence.lexicon.words("grammar", "strict")


def _take(harm: Harm, owners: dict[People, Harm], found: list[Harm]) -> None:
    owners.setdefault(harm.people[0], harm)
    found.append(harm)


def _fits(sentence: Sentence, phrase: People, trigger: Trigger) -> bool:
    if phrase.head == "thing":
        return False
    if trigger.low in sentence.lexicon.words(
        "grammar", "strict"
    ):  # "lost 12 men" is harm, "lost two brothers" may not be
        noun = sentence.text[phrase.noun_start : phrase.noun_end].lower().split()
        ranks = sentence.lexicon.words("grammar", "ranks")
        return bool(noun) and (noun[-1] in ranks or names_fighters(noun[-1], sentence.lexicon.language))
    if trigger.people_only or phrase.indefinite:
        return phrase.head in {"people", "none"} or (phrase.head == "unknown" and not trigger.people_only)
    return True


def _form(sentence: Sentence, trigger: Trigger, phrases: Sequence[People]) -> str:
    """Return the form that a harm word has here, of those that it can have."""
    if {"counted", "predicate"} & {*trigger.forms} and len(trigger.forms) > 1 and _counted(sentence, trigger, phrases):
        return "counted"
    if trigger.form != "either":
        return trigger.form
    before = sentence.between(sentence.clause(trigger.start)[0], trigger.start)
    others = [other.end for other in sentence.triggers if other.end <= trigger.start]
    before = [token for token in before if token.start >= max(others, default=sentence.start)]
    for token in reversed(before[-LEFT_GAP:]):
        if token.low in sentence.lexicon.words("grammar", "passive"):
            return "passive"
        if token.low in sentence.lexicon.words("grammar", "perfect"):
            return "active"
    behind = sentence.between(trigger.end, sentence.end)[:1]
    if behind and behind[0].low in sentence.lexicon.words("grammar", "possessive"):
        return "active"  # "fatally shot his wife": whoever stands before it did it
    right = _right(sentence, trigger, phrases, gap=3)
    return "active" if right is not None else "passive"


def _counted(sentence: Sentence, trigger: Trigger, phrases: Sequence[People]) -> bool:
    """Tell whether a bare figure stands directly before a word that may be what it counts ("ti drepte")."""
    return any(
        phrase.head == "none" and 0 <= trigger.start - phrase.end <= 1 and not phrase.article for phrase in phrases
    )


def _is_forward(sentence: Sentence, trigger: Trigger, phrases: Sequence[People]) -> bool:
    form = _form(sentence, trigger, phrases)
    return form in FORWARD


def _right(sentence: Sentence, trigger: Trigger, phrases: Sequence[People], gap: int | None = None) -> People | None:
    """Return the first fitting people behind a harm word, unless something else comes between."""
    strict = trigger.low in sentence.lexicon.words("grammar", "strict")
    limit = gap if gap is not None else GAP["strict"] if strict else GAP.get(trigger.form, 4)
    if trigger.form == "toll":
        return _toll(sentence, trigger, phrases)
    for phrase in phrases:
        if phrase.start < trigger.end:
            continue
        between = sentence.between(trigger.end, phrase.start)
        if len(between) > limit or _blocked(sentence, between, trigger):
            return None
        if _fits(sentence, phrase, trigger):
            return phrase
        if trigger.form != "attributive":
            return None
    return None


def _blocked(sentence: Sentence, between: Sequence[Token], trigger: Trigger) -> bool:
    if not between:
        return False
    if trigger.form == "attributive":
        return any(token.text in ".;" for token in between)
    start, end = between[0].start, between[-1].end
    if any(start <= other.start < end for other in sentence.triggers):
        return True
    adding = [*sentence.hits("cues", "total"), *sentence.hits("cues", "another")]
    between = [token for token in between if not any(hit.start <= token.start < hit.end for hit in adding)]
    stops = sentence.lexicon.words("grammar", "stop") | sentence.lexicon.words("grammar", "clause")
    fine = sentence.lexicon.words("grammar", "passable")
    return any((token.low in stops and token.low not in fine) or token.text in ",;:()" for token in between)


def _toll(sentence: Sentence, trigger: Trigger, phrases: Sequence[People]) -> People | None:
    """Return the figure of a death toll: the one behind "to" or "at" in its clause, else one close behind."""
    rising = sentence.has("cues", "rising")
    end = sentence.end if rising else sentence.clause(trigger.end - 1)[1]
    after = [
        phrase
        for phrase in phrases
        if phrase.start >= trigger.end
        and phrase.head in {"people", "none", "unknown"}
        and not phrase.article
        and not any(
            trigger.end <= other.start < phrase.start for other in sentence.triggers if other.effect != trigger.effect
        )
    ]
    to = sentence.lexicon.words("grammar", "to")
    for phrase in after:
        before = sentence.between(sentence.start, phrase.start)
        if phrase.start < end and before and before[-1].low in to:
            return phrase
    near = [phrase for phrase in after if len(sentence.between(trigger.end, phrase.start)) <= GAP["toll"]]
    ahead = [phrase for phrase in phrases if phrase.end <= trigger.start and phrase.head == "none"]
    if ahead and rising and len(sentence.between(ahead[-1].end, trigger.start)) <= 2:
        return ahead[-1]  # "raising to 17 the death toll"
    return near[0] if near else None


def _backward(
    sentence: Sentence, trigger: Trigger, phrases: Sequence[People], owners: dict[People, Harm]
) -> People | None:
    """Return the nearest fitting people before a harm word (or behind it, where word order is inverted)."""
    form = _form(sentence, trigger, phrases)
    if form in FORWARD:
        return None
    left, _ = _reach(sentence, trigger)
    behind = [phrase for phrase in phrases if phrase.end <= trigger.start and phrase.start >= left]
    subjects = [phrase for phrase in behind if not _in_prepositional(sentence, phrase)]
    for phrase in reversed(subjects or behind):
        gap = len(sentence.between(phrase.end, trigger.start))
        if gap > GAP.get(form, LEFT_GAP):
            break
        if not _fits(sentence, phrase, trigger):
            continue
        owner = owners.get(phrase)
        if owner is None:
            return phrase
        shared = trigger.effect not in {owner.trigger.effect, "displaced"}
        if shared and not owner.active and form != "counted":
            return phrase  # "five people were abducted and later killed"
        break
    if form in {"counted", "predicate"}:
        return None
    ahead = _right(sentence, trigger, phrases, gap=3) or _behind_auxiliary(sentence, trigger, phrases)
    return ahead if ahead is not None and ahead not in owners else None


def _part_before(
    sentence: Sentence, trigger: Trigger, marked: Sequence[People], owners: Mapping[People, Harm]
) -> People | None:
    """Return the part of people named before ("one of them") that stands right before a harm word."""
    before = [phrase for phrase in marked if phrase.end <= trigger.start and phrase not in owners]
    between = sentence.between(before[-1].end, trigger.start) if before else []
    return before[-1] if before and len(between) <= PART_GAP and not any(t.text in ",;" for t in between) else None


def _in_prepositional(sentence: Sentence, phrase: People) -> bool:
    """Tell whether people stand behind a preposition ("two soldiers from a reserve brigade were killed")."""
    before = [token for token in sentence.tokens if token.end <= phrase.start][-1:]
    return phrase.article and bool(before) and before[0].low in sentence.lexicon.words("grammar", "at")


def _behind_auxiliary(sentence: Sentence, trigger: Trigger, phrases: Sequence[People]) -> People | None:
    """Return the people of "Killed in the ambush were nine soldiers": a participle that opens its sentence."""
    if not sentence.tokens or sentence.tokens[0].start != trigger.start:
        return None
    passive = sentence.lexicon.words("grammar", "passive")
    auxiliary = next((token for token in sentence.tokens if token.low in passive), None)
    after = [phrase for phrase in phrases if auxiliary and phrase.start >= auxiliary.end]
    close = [phrase for phrase in after if auxiliary and len(sentence.between(auxiliary.end, phrase.start)) <= 2]
    return close[0] if close and _fits(sentence, close[0], trigger) else None


def _reach(sentence: Sentence, trigger: Trigger) -> tuple[int, int]:
    """Return the clause of a harm word; a relative one ("12 soldiers who were killed") reaches back over its noun."""
    start, end = sentence.clause(trigger.start)
    first = sentence.first_token(start)
    if first is not None and first.low in sentence.lexicon.words("grammar", "relative"):
        earlier = [clause for clause in sentence.clauses if clause[1] <= start]
        start = earlier[-1][0] if earlier else start
    return start, end


def _listed(
    sentence: Sentence, harm: Harm, phrases: Sequence[People], owners: dict[People, Harm]
) -> tuple[Harm, list[Harm]]:
    """Follow a list of people on from the one that was found: added up, or each with a place of its own."""
    first = harm.people[0]
    if owners.get(first) is not harm:
        return harm, []
    joined, apart = [first], []
    if not harm.active and harm.trigger.form not in FORWARD:
        for phrase in reversed([phrase for phrase in phrases if phrase.end <= first.start]):
            if phrase in owners or not _adjoins(sentence, phrase, joined[0], places=False):
                break
            joined.insert(0, phrase)
            owners[phrase] = harm
    last = joined[-1]
    for phrase in [phrase for phrase in phrases if phrase.start >= last.end]:
        if phrase in owners or not _fits(sentence, phrase, harm.trigger) or harm.trigger.form == "toll":
            break
        if not _adjoins(sentence, last, phrase, places=True) or _starts_clause(sentence, phrase):
            break
        if phrase.article and _speaks(sentence, phrase):
            break
        owners[phrase] = harm
        here, there = _place_behind(sentence, last), _place_behind(sentence, phrase)
        if here is not None and there is not None and here != there:
            apart.append(Harm(trigger=harm.trigger, people=(phrase,), active=harm.active, place=there))
        else:
            joined.append(phrase)
        last = phrase
    own = _place_behind(sentence, first) if apart else None
    return replace(harm, people=tuple(joined), place=own), apart


def _sides_apart(sentence: Sentence, harm: Harm) -> list[Harm]:
    """Part a list of both sides' dead ("seven soldiers and 47 attackers"): they are not added up."""
    attackers = sentence.lexicon.words("grammar", "attackers")

    def fought(people: People) -> bool:
        return any(token.low in attackers for token in sentence.between(people.noun_start, people.noun_end))

    theirs = [people for people in harm.people if fought(people)]
    ours = [people for people in harm.people if not fought(people)]
    if not theirs or not ours:
        return [harm]
    return [replace(harm, people=tuple(ours)), *(replace(harm, people=(people,)) for people in theirs)]


def _place_behind(sentence: Sentence, phrase: People) -> PlaceMatch | None:
    """Return the place phrase that follows people directly ("27 in Homs", "18 of them in Eringeti")."""
    of_them = [hit.end for hit in sentence.hits("cues", "of_these") if 0 <= hit.start - phrase.end <= 1]
    end = max(of_them, default=phrase.end)
    places = [place for place in sentence.places if place.start >= end]
    gap = 2 if phrase.another else 1
    return next((place for place in places if len(sentence.between(end, place.start)) <= gap), None)


def _adjoins(sentence: Sentence, left: People, right: People, *, places: bool) -> bool:
    """Tell whether only commas, "and" and "another" (and a place, if allowed) stand between two figures."""
    fine = sentence.lexicon.words("grammar", "and") | sentence.lexicon.words("cues", "another") | {",", "-"}
    fine |= sentence.lexicon.words("grammar", "articles")
    skipped = offsets(sentence.places) if places else []
    between = [
        token
        for token in sentence.between(left.end, right.start)
        if not any(start <= token.start < end for start, end in skipped)
    ]
    if places and len(between) <= 4:
        between = [token for token in between if token.low not in sentence.lexicon.words("grammar", "at")]
    joins = sentence.lexicon.words("grammar", "and") | {","}
    lows = " ".join(token.low for token in between)
    phrase = sentence.lexicon.phrases("grammar", "and").match(lows)
    return phrase or (
        bool(between) and all(token.low in fine for token in between) and any(t.low in joins for t in between)
    )


def _speaks(sentence: Sentence, phrase: People) -> bool:
    """Tell whether "a spokesman" behind a list is who says it, not one more of the dead."""
    said = [hit for hit in sentence.hits("attribution", "verbs") if hit.start >= phrase.end]
    return bool(said) and not any(token.text == "," for token in sentence.between(phrase.end, said[0].start))


def _starts_clause(sentence: Sentence, phrase: People) -> bool:
    """Tell whether a figure is the subject of a harm word of its own ("... and 12 were wounded")."""
    for trigger in sentence.triggers:
        if trigger.start < phrase.end or trigger.form in FORWARD - {"active"}:
            continue
        between = sentence.between(phrase.end, trigger.start)
        passive = sentence.lexicon.words("grammar", "passive") | sentence.lexicon.words("grammar", "perfect")
        adverbs = sentence.lexicon.words("attribution", "adverbs")
        if all(token.low in passive or token.low in adverbs for token in between):
            return True
    return False


def _mark_subsets(sentence: Sentence, phrases: Sequence[People]) -> list[People]:
    """Return the figures that are part of another: behind "including", "among them", or before "of them"."""
    hits = sentence.hits("cues", "of_these")
    marked = list(dict.fromkeys([*_leading(sentence, phrases), *_among(sentence, phrases)]))
    wholes = {phrase for hit in sentence.hits("grammar", "among") for phrase in phrases if hit.end <= phrase.start}
    for phrase in phrases:
        led = any(_leads(sentence, hit, phrase) for hit in hits)
        follows = (
            bool(marked)
            and _adjoins(sentence, marked[-1], phrase, places=False)
            and not _starts_clause(sentence, phrase)
        )
        if (phrase.subset or led or follows) and phrase not in marked and phrase not in wholes:
            marked.append(phrase)
    return _marked_behind(sentence, phrases, marked)


def _leads(sentence: Sentence, hit: Hit, phrase: People) -> bool:
    """Tell whether "including" stands before people, with no harm word of their own between ("and kidnapping two")."""
    near = hit.end <= phrase.start and len(sentence.between(hit.end, phrase.start)) <= 3
    harmed = any(hit.end <= trigger.start < phrase.start for trigger in sentence.triggers)
    return near and not harmed and not _splits(sentence, hit.end, phrase)


def _leading(sentence: Sentence, phrases: Sequence[People]) -> list[People]:
    """Return the part in "Of the 20 killed, six were children"."""
    opener = sentence.lexicon.words("grammar", "partitive_opening")
    if len(phrases) < 2 or not sentence.tokens or sentence.tokens[0].low not in opener:
        return []
    whole, part = phrases[:2]
    near = len(sentence.between(sentence.start, whole.start)) <= 3
    return [part] if near and (whole.value or 0) > (part.value or 0) else []


def _among(sentence: Sentence, phrases: Sequence[People]) -> list[People]:
    """Return the part in "two children are among the nine killed"."""
    found = []
    passive = sentence.lexicon.words("grammar", "passive")
    for hit in sentence.hits("cues", "of_these"):  # "four officers were among the dead"
        before = [phrase for phrase in phrases if phrase.end <= hit.start]
        between = sentence.between(before[-1].end, hit.start) if before else []
        if between and all(token.low in passive for token in between):
            found.append(before[-1])
    for hit in sentence.hits("grammar", "among"):
        before = [phrase for phrase in phrases if phrase.end <= hit.start]
        after = [phrase for phrase in phrases if phrase.start >= hit.end]
        if before and after and len(sentence.between(before[-1].end, hit.start)) <= 1:
            found.append(before[-1])
    return found


def _marked_behind(sentence: Sentence, phrases: Sequence[People], marked: list[People]) -> list[People]:
    """Add the figures that "among them" follows ("ten women and three infants among them")."""
    hits = sentence.hits("cues", "of_these")
    ends = {hit.start for hit in hits if not any(_leads(sentence, hit, phrase) for phrase in phrases)}
    last = next((phrase for phrase in phrases[1:] if any(0 <= end - phrase.end <= 1 for end in ends)), None)
    if last is None or last in marked:
        return marked
    found = [last]
    joins = sentence.lexicon.words("grammar", "and")
    for phrase in reversed([phrase for phrase in phrases[1:] if phrase.end <= last.start]):
        between = sentence.between(phrase.end, found[0].start)
        if not between or not all(token.low in joins for token in between):
            break
        found.insert(0, phrase)
    return [*marked, *found]


def _splits(sentence: Sentence, start: int, phrase: People) -> bool:
    return any(token.text in ",;" for token in sentence.between(start, phrase.start))


def _owner(phrase: People, owned: Sequence[People]) -> People | None:
    before = [other for other in owned if other.end <= phrase.start]
    return max(before, key=lambda other: other.end, default=None) or min(
        owned, key=lambda other: other.start, default=None
    )


def _beside_dead(harm: Harm, others: Sequence[Harm]) -> Harm:
    """Read those shot beside the dead as wounded ("killed one person and shot four others")."""
    shot = harm.trigger.effect == "casualties" and any(people.another for people in harm.people)
    dead = any(other.trigger.effect == "killed" and other.people[0].start < harm.people[0].start for other in others)
    return replace(harm, trigger=replace(harm.trigger, effect="wounded")) if shot and dead else harm


def _ended(sentence: Sentence, harm: Harm) -> bool:
    """Tell whether people are told to be free again ("those who were abducted have been released")."""
    held = harm.trigger.effect in {"abducted", "arrested", "captured"} and not harm.active
    return held and not harm.people[0].definite and sentence.has("grammar", "freed")


def _negated(sentence: Sentence, harm: Harm) -> bool:
    """Tell whether "no", "not" or "saved" stands in the words of the harm itself."""
    first = min(harm.people[0].start, harm.trigger.start)
    last = max(harm.people[0].count_end, harm.trigger.end)
    window = [token for token in sentence.tokens if token.start < last]
    lead = [token for token in window if token.end <= first][-3:]
    start = max(lead[0].start if lead else first, sentence.clause(first)[0])
    return bool(sentence.lexicon.phrases("grammar", "negation").find(sentence.text, start, last))
