"""Kinds of values: symbols from closed lists, bounded numbers, series that may diverge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from annotated_types import Ge, Gt, Le, Lt, MaxLen
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, Strict, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from advisor.descriptor.spelling import fold
from advisor.descriptor.terms import AMBIGUOUS, TERMS

__all__ = [
    "AtLeastOne",
    "AtLeastTwo",
    "Count",
    "Counts",
    "Diverging",
    "LossNumber",
    "NotNegative",
    "Positive",
    "Rate",
    "SchemaVersion",
    "Series",
    "Share",
    "Symbols",
    "Text",
]

LARGEST_COUNT = 2**63 - 1
LONGEST_NAME = 200
_NOT_FINITE = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}


class Symbols:
    """A closed list of symbols, for use in ``Annotated[str, Symbols("loss")]``.

    A symbol itself is checked without running Python; another name of a symbol passes
    too and stays as it was given.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.symbols = tuple(TERMS[name])
        self.ambiguous: Mapping[str, tuple[str, ...]] = AMBIGUOUS.get(name, {})
        self._meaning = {fold(symbol): symbol for symbol in self.symbols}
        for symbol, names in TERMS[name].items():
            for other in names:
                self._meaning.setdefault(fold(other), symbol)
        self._meaning |= {symbol: symbol for symbol in self.symbols}

    def canonical(self, text: str) -> str | None:
        """Return the symbol that a name means, or None."""
        meaning = self._meaning
        if (symbol := meaning.get(text)) is not None:
            return symbol
        if len(text) > LONGEST_NAME:
            return None
        name = fold(text)
        return meaning.get(name) or meaning.get(name.removesuffix(self.name))

    def candidates(self, text: str) -> tuple[str, ...]:
        """Return the symbols that an ambiguous name could mean."""
        return self.ambiguous.get(fold(text), ())

    def _known(self, text: str) -> str:
        if self.canonical(text) is None:
            raise ValueError
        return text

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        given = core_schema.str_schema(strict=True, max_length=LONGEST_NAME)
        return core_schema.union_schema(
            [
                core_schema.literal_schema(list(self.symbols)),
                core_schema.no_info_after_validator_function(self._known, given),
            ],
            mode="left_to_right",
            custom_error_type="symbol",
            custom_error_message="unknown symbol",
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        other = {"type": "string", "description": "another name of one of these symbols"}
        return {"anyOf": [{"enum": list(self.symbols)}, other]}


def _not_finite(text: str) -> float:
    return _NOT_FINITE[text]


class Diverging:
    """A number that may be NaN or infinite, also written as text where JSON knows neither."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        written = core_schema.literal_schema(list(_NOT_FINITE))
        return core_schema.union_schema(
            [
                core_schema.float_schema(strict=True, allow_inf_nan=True),
                core_schema.no_info_after_validator_function(_not_finite, written),
            ],
            mode="left_to_right",
            custom_error_type="number",
            custom_error_message="not a number",
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [{"type": "number"}, {"enum": list(_NOT_FINITE)}]}


# No Literal: to Python 1, 1.0 and true are the same.
SchemaVersion = Annotated[int, Ge(1), Le(1), WithJsonSchema({"const": 1, "type": "integer"})]
Text = Annotated[str, MaxLen(1000)]
Count = Annotated[int, Ge(0), Le(LARGEST_COUNT)]
AtLeastOne = Annotated[int, Ge(1), Le(LARGEST_COUNT)]
AtLeastTwo = Annotated[int, Ge(2), Le(LARGEST_COUNT)]
NotNegative = Annotated[float, Ge(0)]
Positive = Annotated[float, Gt(0)]
Rate = Annotated[float, Ge(0), Lt(1)]
Share = Annotated[float, Ge(0), Le(1)]
LossNumber = Annotated[float, Diverging()]
Series = Annotated[list[LossNumber | None], Strict(False)]
Counts = Annotated[list[Count], Strict(False)]
