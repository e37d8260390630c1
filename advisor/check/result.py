"""What the sanity runs showed: the diagnosis, the descriptor that was filled, the seconds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from advisor.report import Conclusion, Diagnosis, Report
from advisor.report.page import Line

__all__ = ["Check"]


@dataclass(frozen=True)
class Check:
    """The answer of `check`.

    ``diagnosis`` says what the rules find; ``descriptor`` is what was filled, as `Advisor.advise`
    takes it; ``seconds`` is what the whole took.
    """

    diagnosis: Diagnosis
    descriptor: Mapping[str, JsonValue] = field(repr=False)
    seconds: float

    @property
    def report(self) -> Report:
        """The report of the rules, each conclusion cited."""
        return self.diagnosis.report

    @property
    def findings(self) -> tuple[Conclusion, ...]:
        """What is wrong, most important first."""
        return tuple(each for each in self.report.conclusions if each.wrong)

    @property
    def passed(self) -> bool:
        """Whether nothing of severity error was found."""
        return all(each.severity != "error" for each in self.findings)

    def to_json(self) -> bytes:
        """Write the diagnosis and the descriptor as JSON; numbers that are not finite as text."""
        head = json.dumps(
            {"seconds": round(self.seconds, 3), "descriptor": _plain(self.descriptor)},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        return self.diagnosis.to_json()[:-1] + b"," + head[1:].encode()

    def to_text(self, *, width: int = 80, ascii_only: bool = False, full: bool = False) -> str:
        """Write it as plain text, with the curves drawn in characters."""
        return self.diagnosis.to_text(width=width, ascii_only=ascii_only, full=full)

    def to_lines(
        self, *, width: int = 80, ascii_only: bool = False, full: bool = False
    ) -> list[Line]:
        """Write it as lines of styled spans, for a terminal to color."""
        return self.diagnosis.to_lines(width=width, ascii_only=ascii_only, full=full)

    def to_markdown(self, *, full: bool = False) -> str:
        """Write it as Markdown that can be pasted into an issue."""
        return self.diagnosis.to_markdown(full=full)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, float) and value - value != 0:
        return str(value)
    return value
