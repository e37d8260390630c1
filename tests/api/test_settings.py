"""Settings reach the processes as they were told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from advisor.api import Settings


def test_exported_settings_are_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commas, quotes and brackets in a reason or a path are part of it."""
    for name in [name for name in os.environ if name.startswith("ADVISOR_")]:
        monkeypatch.delenv(name)
    told = Settings(
        rules=(Path("a, b/[c].yaml"), Path('d"e')),
        disable=("LL001=slow, and wrong = here", "LL002=[no]"),
        cors_origins=("http://a",),
        workers=3,
        log_requests=True,
    )
    before = dict(os.environ)
    try:
        told.export()
        assert Settings() == told
    finally:
        os.environ.clear()
        os.environ.update(before)


def test_lists_in_the_environment_take_commas_or_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_DISABLE", "LL001=one, LL002=two")
    assert Settings().disabled() == {"LL001": "one", "LL002": "two"}
    monkeypatch.setenv("ADVISOR_DISABLE", '["LL001=one, and more"]')
    assert Settings().disabled() == {"LL001": "one, and more"}
