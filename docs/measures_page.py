"""The page about measures: what a quantity may be made of."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from advisor.signals import MEASURES, Measure
from docs.markdown import table

__all__ = ["measures_page"]

HEAD = """\
# Measures

What a quantity of a vocabulary file may be: `{measure: NAME, of: [OPERAND, ...]}`; this page is
generated. An operand is a field of the descriptor or another quantity: a *number* is one number,
a *series* a field that holds a list. A measure is unknown where an operand is not stated, where it
is not defined, and where there are too few values to go by.
"""


def measures_page() -> str:
    """Return the table of all measures with their operands."""
    rows = [_row(name, measure) for name, measure in MEASURES.items()]
    return f"{HEAD}\n{table(('Measure', 'Of', 'Gives'), rows)}\n"


def _row(name: str, measure: Measure) -> tuple[str, str, str]:
    said = (inspect.getdoc(measure.compute) or "").partition("\n\n")[0].removeprefix("Return ")
    return f"`{name}`", ", ".join(_operands(measure)), said.replace("``", "`")


def _operands(measure: Measure) -> Iterator[str]:
    for kind in measure.operands:
        few = kind == "series" and measure.fewest > 1
        yield f"series of at least {measure.fewest} values" if few else kind
