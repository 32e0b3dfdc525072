"""What the reader can say: its label sets, in the order of the model's outputs. Training and reading share them."""

from __future__ import annotations

TAGS = ("O", "B-n", "I-n", "B-who", "I-who", "B-topic", "I-topic")  # anchors, found without knowing any claim
ROLES = ("who", "by", "with", "at", "on", "src")  # spans that belong to one anchor; each token is O, B or I of each
EFFECTS = ("killed", "wounded", "casualties", "captured", "arrested", "abducted", "missing", "displaced", "besieged")
TOPICS = (
    "responsibility",
    "denial",
    "confirmation",
    "territory",
    "control",
    "ceasefire",
    "talks",
    "record",
    "designation",
    "warning",
)
SLOTS: dict[str, tuple[str, ...]] = {
    "effect": ("none", *EFFECTS, *TOPICS),
    "scope": ("incident", "total", "subset", "cumulative"),
    "modality": ("reported", "claimed", "suspected", "denied", "planned"),
    "cause": ("conflict", "crime", "accident", "disaster", "other"),
    "event": (
        "unknown",
        "clash",
        "attack",
        "air",
        "shelling",
        "suicide",
        "bomb",
        "grenade",
        "chemical",
        "abduct",
        "sexual",
        "mob",
        "force",
        "protest",
        "riot",
        "arrest",
    ),
    "flag": ("first", "again", "another", "rising", "earlier"),
    "count": (  # what kind of number; its value is for the number tables
        "exact",
        "at_least",
        "more_than",
        "about",
        "nearly",
        "up_to",
        "fewer_than",
        "between",
        "several",
        "tens",
        "dozens",
        "hundreds",
        "thousands",
        "one",  # a bare victim: "a soldier", "солдат"
        "two",  # a bare pair: "جنديان"
        "unknown",  # "soldiers were killed"
    ),
    "listed": ("no", "yes"),  # to be added up with the figure before it
}
