"""Remember the findings of today, so that only new ones are told tomorrow."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from advisor.errors import AdvisorError
from advisor.review.model import Finding

__all__ = ["fingerprint", "read_baseline", "unknown", "write_baseline"]

_VERSION = 1


def fingerprint(rule: str, file: str, project: str, path: str | None, value: object) -> str:
    """Return what stays the same of a finding when lines move: 16 hexadecimal digits."""
    named = json.dumps([rule, file, project, path, value], default=str)
    return hashlib.sha256(named.encode()).hexdigest()[:16]


def write_baseline(path: Path, findings: Iterable[Finding]) -> int:
    """Write down some findings; returns how many there are.

    Raises:
        AdvisorError: The file cannot be written.
    """
    entries = [
        {"rule": each.rule, "file": each.place.file, "fingerprint": each.fingerprint}
        for each in findings
    ]
    try:
        path.write_text(json.dumps({"version": _VERSION, "findings": entries}, indent=1) + "\n")
    except OSError as error:
        raise AdvisorError(f"{path}: cannot be written: {error.strerror or error}") from None
    return len(entries)


def read_baseline(path: Path) -> Counter[str]:
    """Return how often each fingerprint stands in a baseline.

    Raises:
        AdvisorError: The file cannot be read, or is no baseline.
    """
    try:
        data = json.loads(path.read_bytes())
        if not isinstance(data, Mapping) or data.get("version") != _VERSION:
            raise AdvisorError(f"{path}: no baseline of version {_VERSION}")
        return Counter(str(each["fingerprint"]) for each in data["findings"])
    except OSError as error:
        raise AdvisorError(f"{path}: cannot be read: {error.strerror or error}") from None
    except (ValueError, KeyError, TypeError):
        raise AdvisorError(f"{path}: no baseline; write one with --write-baseline") from None


def unknown(findings: Iterable[Finding], known: Counter[str]) -> list[Finding]:
    """Return the findings that a baseline does not know, each entry taken once."""
    left = Counter(known)
    new: list[Finding] = []
    for finding in findings:
        if left[finding.fingerprint] > 0:
            left[finding.fingerprint] -= 1
        else:
            new.append(finding)
    return new
