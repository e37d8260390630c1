"""Put what a benchmark printed into a page of the documentation."""

from __future__ import annotations

from pathlib import Path

__all__ = ["put_into"]


def put_into(page: Path, name: str, text: str) -> None:
    """Replace what stands between the marks of a name."""
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    before, _, rest = page.read_text(encoding="utf-8").partition(begin)
    after = rest.partition(end)[2]
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")
