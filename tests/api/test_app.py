import json

import pytest
from fastapi.testclient import TestClient

from advisor import Advisor
from advisor.api import create_app
from advisor.api.settings import Settings
from tests.api.conftest import Serve

PROBLEM = "application/problem+json"


def test_advise_returns_the_bytes_of_the_advisor(client: TestClient, advisor: Advisor) -> None:
    raw = b'{"problem": {"task": "binary_classification"}}'
    answer = client.post("/v1/advise", content=raw)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.content == advisor.advise_json(raw)


def test_advise_takes_topics(client: TestClient, advisor: Advisor) -> None:
    raw = b'{"problem": {"task": "binary_classification"}}'
    answer = client.post("/v1/advise?topics=last_layer", content=raw)
    assert answer.content == advisor.advise_json(raw, topics=["last_layer"])
    assert {each["topic"] for each in answer.json()["conclusions"]} == {"last_layer"}


def test_ask_takes_facts_from_the_query(client: TestClient, advisor: Advisor) -> None:
    answer = client.get("/v1/ask/last_layer?task=binary_classification")
    assert answer.status_code == 200
    assert answer.content == advisor.ask("last_layer", task="binary_classification").to_json()
    assert [each["rule"] for each in answer.json()["conclusions"]] == ["LL001"]


def test_a_rule_explains_itself(client: TestClient) -> None:
    answer = client.get("/v1/rules/LL001")
    assert answer.status_code == 200
    assert "LL001" in answer.text
    assert answer.json()["place"].startswith("rules/last_layer.yaml:")


def test_coverage_lists_every_statement(client: TestClient, advisor: Advisor) -> None:
    answer = client.get("/v1/coverage")
    assert len(answer.json()) == len(advisor.coverage())


def test_health_names_the_rule_base(client: TestClient, advisor: Advisor) -> None:
    answer = client.get("/healthz")
    assert answer.json()["status"] == "ok"
    assert answer.json()["hash"] == advisor.rulebase.hash


def test_every_problem_of_a_descriptor_is_listed(client: TestClient) -> None:
    raw = b'{"problem": {"tsak": "ranking"}, "data": {"modality": "imge_2d"}}'
    answer = client.post("/v1/advise", content=raw)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == PROBLEM
    details = answer.json()
    assert (details["status"], details["instance"]) == (422, "/v1/advise")
    assert {each["path"] for each in details["errors"]} == {"problem.tsak", "data.modality"}
    assert all(each["code"].startswith("D0") for each in details["errors"])


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe\x00", b"[" * 100_000])
def test_what_is_not_json_is_refused(client: TestClient, raw: bytes) -> None:
    answer = client.post("/v1/advise", content=raw)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == PROBLEM
    assert answer.json()["errors"][0]["code"].startswith("Y0")


def test_a_body_over_the_limit_is_refused(client: TestClient) -> None:
    answer = client.post("/v1/advise", content=b" " * (Settings().max_body + 1))
    assert answer.status_code == 413
    assert answer.headers["content-type"] == PROBLEM


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/ask/last_lyer", 404),
        ("/v1/ask/last_layer?tsk=ranking", 422),
        ("/v1/ask/last_layer?task=rankng", 422),
        ("/v1/ask/last_layer?task=ranking&task=regression", 422),
        ("/v1/ask/last_layer?topic=ranking", 422),
        ("/v1/ask/last_layer?task=ranking&problem.task=regression", 422),
        ("/v1/ask/last_layer?self=ranking", 422),
        ("/v1/rules/LL01", 404),
        ("/v1/nothing", 404),
    ],
)
def test_unknown_names_are_refused(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == PROBLEM
    assert json.loads(answer.content)["detail"]


@pytest.mark.parametrize(
    ("method", "path", "said"),
    [
        ("POST", "/v1/advise?topic=metric", "unknown parameter 'topic'; did you mean 'topics'?"),
        ("POST", "/v1/advise?sorces=bert", "unknown parameter 'sorces'; did you mean 'sources'?"),
        (
            "POST",
            "/v1/advise?x=",
            "unknown parameter 'x'; choose one of topics, sources, framework",
        ),
        ("GET", "/v1/rules/LL001?format=json", "unknown parameter 'format'; this route takes none"),
        ("GET", "/v1/coverage?a=1", "unknown parameter 'a'; this route takes none"),
        ("GET", "/healthz?a", "unknown parameter 'a'; this route takes none"),
    ],
)
def test_unknown_parameters_are_refused_with_the_nearest(
    client: TestClient, method: str, path: str, said: str
) -> None:
    answer = client.request(method, path, content=b"{}" if method == "POST" else None)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == PROBLEM
    (error,) = answer.json()["errors"]
    assert (error["code"], error["message"]) == ("unknown_parameter", said)
    assert error["path"].startswith("query.")


def test_every_unknown_parameter_is_named_at_once(client: TestClient) -> None:
    answer = client.post("/v1/advise?topics=metric&a=1&b=2&b=3", content=b"{}")
    assert [each["path"] for each in answer.json()["errors"]] == ["query.a", "query.b"]
    long = client.post(f"/v1/advise?{'x' * 9000}=1", content=b"{}")
    assert len(long.content) < 1000


def test_a_fact_given_twice_is_named(client: TestClient) -> None:
    asked = "task=ranking&task=regression&target_range=any&tsk=1&n_samples=x"
    answer = client.get(f"/v1/ask/last_layer?{asked}")
    told = [each["message"] for each in answer.json()["errors"]]
    assert told[0] == "task is given more than once"
    assert "unknown fact 'tsk'; did you mean 'task'?" in told
    assert len(told) == 3


def test_a_wrong_method_keeps_its_header(client: TestClient) -> None:
    answer = client.get("/v1/advise")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "OPTIONS, POST"
    assert client.put("/log").headers["allow"] == "GET, HEAD, OPTIONS, POST"
    told = client.options("/v1/topics")
    assert (told.status_code, told.headers["allow"]) == (204, "GET, HEAD, OPTIONS")


def test_a_failure_of_ours_says_nothing_of_its_inside(
    serve: Serve, advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr(advisor, "coverage", fail)
    answer = serve().get("/v1/coverage")
    assert answer.status_code == 500
    assert "secret" not in answer.text


def test_the_description_names_every_route(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert set(paths) == {
        "/v1/advise",
        "/v1/ask/{topic}",
        "/v1/batch",
        "/v1/coverage",
        "/v1/diagnose",
        "/v1/rules",
        "/v1/rules/{rule_id}",
        "/v1/schemas/{name}",
        "/v1/statements",
        "/v1/topics",
        "/v1/vocabulary",
        "/v1/what-if",
        "/v1/why-not",
        "/v1/admin/reload",
        "/healthz",
        "/metrics",
        "/readyz",
    }


def test_a_parameter_of_the_wrong_type_is_refused_in_the_same_shape(advisor: Advisor) -> None:
    app = create_app(advisor)

    async def doubled(number: int) -> int:
        return 2 * number

    app.add_api_route("/doubled/{number}", doubled)
    answer = TestClient(app).get("/doubled/two")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == PROBLEM
    assert answer.json()["errors"][0]["path"] == "path.number"
