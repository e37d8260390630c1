"""What comes back from a server of ours: answers, and refusals as the errors of the library."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from advisor.errors import (
    AdvisorError,
    DescriptorError,
    IntakeError,
    Location,
    Problem,
    ProblemsError,
    RuleBaseError,
    SourceError,
    UnknownNameError,
)
from advisor.report import Report

__all__ = ["accepted", "answered", "refusal"]

_ERRORS: Mapping[str, type[ProblemsError]] = {
    "D": DescriptorError,
    "I": IntakeError,
    "R": RuleBaseError,
    "S": RuleBaseError,
    "Y": SourceError,
}
_UNKNOWN = re.compile(r"unknown (\w+) '(.*?)'")


def accepted(status: int, content: bytes) -> bytes:
    """Return the answer, unless it is a refusal."""
    if status != 200:
        raise refusal(status, content)
    return content


def answered(line: str) -> Report | list[Problem]:
    """Read a line of the answer to a batch."""
    told = json.loads(line)
    if "report" in told:
        # The report's own bytes stand between the frame and the last brace.
        return Report.from_json(line[line.index('"report":') + 9 : -1])
    return _problems(told["problems"])


def refusal(status: int, content: bytes) -> AdvisorError:
    """Return the error that a problem detail tells of."""
    try:
        details = json.loads(content)
        problems = _problems(details.get("errors", []))
        detail = str(details["detail"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return AdvisorError(f"the server answered with status {status}")
    kinds = {_ERRORS.get(problem.code[:1]) for problem in problems if problem.code[1:].isdecimal()}
    if len(kinds) == 1 and (kind := kinds.pop()) is not None:
        return kind(problems)
    if problems and all(problem.code == "unknown_name" for problem in problems):
        return _unknown([problem.message for problem in problems])
    return AdvisorError("; ".join(problem.message for problem in problems) or detail)


def _unknown(messages: Sequence[str]) -> UnknownNameError:
    """Return the error with the words of the server, which alone knows the nearest names."""
    found = [match for message in messages if (match := _UNKNOWN.match(message))]
    error = UnknownNameError(found[0][1] if found else "name", [each[2] for each in found], ())
    error.messages = tuple(messages)
    error.args = ("; ".join(messages),)
    return error


def _problems(entries: Iterable[Mapping[str, Any]]) -> list[Problem]:
    return [
        Problem(
            entry["code"],
            entry["message"],
            entry.get("path", ""),
            Location("<request>", entry.get("line"), entry.get("column")),
        )
        for entry in entries
    ]
