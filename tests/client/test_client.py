"""The client gives what the Advisor gives, asked of a real server."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from advisor import (
    Advisor,
    AdvisorError,
    AsyncClient,
    Client,
    DescriptorError,
    IntakeError,
    Report,
    SourceError,
    UnknownNameError,
)
from advisor.api.gate import digest
from advisor.descriptor import from_mapping, read
from tests.cli.test_serve import serving

RUN = Path(__file__).parents[2] / "examples" / "runs" / "digits-without-regularization.csv"
SPAM = {"problem": {"task": "binary_classification"}, "model": {"last_activation": "softmax"}}
STUCK = {"loss": [2.3, 2.31, 2.3, 2.31, 2.3, float("nan")]}
Answer = TypeVar("Answer")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving() as (url, _):
        yield url


@pytest.fixture(scope="module")
def advisor() -> Advisor:
    return Advisor()


@pytest.fixture
def client(address: str) -> Iterator[Client]:
    with Client(address) as client:
        yield client


def test_every_verb_gives_what_the_advisor_gives(client: Client, advisor: Advisor) -> None:
    assert client.advise(SPAM).to_json() == advisor.advise(SPAM).to_json()
    topics, sources = ["last_layer"], ["practical-advice"]
    there = client.advise(SPAM, topics=topics, sources=sources)
    assert there == advisor.advise(SPAM, topics=topics, sources=sources)
    assert client.advise(SPAM, framework="keras") == advisor.advise(SPAM, framework="keras")
    with pytest.raises(UnknownNameError, match="pytorch"):
        client.advise(SPAM, framework="torch")
    asked = {"task": "multiclass_classification", "problem.class_counts": [10, 900]}
    assert client.ask("metric", **asked) == advisor.ask("metric", **asked)
    assert client.explain("LL001") == advisor.explain("LL001")
    assert client.why_not("LL002", SPAM) == advisor.why_not("LL002", SPAM)
    changes = {"problem.task": "regression", "model.last_activation": None}
    assert client.what_if(SPAM, changes) == advisor.what_if(SPAM, changes)
    assert client.coverage() == advisor.coverage()


def test_a_project_is_taken_in_every_form(client: Client, advisor: Advisor) -> None:
    path = RUN.parents[1] / "spam-filter.yaml"
    expected = advisor.advise(path).to_json()
    for form in (path, str(path), read(path)):
        assert client.advise(form).to_json() == expected
    broken = from_mapping({"history": {"train_loss": [2.3, float("nan"), None]}})
    assert client.advise(broken).to_json() == advisor.advise(broken).to_json()


@pytest.mark.parametrize("run", [STUCK, RUN, str(RUN)])
def test_runs_are_diagnosed(client: Client, advisor: Advisor, run: object) -> None:
    told = client.diagnose(run, SPAM, kind="training")  # type: ignore[arg-type]
    here = advisor.diagnose(run, SPAM, kind="training")  # type: ignore[arg-type]
    assert told.report.to_json() == here.report.to_json() or told.report == here.report
    assert tuple(told.symptoms) == here.symptoms
    assert told.run.columns == here.columns


def test_a_batch_comes_back_in_order(client: Client, advisor: Advisor) -> None:
    told = list(client.batch([SPAM, {"problem": {"tsk": 1}}, b'{"problem":\n {}}']))
    assert isinstance(told[0], Report)
    assert told[0].to_json() == advisor.advise(SPAM).to_json()
    assert isinstance(told[1], list)
    assert "'task'" in told[1][0].message
    assert told[2] == advisor.advise({"problem": {}})
    assert list(client.batch([])) == []


@pytest.mark.parametrize(
    ("ask", "error", "said"),
    [
        (lambda c: c.advise({"problem": {"tsk": 1}, "dta": {}}), DescriptorError, "'task'"),
        (lambda c: c.advise(b"{"), SourceError, "not valid JSON"),
        (lambda c: c.diagnose({"x": [1]}), IntakeError, "no column is known"),
        (lambda c: c.advise({}, topics=["metrc"]), UnknownNameError, "did you mean 'metric'?"),
        (lambda c: c.ask("metrc"), UnknownNameError, "did you mean 'metric'?"),
        (lambda c: c.ask("last_layer", tsk="ranking"), UnknownNameError, "task"),
        (lambda c: c.explain("LL01"), UnknownNameError, "did you mean 'LL001'?"),
        (lambda c: c.explain("LL/../01"), AdvisorError, "Not Found"),
        (lambda c: c.diagnose("/no/such.csv"), AdvisorError, "no such file"),
    ],
)
def test_refusals_are_the_errors_of_the_library(
    client: Client, ask: Callable[[Client], object], error: type[AdvisorError], said: str
) -> None:
    with pytest.raises(error, match=said):
        ask(client)


def test_all_problems_come_at_once(client: Client) -> None:
    with pytest.raises(DescriptorError) as refusal:
        client.advise({"problem": {"tsk": 1}, "dta": {}})
    assert {problem.path for problem in refusal.value.problems} == {"problem.tsk", "dta"}


def test_a_server_that_does_not_answer_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with Client(url) as client, pytest.raises(AdvisorError, match=f"{url}: not answered"):
        client.advise({})


def test_what_is_no_server_of_ours_is_said() -> None:
    command = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        port = process.stdout.readline().split()[5]
        url = f"http://127.0.0.1:{port}"
        with Client(url) as client, pytest.raises(AdvisorError, match="status 501"):
            client.advise({})
        process.kill()


def test_a_key_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_API_KEYS", digest("secret"))
    with serving() as (url, _):
        with Client(url, key="secret") as client:
            assert client.coverage()
        with Client(url) as client, pytest.raises(AdvisorError, match="API key"):
            client.coverage()


def test_questions_are_asked_side_by_side(address: str, advisor: Advisor) -> None:
    async def ask() -> None:
        async with AsyncClient(address) as client:
            asked = [client.ask("metric", task="regression") for _ in range(4)]
            reports = await asyncio.gather(*asked, client.advise(SPAM))
            assert reports[-1].to_json() == advisor.advise(SPAM).to_json()
            assert (await client.explain("LL001")).rule == "LL001"
            assert (await client.diagnose(RUN)).symptoms == ["overfitting"]
            assert (await client.diagnose(STUCK)).symptoms
            assert (await client.why_not("LL002", SPAM)).outcome == "clear"
            assert (await client.what_if(SPAM, {"problem.task": "regression"})).lost
            assert await client.coverage() == advisor.coverage()
            told = [each async for each in client.batch([SPAM, {"dta": 1}])]
            assert isinstance(told[0], Report)
            assert isinstance(told[1], list)
            with pytest.raises(DescriptorError):
                await client.advise({"dta": 1})

    asyncio.run(ask())


def test_without_the_library_the_extra_is_named() -> None:
    code = "import sys; sys.modules['httpx2'] = None; from advisor import Client; Client()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "nn-advisor[client]" in done.stderr
