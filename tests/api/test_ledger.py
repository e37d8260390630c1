"""Each request has an id, and is counted and logged."""

from __future__ import annotations

import logging

import pytest

from tests.api.conftest import Serve


def test_the_id_of_the_client_is_kept(serve: Serve) -> None:
    client = serve()
    assert client.get("/healthz", headers={"x-request-id": "a-1"}).headers["x-request-id"] == "a-1"
    made = {client.get("/healthz").headers["x-request-id"] for _ in range(3)}
    assert len(made) == 3
    odd = client.get("/healthz", headers={"x-request-id": 'x"\t' + "y" * 500})
    assert len(odd.headers["x-request-id"]) == 32


def test_refusals_name_their_request(serve: Serve) -> None:
    answer = serve().get("/v1/nothing", headers={"x-request-id": "b-2"})
    assert answer.json()["request_id"] == "b-2"


def test_requests_are_counted_by_route(serve: Serve) -> None:
    client = serve()
    for topic in ("metric", "metric", "nothing"):
        client.get(f"/v1/ask/{topic}?task=regression")
    client.get("/a/path/of/the/caller")
    told = client.get("/metrics")
    assert told.headers["content-type"].startswith("text/plain")
    lines = told.text.splitlines()
    route = 'method="GET",route="/v1/ask/{topic}"'
    assert f'advisor_requests_total{{{route},status="200"}} 2.0' in lines
    assert f'advisor_requests_total{{{route},status="404"}} 1.0' in lines
    assert 'advisor_requests_total{method="GET",route="none",status="404"} 1.0' in lines
    assert not any("caller" in line for line in lines)


def test_requests_are_logged_as_json(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    client = serve(log_requests=True)
    with caplog.at_level(logging.INFO, logger="advisor.requests"):
        client.get("/v1/topics", headers={"x-request-id": "c-3"})
    (record,) = [vars(each) for each in caplog.records if each.name == "advisor.requests"]
    assert (record["request_id"], record["status"], record["route"]) == ("c-3", 200, "/v1/topics")
    assert record["ms"] > 0
