"""Agents who ask `advisor serve`, behind its limits and keys."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient

from advisor import Advisor
from advisor.api import Settings, create_app
from advisor.api.gate import digest

pytest.importorskip("mcp_types")

PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
TAKES = {"accept": "application/json, text/event-stream", "content-type": "application/json"}
ADVISOR = Advisor()


@pytest.mark.parametrize(
    ("key", "host", "status"),
    [(None, "127.0.0.1:8000", 200), (None, "proxy.example", 421), ("k", "proxy.example", 200)],
)
def test_other_names_of_the_host_are_let_in_with_a_key(
    key: str | None, host: str, status: int
) -> None:
    """Behind a proxy the server is asked by the name of the proxy."""
    settings = Settings(mcp=True, api_keys=(digest(key),) if key else ())
    headers = {**TAKES, "host": host, **({"x-api-key": key} if key else {})}
    with TestClient(create_app(ADVISOR, settings)) as client:
        assert client.post("/mcp", json=PING, headers=headers).status_code == status


def test_the_limit_of_bodies_holds_for_agents() -> None:
    settings = Settings(mcp=True, max_body=2000)
    with TestClient(create_app(ADVISOR, settings), base_url="http://127.0.0.1:8000") as client:
        long = json.dumps({**PING, "params": {"x": "y" * 3000}})
        assert client.post("/mcp", content=long, headers=TAKES).status_code == 413
        assert client.post("/mcp", json=PING, headers=TAKES).status_code == 200
