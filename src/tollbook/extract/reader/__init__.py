"""The trained reader: a multilingual encoder finds the people harmed in a report and the words that belong to them.

A gate passes over sentences that speak of no harm; the encoder finds anchors in the others (`reading.anchors`),
looks at each once more with its surroundings (`reading.look`), and `assemble` makes mentions of what it is sure
of.
"""

from __future__ import annotations

from tollbook.data import table
from tollbook.extract.reader.assemble import mentions
from tollbook.extract.reader.reading import read
from tollbook.extract.reader.tokens import tokenise
from tollbook.records import Mention, Report

__all__ = ["ModelExtractor"]


class ModelExtractor:
    """Extracts by the trained model that ships in the package. Holds no state."""

    def reads(self, language: str | None) -> bool:
        """Tell whether the model was trained on `language` (BCP 47)."""
        return language is not None and language.split("-")[0] in table("reader/settings")["languages"]

    def extract(self, report: Report) -> tuple[Mention, ...]:
        """Return the mentions of `report`, in text order; none for a language it was not trained on."""
        if not self.reads(report.language):
            return ()
        tokens = tokenise(report.text)
        return mentions(report, tokens, read(tokens))
