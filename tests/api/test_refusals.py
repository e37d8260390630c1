"""Refusals name every problem of every part of a request, each with its exact place."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import Serve

SPAM = {"problem": {"task": "binary_classification"}}
STUCK = {"loss": [2.3, 2.31, 2.3, 2.31, 2.3, 2.3]}


def errors_of(answer: Any, status: int = 422) -> list[dict[str, Any]]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    assert told["errors"], "every refusal lists what is wrong"
    if len(told["errors"]) == 1:
        assert told["detail"] == told["errors"][0]["message"]
    return list(told["errors"])


def at(document: object, pointer: str) -> object:
    """Follow a JSON pointer (RFC 6901)."""
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        document = document[int(key)] if isinstance(document, list) else document[key]  # type: ignore[index]
    return document


def test_parameters_and_body_are_judged_together(client: TestClient) -> None:
    asked = "topics=nope&topics=nada&sources=zip&framework=torch&framework=keras&x=1"
    found = errors_of(client.post(f"/v1/advise?{asked}", json={"problem": {"tsk": 1}, "b": 2}))
    assert [each.get("pointer", each["path"]) for each in found] == [
        "query.x",
        "query.topics",
        "query.topics",
        "query.sources",
        "query.framework",
        "query.framework",
        "/problem/tsk",
        "/b",
    ]
    assert "did you mean 'pytorch'?" in found[5]["message"]
    found = errors_of(client.post("/v1/why-not?rule=LL01&rule=LL002", json={"problem": {"tsk": 1}}))
    assert [each["code"] for each in found] == ["given_twice", "unknown_name", "D001"]
    assert errors_of(client.post("/v1/why-not", json={}))[0]["path"] == "query.rule"
    found = errors_of(client.post("/v1/advise?topics=nope", content=b"{"), 400)
    assert [each["code"] for each in found] == ["unknown_name", "Y005"]


def test_every_change_is_judged(client: TestClient) -> None:
    body = {
        "descriptor": {"problem": {"task": "binary"}, "data": {"a.b/c~d": 1, "": 2}},
        "changes": {"problem.tsk": 1, "data.n_samples": -1, "history.train_loss": [1, "x"]},
    }
    answer = client.post("/v1/what-if", content=json.dumps(body, indent=1))
    found = {each["pointer"]: each for each in errors_of(answer)}
    assert set(found) == {
        "/descriptor/data/a.b~1c~0d",
        "/descriptor/data/",
        "/changes/problem.tsk",
        "/changes/data.n_samples",
        "/changes/history.train_loss/1",
    }
    for pointer in found:
        at(body, pointer)
    lines = json.dumps(body, indent=1).splitlines()
    assert "n_samples" in lines[found["/changes/data.n_samples"]["line"] - 1]


def test_a_run_is_judged_with_all_that_comes_with_it(client: TestClient) -> None:
    body = {
        "run": {"columns": {"loss": [1.0, True, "x"]}},
        "descriptor": {"problem": {"tsk": 1}},
        "kind": "traning",
    }
    found = errors_of(client.post("/v1/diagnose?sources=zip", json=body))
    assert [each.get("pointer") for each in found] == [
        None,
        "/descriptor/problem/tsk",
        "/kind",
        "/run/columns/loss",
        "/run/columns/loss",
    ]
    (mapped,) = errors_of(
        client.post("/v1/diagnose", json={"run": {"columns": STUCK}, "map": {"train_los": "loss"}})
    )
    assert mapped["pointer"] == "/map"


def test_columns_may_be_mapped_and_sources_chosen(client: TestClient) -> None:
    body = {"run": {"columns": {"my": STUCK["loss"]}}, "map": {"train_loss": "my"}}
    answer = client.post("/v1/diagnose?sources=practical-advice", json=body)
    assert answer.json()["symptoms"] == ["stuck"]
    form = {"map": json.dumps({"train_loss": "my"})}
    log = b"my\n" + b"\n".join(b"%g" % loss for loss in STUCK["loss"])
    answer = client.post("/v1/diagnose", files={"log": ("a.csv", log)}, data=form)
    assert answer.json()["symptoms"] == ["stuck"]


@pytest.mark.parametrize(
    "path", ["/v1/advise", "/v1/why-not?rule=LL001", "/v1/what-if", "/v1/diagnose"]
)
@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "Y002"),
        (b"{", "Y005"),
        (b"[1]", "Y013"),
        (b'{"a":1,"a":2}', "Y006"),
        (b'{"a":"\xff"}', "Y003"),
        (b"[" * 5000, "Y011"),
        (b'{"name":"a\\ud800"}', None),
    ],
)
def test_texts_that_are_no_json_are_refused_alike(
    client: TestClient, path: str, raw: bytes, code: str | None
) -> None:
    if code is None:
        assert client.post(path, content=raw).status_code in (400, 422)
    else:
        assert code in [each["code"] for each in errors_of(client.post(path, content=raw), 400)]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/advise", SPAM),
        ("/v1/why-not?rule=LL001", SPAM),
        ("/v1/what-if", {"descriptor": SPAM, "changes": {}}),
        ("/v1/diagnose", {"run": {"columns": STUCK}}),
    ],
)
def test_a_byte_order_mark_is_passed_over(client: TestClient, path: str, body: object) -> None:
    plain = json.dumps(body).encode()
    marked = client.post(path, content=b"\xef\xbb\xbf" + plain)
    assert marked.content == client.post(path, content=plain).content


def multipart(*parts: tuple[str, bytes], end: bytes = b"--b--\r\n") -> dict[str, Any]:
    text = b"".join(
        b"--b\r\nContent-Disposition: form-data; %b\r\n\r\n%b\r\n" % (head.encode(), value)
        for head, value in parts
    )
    return {"content": text + end, "headers": {"content-type": "multipart/form-data; boundary=b"}}


LOG = ('name="log"; filename="a.csv"', b"loss\n1\n0.5\n")


@pytest.mark.parametrize(
    ("parts", "end", "status", "said"),
    [
        ([LOG], b"", 400, "closing boundary"),
        ([LOG, ('name="descriptor"', b'{"name": "\xff"}')], b"--b--\r\n", 400, "not UTF-8"),
        ([LOG, ('name="descriptor"', b" " * 3000)], b"--b--\r\n", 413, "larger than 2000 bytes"),
        ([LOG, ('name="descriptor"; filename="d"', b" " * 3000)], b"--b--\r\n", 413, "larger"),
        ([LOG, *[('name="kind"', b"gan")] * 2], b"--b--\r\n", 422, "more than once"),
        ([LOG, LOG], b"--b--\r\n", 422, "log is given more than once"),
        ([LOG, *[(f'name="{name}"', b"1") for name in "abc"]], b"--b--\r\n", 422, "3 problems"),
        ([LOG, ('name="map"', b"[]")], b"--b--\r\n", 400, "mapping"),
        ([LOG, ('name="map"', b'{"train_loss": 1}')], b"--b--\r\n", 400, "columns by series"),
        ([('name="log"', b"loss")], b"--b--\r\n", 422, "log is wanted, a file"),
    ],
)  # fmt: skip
def test_forms_are_refused_for_what_is_wrong_with_them(
    serve: Serve, parts: list[tuple[str, bytes]], end: bytes, status: int, said: str
) -> None:
    answer = serve(max_body=2000).post("/v1/diagnose", **multipart(*parts, end=end))
    errors_of(answer, status)
    assert said in answer.json()["detail"]


def test_a_descriptor_may_come_as_a_file(client: TestClient) -> None:
    files = {"log": ("a.csv", LOG[1]), "descriptor": ("project.json", json.dumps(SPAM).encode())}
    assert client.post("/v1/diagnose", files=files).status_code == 200


@pytest.mark.parametrize("path", ["/open", "/log", "/v1/diagnose"])
def test_forms_say_how_long_they_are_and_are_not_too_long(serve: Serve, path: str) -> None:
    """Before a byte of them is taken."""
    client = serve(max_body=1000, max_log=1000)
    form = multipart(('name="file"; filename="a"', b" " * 1000))
    assert client.post(path, **form).status_code == 413
    chunks = iter([form["content"]])
    assert client.post(path, content=chunks, headers=form["headers"]).status_code == 411


def test_an_unknown_path_part_is_not_found_and_named(client: TestClient) -> None:
    for path in ("/v1/rules/LL01", "/v1/ask/metrc", "/v1/schemas/reprt"):
        (found,) = errors_of(client.get(path), 404)
        assert found["code"] == "unknown_name"
        assert "did you mean" in found["message"]
    assert client.get("/v1/rules/a b%22").json()["instance"] == "/v1/rules/a%20b%22"


def test_a_packed_body_is_refused_with_what_is_taken(client: TestClient) -> None:
    packed = client.post("/v1/advise", content=b"{}", headers={"content-encoding": "gzip"})
    errors_of(packed, 415)
    assert packed.headers["accept-encoding"] == "identity"
    plain = client.post("/v1/advise", content=b"{}", headers={"content-encoding": "Identity"})
    assert plain.status_code == 200
