"""The toll tree as a person would want to read it: `tree` or `branch` to nodes, `lines` to lines."""

from tollbook.show.clean import clean
from tollbook.show.lines import Line, Node, Style, lines
from tollbook.show.tree import Book, branch, finding, headline, setting, shortened, tree
from tollbook.show.words import value as value_words

__all__ = [
    "Book",
    "Line",
    "Node",
    "Style",
    "branch",
    "clean",
    "finding",
    "headline",
    "lines",
    "setting",
    "shortened",
    "tree",
    "value_words",
]
