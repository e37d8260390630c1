"""Strict readers of YAML, JSON and TOML that remember where every value stands."""

from advisor.source.document import DEPTH_LIMIT, SIZE_LIMIT, Document
from advisor.source.lines import split_lines
from advisor.source.reader import Format, read_path, read_text

__all__ = [
    "DEPTH_LIMIT",
    "SIZE_LIMIT",
    "Document",
    "Format",
    "read_path",
    "read_text",
    "split_lines",
]
