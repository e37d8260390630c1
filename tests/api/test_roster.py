"""A reload is over when all processes that live have taken it."""

from __future__ import annotations

import asyncio
import fcntl
from pathlib import Path
from typing import IO

import pytest

from advisor import Advisor
from advisor.api import Settings
from advisor.api.desk import Desk
from advisor.api.roster import FOLDER, Roster

NOBODY = 2**22 + 1  # above every number of a process


@pytest.fixture
def roster(advisor: Advisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Roster:
    monkeypatch.setenv(FOLDER, str(tmp_path))
    roster = Roster(tmp_path)
    roster.publish(advisor)
    return roster


@pytest.mark.parametrize("ending", ["it takes the rules", "it dies"])
def test_a_process_that_is_slow_is_waited_for(roster: Roster, tmp_path: Path, ending: str) -> None:
    with (tmp_path / f"{NOBODY}.member").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        asyncio.run(_reload(Desk(Settings()), roster, other, ending))


async def _reload(desk: Desk, roster: Roster, other: IO[str], ending: str) -> None:
    before = roster.published()[0]
    reloading = asyncio.create_task(desk.reload())
    while roster.published()[0] == before:
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.5)
    assert not reloading.done()
    if ending == "it dies":
        fcntl.flock(other, fcntl.LOCK_UN)
    else:
        other.write(str(roster.published()[0]))
        other.flush()
    assert await asyncio.wait_for(reloading, 60) == desk.advisor.rulebase.hash


def test_the_newest_is_taken_and_nothing_older(roster: Roster, advisor: Advisor) -> None:
    desk = Desk(Settings())
    newer = Advisor(disable={"LL001": "a test"})
    stamp = roster.publish(newer)
    asyncio.run(desk._follow())
    assert desk.advisor.rulebase.hash == newer.rulebase.hash
    desk._take(advisor, stamp - 1)
    assert desk.advisor.rulebase.hash == newer.rulebase.hash
