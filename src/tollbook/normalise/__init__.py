"""Normalise: mentions become claims. Words are resolved to counts, days, places and actors, or stay words."""

from tollbook.normalise.claims import claims
from tollbook.normalise.corrections import CorrectionError, correction

__all__ = ["CorrectionError", "claims", "correction"]
