"""Who did it: the words of a sentence that name the side behind a harm or an attack."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tollbook.extract.rules.harm import Harm
from tollbook.extract.rules.lexicon import EventWord, Hit
from tollbook.extract.rules.names import Name, names_fighters
from tollbook.extract.rules.people import nouns
from tollbook.extract.rules.sentence import Sentence
from tollbook.extract.rules.text import Token, Words, offsets


def agents_of_harm(sentence: Sentence, harm: Harm, others: Sequence[Harm]) -> list[Words]:
    """Return the words for the perpetrator of one harm, the surest first; pronouns come as they stand.

    `others` are all the harms of the sentence: who is a victim in it is no perpetrator in it.
    """
    start, end = sentence.clause(harm.trigger.start)
    victims = [(people.start, people.end) for other in (harm, *others) for people in other.people]
    usable = [name for name in sentence.names if not _cited(sentence, name) and not _over(name, victims)]
    found: list[Words] = []
    found += _behind_by(sentence, usable, harm.trigger.end, end)
    if harm.active:
        found += _subject(sentence, usable, harm, start)
    events = [event for event in sentence.events if start <= event.start < end]
    for event in events or list(sentence.events):
        found += _of_event(sentence, usable, event)
    found += _attackers(sentence, usable)
    found += _opponents(sentence, usable, start, end)
    words = [token for people in harm.people for token in sentence.between(people.noun_start, people.noun_end)]
    if any(names_fighters(token.low, sentence.lexicon.language) for token in words):
        found += _sides(sentence, usable)
    return _unique(_turned(sentence, usable, harm, others, found))


def _turned(
    sentence: Sentence, usable: list[Name], harm: Harm, others: Sequence[Harm], found: list[Words]
) -> list[Words]:
    """Take out of `found` who killed only the fighters of the same sentence, and put these fighters in.

    "Troops shot dead six gunmen to end a siege in which nine people were killed": not by the troops.
    """
    if harm.active or fighters(sentence, nouns(harm.people)):
        return found
    foes = [other for other in others if other.active and fighters(sentence, nouns(other.people))]
    shooters = {words for other in foes for words in _subject(sentence, usable, other, sentence.start)}
    told = _behind_by(sentence, usable, harm.trigger.end, sentence.clause(harm.trigger.start)[1])
    if not shooters or told:
        return found
    return [
        *(words for words in found if words not in shooters),
        *(words for other in foes for words in nouns(other.people)),
    ]


def fighters(sentence: Sentence, victims: Sequence[Words]) -> bool:
    """Tell whether the words for those who came to harm name attackers ("six gunmen")."""
    attackers = sentence.lexicon.words("grammar", "attackers")
    return any(word in attackers for start, end in victims for word in sentence.text[start:end].lower().split())


def attackers_of_sentence(sentence: Sentence) -> list[Words]:
    """Return the words for who attacks in a sentence that gives no figure."""
    usable = [name for name in sentence.names if not _cited(sentence, name)]
    found: list[Words] = []
    for event in sentence.events:
        found += _of_event(sentence, usable, event)
    found += _attackers(sentence, usable)
    found += _opponents(sentence, usable, sentence.start, sentence.end)
    return _unique(found)


def agents_of_sentence(sentence: Sentence) -> list[Words]:
    """Return who attacks, or else the armed people that a sentence about an attack names.

    "Jihadists linked to al-Qaeda are on the offensive on another front."
    """
    found = attackers_of_sentence(sentence)
    armed = [name for name in sentence.names if name.people and not _cited(sentence, name)]
    return found or ([(armed[0].start, armed[0].end)] if sentence.events and armed else [])


def last_actor(sentence: Sentence) -> list[Words]:
    """Return the last actor that a sentence names, the antecedent of a pronoun in the next."""
    named = [name for name in sentence.names if not _cited(sentence, name) and (name.named or name.people)]
    return [(named[-1].start, named[-1].end)] if named else []


def is_pronoun(sentence: Sentence, words: Words) -> bool:
    """Tell whether the words are a pronoun."""
    return sentence.text[words[0] : words[1]].lower() in sentence.lexicon.words("grammar", "pronouns")


def _unique(found: Iterable[Words]) -> list[Words]:
    kept: list[Words] = []
    for words in found:
        if not any(words[0] < other[1] and other[0] < words[1] for other in kept):
            kept.append(words)
    return kept


def _over(name: Name, spans: list[Words]) -> bool:
    return any(name.start < end and start < name.end for start, end in spans)


def _cited(sentence: Sentence, name: Name) -> bool:
    return any(source.start < name.end and name.start < source.end for source in sentence.sources)


def _behind_by(sentence: Sentence, usable: list[Name], start: int, end: int) -> list[Words]:
    by = sentence.lexicon.words("grammar", "by")
    found = []
    for token in sentence.tokens:
        if start <= token.start < end and token.low in by:
            name = next((name for name in usable if name.start >= token.end), None)
            if name is not None and len(sentence.between(token.end, name.start)) <= 3:
                found.append((name.start, name.end))
    return found


def _subject(sentence: Sentence, usable: list[Name], harm: Harm, start: int) -> list[Words]:
    """Return the subject of an active harm word; of a participle ("..., killing 26") that of the attack before it."""
    trigger = harm.trigger
    verbs = [verb for verb in _attack_verbs(sentence) if verb.end <= trigger.start]
    before = sentence.between(sentence.start, trigger.start)
    joined = bool(before) and before[-1].low in sentence.lexicon.words("grammar", "and")
    participle = joined or sentence.lexicon.phrases("grammar", "participle").match(trigger.low)
    verbs = [verb for verb in verbs if verb.start >= (start if joined else sentence.start)]
    limit = verbs[0 if joined else -1].start if participle and verbs else trigger.start
    region = start if joined or not participle else sentence.start
    near = [name for name in usable if region <= name.start and name.end <= limit and not name.attached]
    near = [name for name in near if not _object_of_preposition(sentence, name)]
    pronoun = _pronoun(sentence, region, limit)
    if pronoun is not None and (not near or pronoun.start > near[-1].end):
        return [(pronoun.start, pronoun.end)]
    if not near and harm.people[0].start > trigger.end:  # verb first: "drepte CODECO-militsen tolv sivile"
        near = [name for name in usable if trigger.end <= name.start and name.end <= harm.people[0].start]
    if not near:
        return []
    chosen = near[0] if participle and not verbs else near[-1]
    return [(chosen.start, chosen.end)]


def _pronoun(sentence: Sentence, start: int, end: int) -> Token | None:
    pronouns = sentence.lexicon.words("grammar", "pronouns")
    said = {(source.start, source.end) for source in sentence.sources}
    found = [
        token
        for token in sentence.between(start, end)
        if token.low in pronouns and not token.text.isupper() and (token.start, token.end) not in said
    ]
    return found[-1] if found else None


def _object_of_preposition(sentence: Sentence, name: Name) -> bool:
    before = [token for token in sentence.tokens if token.end <= name.start]
    while before and before[-1].low in sentence.lexicon.words("grammar", "articles"):
        before.pop()
    words = sentence.lexicon.words("grammar", "at") | sentence.lexicon.words("grammar", "by")
    return bool(before) and before[-1].low in words


def _of_event(sentence: Sentence, usable: list[Name], event: EventWord) -> list[Words]:
    """Return who is behind an attack word: "a Taliban ambush", "an attack by the Taliban", "IS-angrep"."""
    found = []
    for name in usable:
        if name.attached and name.start < event.end and event.start < name.end:
            found.append((name.start, name.end))
    end = sentence.clause(event.start)[1]
    claimed = [hit.start for topic in ("responsibility", "denial") for hit in sentence.hits("topics", topic)]
    end = min([end, *(start for start in claimed if start >= event.end)])  # "the attack was claimed by ..."
    near = [token for token in sentence.tokens if event.end <= token.start < end][:6]
    if near:
        found += _behind_by(sentence, usable, event.end, near[-1].end)
    return found


def _attack_verbs(sentence: Sentence) -> list[Hit]:
    """Return the attack verbs that are active: no auxiliary of the passive stands before them."""
    passive = sentence.lexicon.words("grammar", "passive")
    found = []
    for verb in sentence.hits("verbs", "attack"):
        before = [token.low for token in sentence.between(sentence.clause(verb.start)[0], verb.start)][-6:]
        if not any(low in passive for low in before):
            found.append(verb)
    return found


def _attackers(sentence: Sentence, usable: list[Name]) -> list[Words]:
    """Return the subjects of attack verbs ("when gunmen stormed a village")."""
    found = []
    for verb in _attack_verbs(sentence):
        start = sentence.clause(verb.start)[0]
        before = [name for name in usable if start <= name.start and name.end <= verb.start and not name.attached]
        before = [name for name in before if not _object_of_preposition(sentence, name)]
        if before and len(sentence.between(before[-1].end, verb.start)) <= 6:
            found.append((before[-1].start, before[-1].end))
    return found


def _sides(sentence: Sentence, usable: list[Name]) -> list[Words]:
    """Return both sides of "clashes between the army and the rebels": which of them did it, the victims tell."""
    found = []
    for hit in sentence.hits("grammar", "between"):
        after = [name for name in usable if name.start >= hit.end]
        if after and any(0 <= hit.start - event.end <= 2 for event in sentence.events):
            found += offsets(after[:2])
    return found


def _opponents(sentence: Sentence, usable: list[Name], start: int, end: int) -> list[Words]:
    found = []
    for hit in [*sentence.hits("grammar", "against"), *sentence.hits("grammar", "blame")]:
        name = next((name for name in usable if name.start >= hit.end), None)
        if name is not None and start <= hit.start < end and len(sentence.between(hit.end, name.start)) <= 1:
            found.append((name.start, name.end))
    return found
