"""Print how long the main job takes, part by part, with what is to be reached beside it.

Run it from the checkout on a quiet machine: ``.venv/bin/python benchmarks/advise.py``.
"""

from __future__ import annotations

import gc
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from pydantic import ValidationError

from advisor import Advisor
from advisor.descriptor import FIELDS, Descriptor, Field
from advisor.rulebase.loader import load

IMPORTS = 9
LOADS = 5
WARMING = 3000
MEASURED = 500
SERIES = 40
NEEDED_IMPORTS = "from pydantic import BaseModel; import durable.lang"
LAZY = "import os, sys; sys.setdlopenflags(os.RTLD_LAZY); "


def median_import(statement: str) -> float:
    """Return the milliseconds that a fresh interpreter takes for a statement, bare start off."""
    return max(_start(statement) - _start("pass"), 0.0)


def _start(statement: str) -> float:
    command = [sys.executable, "-c", statement]
    taken = []
    for _ in range(IMPORTS + 1):
        before = time.perf_counter()
        subprocess.run(command, check=True)
        taken.append(time.perf_counter() - before)
    return statistics.median(taken[1:]) * 1e3  # the first run fills the file cache


def median_time(action: Callable[[], object], runs: int) -> float:
    """Return the median milliseconds of an action."""
    taken = []
    for _ in range(runs):
        before = time.perf_counter()
        action()
        taken.append(time.perf_counter() - before)
    return statistics.median(taken) * 1e3


def median_each(
    action: Callable[[bytes], object], texts: Iterable[bytes], before: Callable[[], object]
) -> float:
    """Return the median microseconds of an action over texts, each met once."""
    taken = []
    for text in texts:
        before()
        start = time.perf_counter_ns()
        action(text)
        taken.append(time.perf_counter_ns() - start)
    return statistics.median(taken) / 1e3


class Descriptors:
    """An endless row of descriptors with every field filled at random, none twice.

    ``fields`` are those that are filled.
    """

    def __init__(self, seed: int, *, history: bool) -> None:
        self._random = random.Random(seed)
        self._count = 0
        names = [path for path in FIELDS if path not in ("schema", "name")]
        self.fields = [FIELDS[path] for path in names if history or not path.startswith("history.")]

    def __iter__(self) -> Iterator[bytes]:
        """Give one after another as JSON."""
        while True:
            self._count += 1
            data: dict[str, object] = {"schema": 1, "name": f"project {self._count}"}
            for field in self.fields:
                put(data, field.path.split("."), self.value(field))
            yield json.dumps(data).encode()

    def take(self, count: int) -> list[bytes]:
        """Give the next few of them."""
        return [text for text, _ in zip(self, range(count), strict=False)]

    def settle(self) -> None:
        """Leave out the fields whose bounds the plain random values do not keep."""
        self.fields = [field for field in self.fields if self._fits(field)]

    def _fits(self, field: Field) -> bool:
        data: dict[str, object] = {}
        put(data, field.path.split("."), self.value(field))
        try:
            Descriptor.model_validate_json(json.dumps(data))
        except ValidationError:
            return False
        return True

    def value(self, field: Field) -> object:
        """Return a random value for a field."""
        rng = self._random
        makers: dict[str, Callable[[], object]] = {
            "symbol": lambda: rng.choice(field.symbols),
            "boolean": lambda: rng.random() < 0.5,
            "integer": lambda: rng.randint(2, 64),
            "number": lambda: round(rng.uniform(0.001, 0.9), 6),
            "text": lambda: f"text {rng.random()}",
            "symbols": lambda: rng.sample(field.symbols, min(2, len(field.symbols))),
            "integers": lambda: [rng.randint(2, 500) for _ in range(4)],
            "series": lambda: _series(rng, SERIES),
        }
        return makers[field.kind]()


def _series(rng: random.Random, length: int) -> list[float]:
    slope, noise = rng.uniform(-0.02, 0.01), rng.uniform(0, 0.2)
    return [round(abs(1 + slope * step + rng.gauss(0, noise)), 6) for step in range(length)]


def put(data: dict[str, object], path: Sequence[str], value: object) -> None:
    """Put a value into a descriptor, at a dotted path in parts."""
    for part in path[:-1]:
        inner = data.setdefault(part, {})
        assert isinstance(inner, dict)
        data = inner
    data[path[-1]] = value


def show(what: str, taken: str, ratio: float | None = None, limit: str = "") -> None:
    """Print one line of the table."""
    print(
        f"| {what:<52} | {taken:>12} | {'' if ratio is None else f'{ratio:.2f}':>6} | {limit:<8} |"
    )


def show_start() -> None:
    """Measure imports and the loading of the rule base."""
    needed = median_import(LAZY + NEEDED_IMPORTS)
    own = median_import("import advisor")
    whole = median_import("from advisor import Advisor")
    show("import of pydantic and durable", f"{needed:.0f} ms", 1)
    show("import of advisor", f"{own:.0f} ms", own / needed, "<= 2.5")
    show("import of advisor.Advisor, with all behind it", f"{whole:.0f} ms", whole / needed)
    show("rule base read, checked and linted", f"{median_time(load, LOADS):.0f} ms", None, "< 1 s")
    show("rule base loaded and compiled (Advisor())", f"{median_time(Advisor, LOADS):.0f} ms")


def show_answers(*, history: bool) -> None:
    """Measure JSON bytes to report bytes, beside validation alone."""
    row = Descriptors(7, history=history)
    row.settle()
    advisor = Advisor()
    kind = "with history" if history else "without history"
    size = statistics.median(map(len, row.take(20)))
    show(f"descriptors {kind}, all fields, {size:.0f} bytes", "")
    # The first validation builds what pydantic builds late; both sides are warm where they may be.
    for text in row.take(WARMING):
        advisor.advise_json(text)
    gc.collect()
    alone = median_each(Descriptor.model_validate_json, row.take(MEASURED), _nothing)
    warm = median_each(advisor.advise_json, row.take(MEASURED), _nothing)
    known = row.take(MEASURED)
    for text in known:
        advisor.advise_json(text)
    again = median_each(advisor.advise_json, known, _nothing)
    cold = median_each(advisor.advise_json, row.take(MEASURED), advisor._engine.forget)
    show("  validation alone", f"{alone:.0f} us", 1)
    show("  report, warm memo, new descriptor", f"{warm:.0f} us", warm / alone, "<= 4")
    show("  report, the same facts once more", f"{again:.0f} us", again / alone)
    show("  report, memo emptied before each", f"{cold:.0f} us", cold / alone, "<= 40")


def _nothing() -> None:
    """Stand in where nothing is to be done before a measurement."""


def main() -> None:
    """Print the table."""
    show("", "median", None, "target")
    show_start()
    show_answers(history=False)
    show_answers(history=True)


if __name__ == "__main__":
    main()
