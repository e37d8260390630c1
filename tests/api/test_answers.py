"""Answers: without a body, packed, tagged, described."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from fastapi.testclient import TestClient

from advisor import Advisor
from advisor.api import create_app
from advisor.api.gate import Gate, digest
from tests.api.conftest import Serve
from tests.cli.test_serve import serving
from tests.rulebase.conftest import SOUND

GET = ("/healthz", "/metrics", "/v1/rules", "/v1/ask/metric?task=regression", "/openapi.json", "/")


@pytest.mark.parametrize("path", GET)
def test_head_is_get_without_a_body(client: TestClient, path: str) -> None:
    whole, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-type", "etag", "vary", "content-encoding"):
        assert head.headers.get(name) == whole.headers.get(name)
    if path != "/metrics":  # which changes with each request
        assert head.headers["content-length"] == whole.headers["content-length"]
    missing = client.head("/v1/rules/LL01")
    assert (missing.status_code, missing.content) == (404, b"")


@pytest.mark.parametrize(
    ("asked", "packed"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("br, gzip;q=0.1", True),
        ("*", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000, *", False),
        ("*;q=0", False),
        ("identity", False),
        ("gzipped", False),
    ],
)
def test_answers_are_packed_for_who_takes_them_so(
    client: TestClient, asked: str, packed: bool
) -> None:
    answer = client.get("/v1/rules", headers={"accept-encoding": asked})
    assert (answer.headers.get("content-encoding") == "gzip") is packed
    assert "accept-encoding" in answer.headers["vary"].lower()
    assert len(answer.json()) > 300


@pytest.mark.parametrize("path", ["/v1/rules", "/openapi.json", "/static/style.css"])
def test_who_has_it_already_is_told_so(client: TestClient, path: str) -> None:
    whole = client.get(path)
    known = [("if-none-match", '"other"'), ("if-none-match", f'"x", {whole.headers["etag"]}')]
    again = client.get(path, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == whole.headers["etag"]
    assert again.headers["vary"] == "Accept-Encoding"
    assert client.get(path, headers=known[:1]).content == whole.content


def test_the_label_of_a_method_is_one_of_few(client: TestClient) -> None:
    for method in ("BREW", "x" * 50, "PROPFIND"):
        assert client.request(method, "/v1/rules").status_code == 405
        client.request(method, "/nowhere")
    told = client.get("/metrics").text
    assert 'method="other"' in told
    assert not any(word in told for word in ("BREW", "xxx", "PROPFIND"))


def operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (path, operation)
        for path, methods in document["paths"].items()
        for operation in methods.values()
    ]


def test_every_operation_is_described_with_examples_that_fit(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    found = operations(document)
    assert len(found) >= 17
    for path, operation in found:
        contents = [operation["responses"]["200"]["content"]]
        contents += [operation["requestBody"]["content"]] if "requestBody" in operation else []
        for content in contents:
            for kind, shown in content.items():
                assert shown.get("example"), f"{path}: {kind} has no example"
                if kind == "application/json":
                    schema = {**shown["schema"], "components": document["components"]}
                    jsonschema.validate(shown["example"], schema)
        for parameter in operation.get("parameters", []):
            assert "example" in parameter or "examples" in parameter["schema"], path
        turned_away = {"429", "503"} <= set(operation["responses"])
        assert turned_away is (path not in ("/healthz", "/readyz"))
        assert "401" not in operation["responses"]
        assert "security" not in operation


def test_keys_are_described_where_they_are_wanted(serve: Serve) -> None:
    client = serve(api_keys=(digest("k"),))
    document = client.get("/openapi.json", headers={"x-api-key": "k"}).json()
    for path, operation in operations(document):
        wanted = path not in ("/healthz", "/readyz")
        assert ("401" in operation["responses"]) is wanted
        assert bool(operation.get("security")) is wanted


def test_numbers_are_told_when_there_is_too_much_to_do(serve: Serve) -> None:
    client = serve(max_requests=1)
    assert client.get("/v1/rules").status_code == 200
    layer: Any = client.app.middleware_stack  # type: ignore[attr-defined]
    while not isinstance(layer, Gate):
        layer = layer.app if hasattr(layer, "app") else layer._app
    layer._inside = 1
    assert client.get("/v1/rules").status_code == 429
    assert client.get("/metrics").status_code == 200


def test_every_line_of_the_log_is_json_with_time_and_level() -> None:
    with serving("--log-requests", "--port", "0") as (url, process):
        subprocess.run(["curl", "-s", f"{url}/v1/topics"], check=True, capture_output=True)
        host, _, port = url.removeprefix("http://").rpartition(":")
        subprocess.run(["bash", "-c", f"printf 'nonsense\\r\\n\\r\\n' >/dev/tcp/{host}/{port}"])
        subprocess.run(["curl", "-s", f"{url}/healthz"], check=True, capture_output=True)
        process.terminate()
        assert process.stderr is not None
        lines = [json.loads(line) for line in process.stderr]
    assert [line["path"] for line in lines if line["message"] == "request"] == [
        "/v1/topics",
        "/healthz",
    ]
    assert all({"time", "level", "logger", "message"} <= set(line) for line in lines)


def test_rules_of_somebodys_own_alone_are_described_too(tmp_path: Path) -> None:
    for name, text in SOUND.items():
        (tmp_path / name).write_text(text)
    client = TestClient(create_app(Advisor([tmp_path], shipped=False)))
    document = client.get("/openapi.json").json()
    assert len(operations(document)) >= 17
    assert client.get("/v1/topics").status_code == 200
