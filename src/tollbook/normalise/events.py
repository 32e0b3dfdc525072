"""ACLED's event and sub-event types, where the report's words leave them open.

Source: ACLED Codebook, "ACLED Event Types and Sub-Event Types". The words of an attack decide first
(the extractor's lexicon); what they leave open follows from the effect and from who was harmed.
"""

from __future__ import annotations

from tollbook.records import Effect, Mention, Party

BATTLE = ("Battles", "Armed clash")
ATTACK = ("Violence against civilians", "Attack")
_BY_EFFECT: dict[Effect, tuple[str, str]] = {
    "abducted": ("Violence against civilians", "Abduction/forced disappearance"),
    "arrested": ("Strategic developments", "Arrests"),
    "captured": BATTLE,
}
# Not attacks by themselves: ACLED codes no event type for them.
_NO_EVENT = frozenset({"displaced", "besieged", "missing"})


def event_types(mention: Mention, victims: Party | None, perpetrator: Party | None) -> tuple[str | None, str | None]:
    """Return the event and sub-event type of a mention; (None, None) for statements and non-conflict harm."""
    if mention.effect is None or mention.cause != "conflict":
        return None, None
    if mention.effect in _BY_EFFECT:
        return _BY_EFFECT[mention.effect]
    if mention.effect in _NO_EVENT:
        return None, None
    if mention.sub_event_type == "Abduction/forced disappearance":  # told of the same raid, not of the dead
        return ATTACK if victims is None or victims.victim_class != "combatant" else BATTLE
    armed = victims is not None and victims.victim_class == "combatant"
    if mention.event_type is None:
        return BATTLE if armed else ATTACK
    if mention.event_type == "Protests" and armed:
        return BATTLE
    # An ambush or a raid on people who cannot fight back is no battle
    one_sided = victims is not None and victims.victim_class == "civilian" and perpetrator is not None
    if mention.event_type == "Battles" and one_sided and not _clash(mention):
        return ATTACK
    return mention.event_type, mention.sub_event_type


def _clash(mention: Mention) -> bool:
    """Tell whether the attack word itself names a fight between two sides; an ambush does not."""
    words = " ".join(span.quote.lower() for span in mention.spans("event"))
    return bool(words) and not any(stem in words for stem in ("ambush", "bakh"))
