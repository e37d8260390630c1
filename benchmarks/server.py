"""How fast the server answers, beside what only parses and echoes, and in how much memory.

    python benchmarks/server.py [--seconds N] [--rounds N] [--requests N] [--page FILE]

wrk asks, with 32 connections and one thread, servers of one and of two processes: ours, one with an
empty FastAPI route that parses a body of 40 fields and gives it back, and a bare ASGI application
that gives back the bytes. All take turns; the medians of the rounds are printed, and their ratio to
the FastAPI route, and what a request takes of the processor. Then: the seconds until a server
answers, and its memory over a million requests (``--requests``, 0 for none).

wrk itself and the system take a part of a core: on a machine of two cores two processes cannot be
twice as fast as one. What they would be with a core each follows from what a request takes of the
processor in one process and in two.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import argparse
import json
import random
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median

from benchmarks.page import put_into
from benchmarks.serving.process import ROOT, Server, advisor_server, other_server
from benchmarks.serving.wrk import Measured, available, press

__all__ = ["main"]

_ASK = "/v1/ask/last_layer?task=binary_classification"
_VARIANTS = 2000
_STARTS = 5
_PARTS = 8
_TARGETS = {"ask": ">= 0.8", "advise": ">= 0.5"}


@dataclass(frozen=True)
class Case:
    """What is asked of which server."""

    name: str
    server: Server
    path: str
    bodies: tuple[bytes, ...] = ()

    def press(self, seconds: float) -> Pressed:
        """Ask for some seconds."""
        before = self.server.processor()
        found = press(f"{self.server.url}{self.path}", seconds, self.bodies)
        return Pressed(found, (self.server.processor() - before) / found.count)


@dataclass(frozen=True)
class Pressed:
    """What wrk measured, and the seconds that a request took of the processor."""

    measured: Measured
    processor: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--requests", type=int, default=1_000_000)
    parser.add_argument("--page", type=Path, help="a page to put the results into")
    given = parser.parse_args()
    if not available():
        sys.exit("wrk is missing: apt-get install wrk")
    printed = []
    for line in _all(given.seconds, given.rounds, given.requests):
        print(line, flush=True)
        printed.append(line)
    if given.page:
        put_into(given.page, "server", "\n".join(printed))


def _all(seconds: float, rounds: int, requests: int) -> Iterator[str]:
    one = _rates(1, seconds, rounds)
    yield from _table("1 process", one)
    two = _rates(2, seconds, rounds)
    yield from ("", *_table("2 processes", two), "")
    yield "| two processes beside one, target >= 1.7 | requests/s | with a core each |"
    yield "| --- | --- | --- |"
    for name, found in two.items():
        rates = found.measured.rate / one[name].measured.rate
        yield f"| {name} | {rates:.2f} | {2 * one[name].processor / found.processor:.2f} |"
    yield from ("", *_starts())
    if requests:
        yield from ("", *_memory(requests))


def _rates(workers: int, seconds: float, rounds: int) -> dict[str, Pressed]:
    """Measure all cases in turns, print a table, and return the medians."""
    with ExitStack() as running:
        ours = running.enter_context(advisor_server("--workers", str(workers)))
        routed = running.enter_context(other_server("routed", workers))
        bare = running.enter_context(other_server("bare", workers))
        cases = list(_cases(ours, routed, bare))
        for case in cases:
            case.press(1)
        taken: dict[str, list[Pressed]] = {case.name: [] for case in cases}
        for _ in range(rounds):
            for case in cases:
                taken[case.name].append(case.press(seconds))
    return {name: _middle(each) for name, each in taken.items()}


def _cases(ours: Server, routed: Server, bare: Server) -> Iterator[Case]:
    project = json.loads((ROOT / "benchmarks" / "serving" / "project.json").read_text())
    same = (json.dumps(project).encode(),)
    others = tuple(_others(project))
    yield Case("bare ASGI echo", bare, "/", same)
    yield Case("FastAPI route that parses and echoes", routed, "/echo", same)
    yield Case("ask", ours, _ASK)
    yield Case("advise, the same 40 fields", ours, "/v1/advise", same)
    yield Case(f"advise, {_VARIANTS} projects in turn", ours, "/v1/advise", others)
    yield Case("healthz", ours, "/healthz")


def _others(project: dict[str, dict[str, object]]) -> Iterator[bytes]:
    """Give projects that differ, too many to be remembered."""
    source = random.Random(1)
    for number in range(_VARIANTS):
        changed = {name: dict(section) for name, section in project.items()}
        changed["data"]["n_samples"] = 20_000 + number
        changed["training"]["learning_rate"] = round(source.uniform(1e-5, 1e-2), 7)
        changed["training"]["optimizer"] = source.choice(["adam", "sgd", "adamw", "rmsprop"])
        changed["model"]["last_activation"] = source.choice(["softmax", "sigmoid", "none"])
        yield json.dumps(changed).encode()


def _middle(pressed: list[Pressed]) -> Pressed:
    measured = [each.measured for each in pressed]
    middle = Measured(
        median(each.rate for each in measured),
        median(each.half for each in measured),
        median(each.most for each in measured),
        sum(each.count for each in measured),
    )
    return Pressed(middle, median(each.processor for each in pressed))


def _table(title: str, found: dict[str, Pressed]) -> Iterator[str]:
    yield f"| {title} | requests/s | p50 ms | p99 ms | processor | beside FastAPI | target |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    beside = found["FastAPI route that parses and echoes"].measured.rate
    for name, pressed in found.items():
        each = pressed.measured
        target = _TARGETS.get(name.partition(",")[0], "")
        yield (
            f"| {name} | {each.rate:.0f} | {each.half:.2f} | {each.most:.2f} "
            f"| {pressed.processor * 1e6:.0f} us | {each.rate / beside:.2f} | {target} |"
        )


def _starts() -> Iterator[str]:
    """Tell the seconds from the start of a process to its first answer."""
    taken, worked = [], []
    for _ in range(_STARTS):
        with advisor_server() as server:
            taken.append(server.ready)
            worked.append(server.worked)
    yield (
        f"Ready after {median(taken):.2f} s, at most {max(taken):.2f} s, for which the processor "
        f"worked {median(worked):.2f} s (target: <= 1.5 s)."
    )


def _memory(wanted: int) -> Iterator[str]:
    """Tell how much memory a server takes as it answers more and more."""
    yield "| requests, most of them asks, the others advise | resident |"
    yield "| --- | --- |"
    project = json.loads((ROOT / "benchmarks" / "serving" / "project.json").read_text())
    bodies = tuple(_others(project))
    with advisor_server() as server:
        sent = 0
        for part in range(1, _PARTS + 1):
            sent += press(f"{server.url}/v1/advise", 4, bodies).count
            while sent < wanted * part / _PARTS:
                sent += press(f"{server.url}{_ASK}", 5).count
            yield f"| {sent:,} | {server.memory():.1f} MB |"


if __name__ == "__main__":
    main()
