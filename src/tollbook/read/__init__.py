"""Reading: files, folders, pages, feeds and standard input to `Report`s."""

from tollbook.read.reports import Options, ReadError, options, report_id
from tollbook.read.sources import Reading, read, read_address, read_all, read_data, read_text

__all__ = [
    "Options",
    "ReadError",
    "Reading",
    "options",
    "read",
    "read_address",
    "read_all",
    "read_data",
    "read_text",
    "report_id",
]
