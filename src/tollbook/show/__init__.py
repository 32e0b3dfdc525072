"""The toll tree as a person would want to read it: `tree` or `branch` to nodes, `lines` to lines."""

from tollbook.show.clean import clean
from tollbook.show.lines import Line, Node, Style, lines
from tollbook.show.quotes import bounds, sentence
from tollbook.show.tree import Book, branch, by_day, finding, headline, setting, shortened, term, tree, working
from tollbook.show.words import value as value_words

__all__ = [
    "Book",
    "Line",
    "Node",
    "Style",
    "bounds",
    "branch",
    "by_day",
    "clean",
    "finding",
    "headline",
    "lines",
    "sentence",
    "setting",
    "shortened",
    "term",
    "tree",
    "value_words",
    "working",
]
