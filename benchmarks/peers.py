"""The same decision tables in other rule engines, side by side.

    python benchmarks/peers.py                      queries, loading, memory
    python benchmarks/peers.py --rules 10000        besides, rule bases that grow to so many
    python benchmarks/peers.py --descriptors 1000000    besides, more and more descriptors
    python benchmarks/peers.py --drift 10000000     memory of our engine over so many queries

The peers are in the dependency group ``peers``: ``pip install --group peers``. ``--page FILE``
puts what is printed between the marks that FILE has for it, as docs/performance.md.
"""

from __future__ import annotations

import argparse
import sys
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from advisor import Advisor
from advisor.rulebase import load
from benchmarks.diagnose import show
from benchmarks.engines import report
from benchmarks.engines.roll import ROLL, build, lacking
from benchmarks.engines.tables import Engine, Knowledge, never_twice, taken_from

_AGREED = 2000


def main() -> None:
    """Measure what is asked for."""
    given = _arguments()
    if missing := lacking():
        sys.exit(f"not installed: {', '.join(missing)}; pip install --group peers")
    knowledge = taken_from(load()[0])
    if given.drift:
        show("peers drift", [report.many_queries(knowledge, given.drift)], given.page)
        return
    engines = {name: build(name, knowledge) for name in ROLL}
    show("peers", _parts(engines, knowledge), given.page)
    if given.rules:
        sizes = [size for size in (10, 100, 1000, 10_000) if size <= given.rules]
        show("peers rules", list(report.rules(sizes)), given.page)
    if given.descriptors:
        grown = report.descriptors(engines, knowledge, given.descriptors)
        show("peers descriptors", [grown], given.page)


def _parts(engines: dict[str, Engine], knowledge: Knowledge) -> list[str]:
    count = sum(len(table.rows) for table in knowledge.tables)
    asked = list(islice(never_twice(knowledge, 1), _AGREED))
    return [
        report.machine(),
        f"{count} rules in {len(knowledge.tables)} tables over {len(knowledge.symbols)} facts. "
        + report.agreement(engines, asked),
        report.queries(engines, knowledge),
        report.whole(Advisor(), engines, knowledge),
    ]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rules", type=int, help="let rule bases grow to so many rules")
    parser.add_argument("--descriptors", type=int, help="ask about so many descriptors")
    parser.add_argument("--drift", type=int, help="ask our engine so many queries, nothing else")
    parser.add_argument("--page", type=Path, help="a page to put the results into")
    return parser.parse_args()


if __name__ == "__main__":
    main()
