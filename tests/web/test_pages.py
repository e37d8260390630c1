"""The pages as they come from the server: whole without script, and safe."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import Advisor, Descriptor
from advisor.descriptor import FIELDS
from advisor.web import Pages, project_of, told_of
from advisor.web.pages import told_in_file
from tests.api.conftest import advisor, client  # noqa: F401

ROOT = Path(__file__).parents[2]
PAGES = ["/", "/?problem.task=regression", "/log", "/rules", "/rules/LL001", "/statements"]
HOSTILE = "<script>alert(1)</script>\"'&"


class Seen(HTMLParser):
    """What stands on a page: elements by name with their attributes, ids, and the text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def every(self, tag: str, name: str) -> list[str]:
        """Return an attribute of every element of a kind that has it."""
        return [a[name] or "" for t, a in self.elements if t == tag and name in a]


@pytest.mark.parametrize("path", PAGES)
def test_pages_load_nothing_from_elsewhere_and_no_inline_script(
    client: TestClient,  # noqa: F811
    path: str,
) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    seen = Seen(answer.text)
    loaded = [*seen.every("script", "src"), *seen.every("link", "href"), *seen.every("img", "src")]
    assert loaded
    assert all(url.startswith("/static/") for url in loaded)
    assert [tag for tag, attrs in seen.elements if tag == "script" and "src" not in attrs] == []
    assert not [name for _, attrs in seen.elements for name in attrs if name.startswith("on")]
    assert "style" not in {name for _, attrs in seen.elements for name in attrs}


