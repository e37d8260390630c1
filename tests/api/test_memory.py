"""The same question has the same answer, and is worked out once."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from advisor import Advisor
from advisor.api import create_app
from advisor.api.memory import Memory, Question, question

RAW = b'{"problem": {"task": "regression"}}'


def key(name: str, body: bytes = b"") -> Question:
    asked: Question = question("hash", {"path": name, "query_string": b""}, body)
    return asked


def test_what_was_asked_for_last_is_kept() -> None:
    memory = Memory(room=800)
    for name in "abcdefgh":
        memory.put(key(name), bytes(100), None)
    assert memory.used == 800
    assert memory.get(key("a")) is not None
    memory.put(key("i"), bytes(100), None)
    assert memory.used == 800
    assert memory.get(key("b")) is None
    assert memory.get(key("a")) is not None


def test_bodies_take_room_and_what_is_too_large_is_not_kept() -> None:
    memory = Memory(room=800)
    memory.put(key("a", bytes(60)), bytes(40), None)
    memory.put(key("a", bytes(60)), bytes(40), None)
    assert memory.used == 100
    memory.put(key("b", bytes(61)), bytes(40), None)
    assert memory.get(key("b", bytes(61))) is None
    assert memory.used == 100


def test_a_repeated_question_is_not_worked_out_again(
    advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = TestClient(create_app(advisor))
    url = "/v1/ask/metric?task=regression"
    first, report = client.get(url), client.post("/v1/advise", content=RAW)
    monkeypatch.delattr(Advisor, "ask")
    monkeypatch.delattr(Advisor, "advise_json")
    again = client.get(url)
    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["etag"] == first.headers["etag"]
    tagged = client.get(url, headers={"if-none-match": first.headers["etag"]})
    assert tagged.status_code == 304
    assert client.post("/v1/advise", content=RAW).content == report.content
    assert 'route="/v1/ask/{topic}",status="200"} 2.0' in client.get("/metrics").text


def test_another_question_has_another_answer(advisor: Advisor) -> None:
    client = TestClient(create_app(advisor))
    urls = ["/v1/advise", "/v1/advise?topics=metric", "/v1/advise?topics=last_layer"]
    for _ in range(2):
        assert len({client.post(url, content=RAW).content for url in urls}) == 3
        other = client.post(urls[0], content=b'{"problem": {"task": "ranking"}}')
        assert other.content != client.post(urls[0], content=RAW).content


def test_refusals_are_not_remembered(advisor: Advisor) -> None:
    app = create_app(advisor)
    client = TestClient(app)
    for _ in range(2):
        assert client.get("/v1/ask/metric?task=rankng").status_code == 422
        assert client.get("/v1/rules?x=1").status_code == 422
    assert app.state.desk.memory.used == 0
