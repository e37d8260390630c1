"""How fast the server answers, beside what only parses and echoes, and in how much memory.

    python benchmarks/server.py [--seconds N] [--rounds N] [--requests N]

wrk asks, with 32 connections and one thread, servers of one and of two processes: ours, one with an
empty FastAPI route that parses a body of 40 fields and gives it back, and a bare ASGI application
that gives back the bytes. All take turns; the medians of the rounds are printed, and their ratio to
the FastAPI route. Then: the seconds until a server answers, and its memory over a million requests
(``--requests``, 0 for none). wrk itself takes a part of a core: on a machine of two cores two
processes cannot be twice as fast as one.
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

from benchmarks.serving.process import ROOT, advisor_server, other_server
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
    url: str
    bodies: tuple[bytes, ...] = ()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--requests", type=int, default=1_000_000)
    given = parser.parse_args()
    if not available():
        sys.exit("wrk is missing: apt-get install wrk")
    one = _rates(1, given.seconds, given.rounds)
    two = _rates(2, given.seconds, given.rounds)
    print("\nTwo processes beside one (target: >= 1.7 where two cores are free)")
    for name, measured in two.items():
        print(f"  {name:38} {measured.rate / one[name].rate:.2f}")
    _starts()
    if given.requests:
        _memory(given.requests)


def _rates(workers: int, seconds: float, rounds: int) -> dict[str, Measured]:
    """Measure all cases in turns, print a table, and return the medians."""
    with ExitStack() as running:
        ours = running.enter_context(advisor_server("--workers", str(workers)))
        routed = running.enter_context(other_server("routed", workers))
        bare = running.enter_context(other_server("bare", workers))
        cases = list(_cases(ours.url, routed.url, bare.url))
        for case in cases:
            press(case.url, 1, case.bodies)
        taken: dict[str, list[Measured]] = {case.name: [] for case in cases}
        for _ in range(rounds):
            for case in cases:
                taken[case.name].append(press(case.url, seconds, case.bodies))
    found = {name: _middle(each) for name, each in taken.items()}
    _print(f"{workers} process(es)", found)
    return found


def _cases(ours: str, routed: str, bare: str) -> Iterator[Case]:
    project = json.loads((ROOT / "benchmarks" / "serving" / "project.json").read_text())
    same = (json.dumps(project).encode(),)
    others = tuple(_others(project))
    yield Case("bare ASGI echo", f"{bare}/", same)
    yield Case("FastAPI route that parses and echoes", f"{routed}/echo", same)
    yield Case("ask", f"{ours}{_ASK}")
    yield Case("advise, the same 40 fields", f"{ours}/v1/advise", same)
    yield Case(f"advise, {_VARIANTS} projects in turn", f"{ours}/v1/advise", others)
    yield Case("healthz", f"{ours}/healthz")


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


def _middle(measured: list[Measured]) -> Measured:
    return Measured(
        median(each.rate for each in measured),
        median(each.half for each in measured),
        median(each.most for each in measured),
        sum(each.count for each in measured),
    )


def _print(title: str, found: dict[str, Measured]) -> None:
    print(f"\n{title:40} {'requests/s':>10} {'p50 ms':>8} {'p99 ms':>8} {'ratio':>6}  target")
    beside = found["FastAPI route that parses and echoes"].rate
    for name, each in found.items():
        target = _TARGETS.get(name.partition(",")[0], "")
        print(
            f"  {name:38} {each.rate:10.0f} {each.half:8.2f} {each.most:8.2f} "
            f"{each.rate / beside:6.2f}  {target}",
            flush=True,
        )


def _starts() -> None:
    """Print the seconds from the start of a process to its first answer."""
    taken, worked = [], []
    for _ in range(_STARTS):
        with advisor_server() as server:
            taken.append(server.ready)
            worked.append(server.worked)
    print(
        f"\nReady after {median(taken):.2f} s, at most {max(taken):.2f} s, for which the processor "
        f"worked {median(worked):.2f} s (target: <= 1.5 s)"
    )


def _memory(wanted: int) -> None:
    """Print how much memory a server takes as it answers more and more."""
    print(f"\nMemory over {wanted} requests, most of them asks, the others advise")
    project = json.loads((ROOT / "benchmarks" / "serving" / "project.json").read_text())
    bodies = tuple(_others(project))
    with advisor_server() as server:
        sent = 0
        for part in range(1, _PARTS + 1):
            sent += press(f"{server.url}/v1/advise", 4, bodies).count
            while sent < wanted * part / _PARTS:
                sent += press(f"{server.url}{_ASK}", 5).count
            print(f"  {sent:9} requests {server.memory():6.1f} MB", flush=True)


if __name__ == "__main__":
    main()
