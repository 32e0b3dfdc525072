"""Reading: files, folders, pages, feeds and standard input to `Report`s."""

from tollbook.read.reports import Options, ReadError, options, report_id
from tollbook.read.sources import Reading, read, read_all

__all__ = ["Options", "ReadError", "Reading", "options", "read", "read_all", "report_id"]
