"""The process that answers chunks: it loads the rule base once and is asked until its end."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import BinaryIO, cast

from advisor.batch.counting import count
from advisor.batch.frames import receive, send
from advisor.batch.items import Item
from advisor.batch.messages import Answer, Hello, Refusal, Setup
from advisor.batch.shape import Writer, check_selected, writer
from advisor.descriptor import from_document
from advisor.errors import AdvisorError
from advisor.service import Advisor
from advisor.source import Document, read_text

__all__ = ["advise_item", "main", "serve"]


Advise = Callable[[Advisor, Item, bool], bytes]
"""Returns the report of an item as JSON, with what is open or without."""


def advise_item(advisor: Advisor, item: Item, questions: bool = True) -> bytes:
    """Return the report of one item as JSON, with what is open or without.

    Raises:
        AdvisorError: it is no descriptor.
    """
    if item.problem is not None:
        raise AdvisorError(item.problem)
    if item.format == "json":
        raw = item.raw if item.text is None else item.text
        return advisor.advise_json(raw, questions=questions)
    document = read_text(item.raw, name=item.input, format=item.format)
    try:
        return advisor.advise_json(_as_json(document), questions=questions)
    except AdvisorError:
        from_document(document)  # tells the same with the places of the file
        raise


def serve(inlet: BinaryIO, outlet: BinaryIO, advise: Advise = advise_item) -> None:
    """Load the rule base that the other end names, then answer chunks until it closes."""
    setup = cast("Setup", receive(inlet))
    try:
        check_selected(setup.shape.select)
        advisor = Advisor(setup.rules, disable=setup.disable, thresholds=setup.thresholds)
    except AdvisorError as error:
        send(outlet, Hello(refusal=str(error)))
        return
    send(outlet, Hello(advisor.rulebase.hash))
    write = writer(setup.shape)
    questions = setup.counting or setup.shape.questions
    while True:
        try:
            chunk = cast("Sequence[Item]", receive(inlet))
        except EOFError:
            return
        send(outlet, _answer(chunk, setup, lambda item: advise(advisor, item, questions), write))


def main(advise: Advise = advise_item) -> None:
    """Serve on standard input and output; whatever else is printed goes to standard error."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who was interrupted ends its workers
    outlet = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, outlet, advise)


def _answer(
    chunk: Sequence[Item], setup: Setup, advise: Callable[[Item], bytes], write: Writer
) -> Answer:
    answer, texts = Answer(), []
    for item in chunk:
        try:
            report = advise(item)
            text = write(item.input, item.line, report)
            if setup.counting:
                count(answer.tally, report)
        except AdvisorError as error:
            answer.parts.append(Refusal(str(error)))
        except Exception as error:  # a fault of ours with one item costs that item alone
            reason = f"a fault of the advisor: {type(error).__name__}: {error}"
            answer.parts.append(Refusal(reason))
        else:
            answer.parts.append(len(text))
            texts.append(text)
    answer.text = b"".join(texts)
    return answer


def _as_json(document: Document) -> bytes:
    return json.dumps(document.data).encode()