@pytest.mark.parametrize("path", PAGES)
def test_every_link_leads_somewhere(client: TestClient, path: str) -> None:  # noqa: F811
    seen = Seen(client.get(path).text)
    ids = {attrs["id"] for _, attrs in seen.elements if "id" in attrs}
    links = sorted(set(seen.every("a", "href")))
    assert links
    for link in links[:: max(1, len(links) // 40)]:
        url = urlsplit(link)
        if not url.path:
            assert url.fragment in ids, link
        elif url.path.startswith(("/rules", "/statements", "/log", "/")):
            target = client.get(link)
            assert target.status_code == 200, link


def test_ids_are_given_once_and_every_field_has_a_label(client: TestClient) -> None:  # noqa: F811
    for path in PAGES:
        seen = Seen(client.get(path).text)
        ids = [attrs["id"] for _, attrs in seen.elements if "id" in attrs]
        assert len(ids) == len(set(ids)), path
        labelled = set(seen.every("label", "for"))
        fields = [
            attrs.get("id")
            for tag, attrs in seen.elements
            if tag in ("input", "select") and attrs.get("type") != "hidden"
        ]
        assert set(fields) <= labelled, path


def test_the_form_has_every_field(client: TestClient) -> None:  # noqa: F811
    seen = Seen(client.get("/").text)
    names = set(seen.every("input", "name")) | set(seen.every("select", "name"))
    assert set(FIELDS) - {"schema"} <= names


def test_the_address_holds_what_was_told_and_nothing_empty(client: TestClient) -> None:  # noqa: F811
    answer = client.get("/?problem.task=regression&model.loss=&name=+", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/?problem.task=regression"
    several = client.get("/?evaluation.metrics=mse&evaluation.metrics=mae", follow_redirects=False)
    assert several.headers["location"] == "/?evaluation.metrics=mse%2Cmae"
    assert client.get(several.headers["location"]).status_code == 200


def test_the_advice_is_that_of_the_advisor(client: TestClient, advisor: Advisor) -> None:  # noqa: F811
    query = "problem.task=binary_classification&model.last_activation=softmax&data.n_samples=900"
    page = client.get(f"/?{query}").text
    descriptor = json.loads(client.get(f"/project.json?{query}").text)
    report = advisor.advise(descriptor)
    for conclusion in report.conclusions:
        assert f'href="/rules/{conclusion.rule}"' in page
    assert client.get(f"/answer?{query}").text.strip() in page
    assert client.get(f"/advice.md?{query}").text.startswith("# Advice")


def test_a_choice_answers_a_question(client: TestClient, advisor: Advisor) -> None:  # noqa: F811
    first = advisor.advise({}).open_questions[0]
    links = Seen(client.get("/").text).every("a", "href")
    answers = [link for link in links if first.path in parse_qs(urlsplit(link).query)]
    assert len(answers) >= len(first.choices) > 1
    told = parse_qs(urlsplit(answers[0]).query)[first.path][0]
    assert f'<option value="{told}" selected>' in client.get(answers[0]).text


def test_mistakes_stand_at_their_fields_and_are_kept(client: TestClient) -> None:  # noqa: F811
    page = client.get("/?problem.task=regresion&data.n_samples=ten&problem.tsk=1").text
    seen = Seen(page)
    assert seen.text.count("did you mean 'regression'?") == 2
    assert "expected a whole number, not 'ten'" in seen.text
    assert "did you mean 'task'?" in seen.text
    values = dict(zip(seen.every("input", "name"), seen.every("input", "value"), strict=False))
    assert {"regresion", "ten", "1"} <= set(seen.every("input", "value"))
    assert values


@pytest.mark.parametrize("path", ["/?name=", "/?problem.task=", "/rules/", "/?", "/answer?x="])
def test_what_a_caller_writes_is_only_text(client: TestClient, path: str) -> None:  # noqa: F811
    answer = client.get(path + HOSTILE.replace("&", "%26"))
    html = answer.headers["content-type"].startswith("text/html")
    assert not html or "<script>alert" not in answer.text


def test_a_descriptor_is_opened_from_a_file(client: TestClient) -> None:  # noqa: F811
    for example in sorted((ROOT / "examples").glob("*.yaml")):
        raw = example.read_bytes()
        answer = client.post("/open", files={"file": (example.name, raw)}, follow_redirects=False)
        assert answer.status_code == 303
        query = urlsplit(answer.headers["location"]).query
        told = json.loads(client.get(f"/project.json?{query}").text)
        again = Descriptor.model_validate(told).model_dump(exclude_none=True)
        whole = project_of(told_in_file(example.name, raw))
        assert again == Descriptor.model_validate(whole).model_dump(exclude_none=True)
        assert client.get(answer.headers["location"]).status_code == 200


@pytest.mark.parametrize(
    "told",
    [
        {"history": {"train_loss": [0.5, None, 0.25], "val_loss": [None, 0.5]}},
        {"history": {"train_loss": ["NaN", 1.0, "Infinity"]}},
        {"training": {"epochs": 0, "shuffle": False}},
    ],
)
def test_gaps_zeros_and_no_are_kept(client: TestClient, told: dict[str, object]) -> None:  # noqa: F811
    raw = json.dumps(told).encode()
    answer = client.post("/open", files={"file": ("a.json", raw)}, follow_redirects=False)
    query = urlsplit(answer.headers["location"]).query
    again = client.get(f"/project.json?{query}").text
    kept = Descriptor.model_validate(json.loads(again, parse_constant=pytest.fail))
    assert repr(kept) == repr(Descriptor.model_validate_json(raw))  # NaN equals nothing


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"a: [", b"- 1\n- 2\n", b"", b"x"])
def test_a_file_that_is_no_descriptor_is_refused(client: TestClient, raw: bytes) -> None:  # noqa: F811
    answer = client.post("/open", files={"file": ("a.yaml", raw)}, follow_redirects=True)
    assert answer.status_code in (200, 422)
    assert "Traceback" not in answer.text


def test_a_log_is_plotted_with_its_diagnosis(client: TestClient) -> None:  # noqa: F811
    log = (ROOT / "examples" / "runs" / "digits-without-regularization.csv").read_bytes()
    answer = client.post("/log", files={"log": ("run.csv", log)})
    assert answer.status_code == 200
    seen = Seen(answer.text)
    assert "Overfitting, from epoch 13 on" in seen.text
    (image,) = seen.every("img", "src")
    assert image.startswith("data:image/svg+xml;base64,")
    assert "Overfitting" in seen.every("img", "alt")[0]


def test_a_log_is_read_together_with_the_project(client: TestClient) -> None:  # noqa: F811
    log = (ROOT / "examples" / "runs" / "digits-with-two-softmaxes.csv").read_bytes()
    query = "problem.n_classes=10&model.last_activation=softmax&model.loss=nn.CrossEntropyLoss"
    alone = client.post("/log", files={"log": ("run.csv", log)}).text
    both = client.post(f"/log?{query}", files={"log": ("run.csv", log)}).text
    assert both.count('class="card') > alone.count('class="card')


@pytest.mark.parametrize("log", [b"", b"a,b\nx,y\n", b"\x00\x01", b"PK\x03\x04"])
def test_a_log_that_cannot_be_read_is_said(client: TestClient, log: bytes) -> None:  # noqa: F811
    answer = client.post("/log", files={"log": ("run.csv", log)})
    assert answer.status_code == 422
    assert "mistake" in answer.text
    assert "/tmp" not in answer.text


def test_a_rule_that_does_not_exist_names_the_nearest(client: TestClient) -> None:  # noqa: F811
    answer = client.get("/rules/LL01")
    assert answer.status_code == 404
    assert "LL001" in answer.text


def test_rules_and_statements_are_whole(client: TestClient, advisor: Advisor) -> None:  # noqa: F811
    rules = client.get("/rules").text
    assert all(f"/rules/{rule}" in rules for rule in advisor.rulebase.rules)
    assert "{" not in Seen(rules).text
    statements = Seen(client.get("/statements").text)
    ids = {attrs.get("id") for _, attrs in statements.elements}
    assert {entry.statement for entry in advisor.coverage()} <= ids


def test_files_have_a_tag_of_their_own(client: TestClient) -> None:  # noqa: F811
    first = client.get("/static/page.js")
    assert first.headers["content-type"].startswith("text/javascript")
    again = client.get("/static/page.js", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert client.get("/static/style.css").headers["etag"] != first.headers["etag"]
    assert client.get("/static/secret.js").status_code == 404


_NAMES = st.one_of(st.sampled_from(sorted(FIELDS)), st.text(max_size=12))
_TOLD = st.lists(st.tuples(_NAMES, st.text(max_size=12)), max_size=6)


@settings(max_examples=150, deadline=None)
@given(_TOLD)
def test_no_words_of_a_caller_break_a_page(pairs: list[tuple[str, str]]) -> None:
    page = Pages(_SHARED).project(told_of(pairs))
    assert page.endswith("</html>") or page.rstrip().endswith("</html>")


_SHARED = Advisor()
