"""One answer behind every door: the same bytes from Python, commands, HTTP, batch and MCP."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import anyio
import pytest
from fastapi.testclient import TestClient

import advisor
from advisor import Advisor, Client
from advisor.api import create_app
from tests.cli.test_serve import serving

EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("*.yaml"))
COMMAND = [sys.executable, "-c", "from advisor.cli import main; main()"]


@pytest.fixture(scope="module")
def shared() -> Advisor:
    return Advisor()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving() as (url, _):
        yield url


def _json(shared: Advisor, path: Path) -> bytes:
    """Write an example as JSON, as other tools hold it."""
    read = advisor.Descriptor.model_validate(_data(path))
    return json.dumps(json.loads(read.model_dump_json(exclude_unset=True))).encode()


def _data(path: Path) -> object:
    from advisor.source import read_path

    return read_path(path).data


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_door_gives_the_same_bytes(
    path: Path, shared: Advisor, address: str, tmp_path: Path
) -> None:
    raw = _json(shared, path)
    wanted = shared.advise(path).to_json()
    assert shared.advise_json(raw) == wanted
    command = [*COMMAND, "advise", str(path), "--format", "json", "--fail-on", "never"]
    assert subprocess.run(command, capture_output=True, check=True).stdout == wanted + b"\n"
    app = TestClient(create_app(shared))
    assert app.post("/v1/advise", content=raw).content == wanted
    assert app.post("/v1/batch", content=raw).content == b'{"line":1,"report":%b}\n' % wanted
    with Client(address) as client:
        assert client.advise(raw).to_json() == wanted
    assert [result.json for result in advisor.batch([raw], jobs=1)] == [wanted]
    lines, answers = tmp_path / "projects.jsonl", tmp_path / "answers.jsonl"
    lines.write_bytes(raw + b"\n")
    subprocess.run([*COMMAND, "batch", str(lines), "-o", str(answers)], check=True)
    assert wanted in answers.read_bytes()


@pytest.mark.parametrize(
    "raw",
    [
        b"{}",
        json.dumps({"name": 'Größe "π" \\ 😀'}, ensure_ascii=False).encode(),
        b'{"history": {"train_loss": [2.0, "NaN", 1e-12, "Infinity"]}}',
    ],
)
def test_what_json_could_spoil_is_kept_on_the_way(
    raw: bytes, shared: Advisor, address: str
) -> None:
    wanted = shared.advise_json(raw)
    assert shared.advise(json.loads(raw)).to_json() == wanted
    assert [result.json for result in advisor.batch([raw], jobs=1)] == [wanted]
    with Client(address) as client:
        assert client.advise(json.loads(raw)).to_json() == wanted
        (report,) = client.batch([raw])
        assert isinstance(report, advisor.Report)
        assert report.to_json() == wanted


def test_agents_get_the_same_bytes(shared: Advisor) -> None:
    pytest.importorskip("mcp", reason="the extra mcp is not installed")
    from mcp import Client as Agent

    from advisor.mcp import create_server

    async def ask() -> None:
        async with Agent(create_server(lambda: shared, files=False)) as agent:
            for path in EXAMPLES:
                given = {"descriptor": json.loads(_json(shared, path)), "form": "json"}
                (content,) = (await agent.call_tool("advise", given)).content
                assert content.text.encode() == shared.advise(path).to_json()  # type: ignore[union-attr]

    anyio.run(ask)
