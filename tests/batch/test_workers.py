"""Workers that die are replaced; an item that ends them twice is set aside."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import Advisor, AdvisorError
from advisor.batch.frames import receive, send
from advisor.batch.items import Item, Position
from advisor.batch.job import Job
from advisor.batch.journal import State
from advisor.batch.messages import Answer, Hello, Refusal, Setup, Shape
from advisor.batch.worker import serve

DEADLY = (
    "import os\n"
    "from advisor.batch.worker import advise_item, main\n"
    "def advise(advisor, item, questions):\n"
    "    if b'deadly' in item.raw: os._exit(9)\n"
    "    return advise_item(advisor, item)\n"
    "main(advise)"
)


def job(folder: Path, texts: list[str], **given: object) -> tuple[Job, Path]:
    """Return a batch over some lines, and where it writes."""
    source, output = folder / "in.jsonl", folder / "out.jsonl"
    source.write_text("".join(f"{text}\n" for text in texts))
    return Job((str(source),), output, **given), output  # type: ignore[arg-type]


def done(batch: Job, *, resume: bool = False) -> State:
    """Run a batch without telling of its progress."""
    return batch.run(resume=resume, force=False, progress=lambda state, share: None)


def test_an_item_that_ends_workers_is_set_aside(tmp_path: Path) -> None:
    """All others are answered, in order."""
    texts = [json.dumps({"name": f"p{n}"}) for n in range(6)]
    texts[2] = '{"name": "deadly"}'
    batch, output = job(tmp_path, texts, jobs=2, program=DEADLY)
    state = done(batch)
    assert (state.answered, state.refused) == (5, 1)
    found = [json.loads(line)["line"] for line in output.read_text().splitlines()]
    assert found == [1, 2, 4, 5, 6]
    (refused,) = (tmp_path / "out.jsonl.errors.jsonl").read_text().splitlines()
    assert json.loads(refused)["line"] == 3
    assert "ended a worker twice" in refused


def test_workers_that_cannot_be_started_are_told(tmp_path: Path) -> None:
    """Instead of trying for ever."""
    batch, _ = job(tmp_path, ["{}"], program="raise SystemExit(1)")
    with pytest.raises(AdvisorError, match="no worker could be started"):
        done(batch)


def test_what_was_written_to_a_full_disk_is_cut_off(tmp_path: Path) -> None:
    """A part longer than its journal says is cut; the end is that of an unbroken run."""
    texts = [json.dumps({"name": f"p{n}"}) for n in range(300)]
    whole, output = job(tmp_path, texts)
    done(whole)
    expected = output.read_bytes()
    output.unlink()

    class Full(Exception):
        pass

    def stop(state: State, share: float | None) -> None:
        raise Full

    with pytest.raises(Full):
        whole.run(resume=False, force=False, progress=stop)
    part = tmp_path / "out.jsonl.part"
    with part.open("ab") as torn:
        torn.write(b'{"input": "half a li')
    with pytest.raises(AdvisorError, match="--resume"):
        done(whole)
    state = done(whole, resume=True)
    assert state.answered == 300
    assert output.read_bytes() == expected


@settings(deadline=None, max_examples=25)
@given(st.lists(st.binary(max_size=60), max_size=20))
def test_as_many_answers_as_items(texts: list[bytes]) -> None:
    """Whatever the bytes, each item has a report or a reason, in its place."""
    items = [Item("in", n, text, Position()) for n, text in enumerate(texts, start=1)]
    inlet, outlet = io.BytesIO(), io.BytesIO()
    send(inlet, Setup(shape=Shape("conclusions"), counting=True))
    send(inlet, items)
    inlet.seek(0)
    serve(inlet, outlet, lambda advisor, item, questions: _advise(item))
    outlet.seek(0)
    hello, answer = receive(outlet), receive(outlet)
    assert isinstance(hello, Hello)
    assert isinstance(answer, Answer)
    assert len(answer.parts) == len(items)
    assert sum(isinstance(part, Refusal) for part in answer.parts) == sum(
        not text.startswith(b"{") for text in texts
    )


def _advise(item: Item) -> bytes:
    if not item.raw.startswith(b"{"):
        raise AdvisorError("no object")
    return ADVISOR.advise_json(b"{}")


ADVISOR = Advisor()


def test_a_rule_base_that_is_refused_is_told_by_the_worker() -> None:
    """With the reason, and no worker stays."""
    inlet, outlet = io.BytesIO(), io.BytesIO()
    send(inlet, Setup(rules=("/nowhere",)))
    inlet.seek(0)
    serve(inlet, outlet)
    outlet.seek(0)
    hello = receive(outlet)
    assert isinstance(hello, Hello)
    assert hello.refusal is not None
    assert "Y001" in hello.refusal


def test_an_output_is_held_by_one_run(tmp_path: Path) -> None:
    """A second one is told so; when the first is over, nothing is left of the lock."""
    first, output = job(tmp_path, ["{}"] * 3)
    second = Job(first.inputs, tmp_path / "other.jsonl", errors=first.errors_path)
    told: list[str] = []

    def meanwhile(state: State, share: float | None) -> None:
        for other in (first, second):
            with pytest.raises(AdvisorError, match="another run is writing it"):
                other.run(resume=True, force=True, progress=lambda state, share: None)
            told.append(str(other.output))

    first.run(resume=False, force=False, progress=meanwhile)
    assert len(told) == 2
    assert output.exists()
    assert not list(tmp_path.glob("*.lock"))


def test_answers_do_not_depend_on_the_number_of_workers(tmp_path: Path) -> None:
    """Packed in threads or not, byte for byte."""
    texts = [json.dumps({"name": f"p{n}"}) for n in range(400)]
    made = []
    for jobs in (1, 3):
        folder = tmp_path / "same"
        folder.mkdir()
        batch, _ = job(folder, texts)
        output = folder / "out.jsonl.gz"
        done(Job(batch.inputs, output, jobs=jobs))
        made.append(output.read_bytes())
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
    assert made[0] == made[1]
