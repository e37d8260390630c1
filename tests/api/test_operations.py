"""Every question that the Advisor answers is answered alike over HTTP."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from advisor import Advisor
from advisor.api import create_app

PROBLEM = "application/problem+json"
ROOT = Path(__file__).parents[2]
STUCK = {"loss": [2.3, 2.31, 2.3, 2.31, 2.3, 2.3]}
SPAM = {"problem": {"task": "binary_classification"}}


def test_columns_are_diagnosed(client: TestClient, advisor: Advisor) -> None:
    body = {"run": {"columns": STUCK}, "descriptor": SPAM, "kind": "training"}
    answer = client.post("/v1/diagnose", json=body)
    assert answer.status_code == 200
    assert answer.content == advisor.diagnose(STUCK, SPAM, kind="training").to_json()
    assert answer.json()["symptoms"] == ["stuck"]


@pytest.mark.parametrize("name", ["overfit.csv", "diverging.csv", "runs/healthy.csv"])
def test_a_log_file_is_read_as_on_the_command_line(
    client: TestClient, advisor: Advisor, tmp_path: Path, name: str
) -> None:
    rows = [f"{n},{1 / n},{0.5 + 0.1 * n}" for n in range(1, 12)]
    log = tmp_path / Path(name).name
    log.write_text("\n".join(["epoch,loss,val_loss", *rows]))
    with log.open("rb") as file:
        answer = client.post("/v1/diagnose", files={"log": (name, file)})
    assert answer.status_code == 200
    assert answer.json()["run"]["name"] == log.name
    assert answer.json()["symptoms"] == list(advisor.diagnose(log).symptoms)
    assert "overfitting" in answer.json()["symptoms"]


def test_a_form_may_bring_a_descriptor_and_a_kind(client: TestClient) -> None:
    form = {"descriptor": json.dumps(SPAM), "kind": "zero_data"}
    log = b"loss\n" + b"\n".join([b"0.7"] * 8)
    answer = client.post("/v1/diagnose", files={"log": ("a.csv", log)}, data=form)
    assert answer.status_code == 200
    facts = [b["fact"] for c in answer.json()["report"]["conclusions"] for b in c["because"]]
    assert facts


@pytest.mark.parametrize(
    ("files", "data", "paths"),
    [
        ({"lgo": ("a.csv", b"loss\n1\n")}, {}, ["form.lgo", "form.log"]),
        ({"log": ("a.csv", b"loss\n1\n")}, {"descriptr": "{}"}, ["form.descriptr"]),
        ({"descriptor": ("a.json", b"{}")}, {}, ["form.log"]),
    ],
)
def test_a_form_says_which_parts_it_wants(
    client: TestClient,
    files: dict[str, tuple[str, bytes]],
    data: dict[str, str],
    paths: list[str],
) -> None:
    answer = client.post("/v1/diagnose", files=files, data=data)
    assert answer.status_code == 422
    assert [each["path"] for each in answer.json()["errors"]] == paths


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"run": {"columns": {}}}, 422, "at least 1"),
        ({"run": {"columns": {"a": ["x"]}}}, 422, "column"),
        ({"run": {"columns": STUCK}, "kind": "traning"}, 422, "training"),
        ({"run": {"columns": STUCK}, "knd": "training"}, 422, "did you mean 'kind'?"),
        ({"run": {"columns": STUCK}, "descriptor": {"problem": {"tsk": 1}}}, 422, "'task'"),
        ({"descriptor": SPAM}, 422, "required"),
    ],
)
def test_what_is_wrong_with_a_run_is_said(
    client: TestClient, body: dict[str, object], status: int, said: str
) -> None:
    answer = client.post("/v1/diagnose", json=body)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM
    assert said in answer.text


def test_what_if_compares_two_reports(client: TestClient, advisor: Advisor) -> None:
    changes = {"problem.task": "regression"}
    answer = client.post("/v1/what-if", json={"descriptor": SPAM, "changes": changes})
    assert answer.status_code == 200
    told = advisor.what_if(SPAM, changes)
    assert answer.content == told.model_dump_json(by_alias=True).encode()
    assert "LL001" in [each["rule"] for each in answer.json()["lost"]]


def test_an_unknown_field_of_a_change_is_refused(client: TestClient) -> None:
    body = {"descriptor": SPAM, "changes": {"problem.tsk": "regression"}}
    answer = client.post("/v1/what-if", json=body)
    assert answer.status_code == 422
    assert "problem.task" in answer.text


def test_why_not_names_the_condition_that_fails(client: TestClient) -> None:
    answer = client.post("/v1/why-not?rule=LL002", json={"problem": {"task": "regression"}})
    assert answer.json()["outcome"] == "clear"
    assert [c["fact"] for c in answer.json()["conditions"] if c["status"] == "fails"] == ["task"]
    unknown = client.post("/v1/why-not?rule=LL02", json=SPAM)
    assert unknown.status_code == 422
    assert "LL002" in unknown.text


def test_the_catalogue_lists_what_the_advisor_knows(client: TestClient, advisor: Advisor) -> None:
    base = advisor.rulebase
    assert [each["rule"] for each in client.get("/v1/rules").json()] == list(base.rules)
    assert [each["topic"] for each in client.get("/v1/topics").json()] == list(base.topics)
    statements = client.get("/v1/statements").json()
    assert [each["statement"] for each in statements] == list(base.statements)
    assert all(each["rules"] for each in statements)
    words = client.get("/v1/vocabulary").json()
    assert {"facts", "quantities"} <= set(words)
    assert "task" in [each["fact"] for each in words["facts"]]


def test_disabled_rules_are_listed_last_with_the_reason() -> None:
    answer = TestClient(create_app(Advisor(disable={"LL001": "A test."}))).get("/v1/rules").json()
    assert answer[-1]["rule"] == "LL001"
    assert [each["rule"] for each in answer if each["disabled"]] == ["LL001"]
    assert answer[-1]["disabled"] == "A test."


@pytest.mark.parametrize("name", ["descriptor", "report"])
def test_schemas_are_those_in_the_documentation(client: TestClient, name: str) -> None:
    stored = json.loads((ROOT / "docs" / "schemas" / f"{name}.json").read_text())
    assert client.get(f"/v1/schemas/{name}").json() == stored
    unknown = client.get("/v1/schemas/reprt")
    assert unknown.status_code == 404
    assert "report" in unknown.text


@pytest.mark.parametrize("path", ["/v1/rules", "/v1/ask/metric?task=regression", "/v1/topics"])
def test_what_somebody_has_already_is_not_sent_again(client: TestClient, path: str) -> None:
    first = client.get(path)
    tag = first.headers["etag"]
    assert first.status_code == 200
    for asked in (tag, f'"other", {tag}', tag.removeprefix("W/"), "*"):
        again = client.get(path, headers={"if-none-match": asked})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == tag
    assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200


def test_the_tag_changes_with_the_rule_base() -> None:
    tags = set()
    for disable in (None, {"LL001": "a test"}):
        client = TestClient(create_app(Advisor(disable=disable)))
        tags.add(client.get("/v1/rules").headers["etag"])
    assert len(tags) == 2


def test_answers_are_packed_for_who_wants_it(client: TestClient, advisor: Advisor) -> None:
    raw = json.dumps(SPAM).encode()
    with client.stream(
        "POST", "/v1/advise", content=raw, headers={"accept-encoding": "gzip"}
    ) as answer:
        packed = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed) == advisor.advise_json(raw)


def test_every_operation_has_an_example(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["operationId"]
            assert operation["description"]
            content = operation.get("requestBody", {}).get("content", {})
            for media_type, described in content.items():
                assert "example" in described or media_type.startswith("multipart/"), path
            for parameter in operation.get("parameters", []):
                told = "example" in parameter or "examples" in parameter["schema"]
                assert told or not parameter.get("required"), (method, path, parameter["name"])


def test_packed_bodies_are_refused(client: TestClient) -> None:
    bomb = gzip.compress(b" " * 10_000_000)
    answer = client.post("/v1/advise", content=bomb, headers={"content-encoding": "gzip"})
    assert answer.status_code == 415
    assert answer.headers["content-type"] == PROBLEM
