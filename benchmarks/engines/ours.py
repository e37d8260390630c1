"""The tables in this advisor's own engine room, and in the advisor as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

from advisor import Advisor, Report
from advisor.descriptor import from_json
from advisor.errors import Location
from advisor.facts import MISSING, Fact, Stated, Vocabulary
from advisor.facts import Facts as Known
from advisor.inference import Engine, Inference
from advisor.rulebase import Output, Provenance, Rule, RuleBase, Topic
from benchmarks.engines.tables import TOPICS, Facts, Knowledge, Row, Table

__all__ = ["EngineRoom", "Whole", "described"]

_NOWHERE = Location("tables", 1, 1)
_NOBODY = Provenance("nobody", 2000, "", (), "stated")


class EngineRoom:
    """The inference room: symbols go in by name, hits and undecided rules come out.

    It answers more than is asked here: which rules are undecided, and for want of which facts.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self.engine = Engine(rule_base(knowledge))
        self._ids = list(self.engine.rules)
        self._blank = [MISSING] * len(knowledge.symbols)
        self._no_evidence = [None] * len(knowledge.symbols)
        self._places = {
            fact: (self.engine.facts[fact], {name: code for code, name in enumerate(symbols)})
            for fact, symbols in knowledge.symbols.items()
        }

    def ask(self, facts: Facts) -> Inference:
        """Return what the engine room concludes."""
        codes, places = self._blank.copy(), self._places
        for fact, symbol in facts.items():
            place, book = places[fact]
            codes[place] = book[symbol]
        return self.engine.infer(Known(codes, [*self._no_evidence]))

    def ask_all(self, many: Sequence[Facts]) -> Sequence[object]:
        """Ask one by one; the memory of outcomes is what makes batches fast."""
        return list(map(self.ask, many))

    def rules(self, answer: object) -> frozenset[str]:
        """Name the rules that hit."""
        assert isinstance(answer, Inference)
        return frozenset(self._ids[hit.rule] for hit in answer.hits)


class Whole:
    """The whole advisor: JSON of a descriptor goes in, the JSON of a report comes out.

    Only the topics measured here are reported on; what leads to their facts is worked out too.
    """

    def __init__(self, advisor: Advisor) -> None:
        self._advisor = advisor

    def ask(self, text: bytes) -> bytes:
        """Return the report on the topics measured here."""
        return self._advisor.advise_json(text, topics=TOPICS)

    def everything(self, text: bytes) -> bytes:
        """Return the report on all topics."""
        return self._advisor.advise_json(text)

    def rules(self, answer: bytes) -> frozenset[str]:
        """Name the rules of the conclusions."""
        return frozenset(c.rule for c in Report.from_json(answer).conclusions)


def described(advisor: Advisor, knowledge: Knowledge, text: bytes) -> Facts:
    """Return the symbols that the advisor reads from a descriptor, for engines that cannot."""
    facts = advisor._reader.read(from_json(text))
    codes = {name: facts.codes[advisor._reader.index[name]] for name in knowledge.symbols}
    return {
        name: knowledge.symbols[name][code] for name, code in codes.items()
        if 0 <= code < len(knowledge.symbols[name])
    }  # fmt: skip


def rule_base(knowledge: Knowledge) -> RuleBase:
    """Put tables into the form that the engine room compiles; nothing is checked here."""
    facts = {
        name: Fact(name, symbols, (Stated("problem.task"),), "", "problem.task")
        for name, symbols in knowledge.symbols.items()
    }
    topics = {table.name: _topic(table) for table in knowledge.tables}
    producers = {
        fact: table.name for table in knowledge.tables for row in table.rows
        for fact in row.concludes
    }  # fmt: skip
    empty: Any = MappingProxyType({})
    return RuleBase(
        topics=topics,
        rules={rule.id: rule for topic in topics.values() for rule in topic.rules},
        vocabulary=Vocabulary(empty, facts),
        derived={f: (producers[f], symbols) for f, symbols in knowledge.concluded.items()},
        thresholds=empty,
        documents=empty,
        statements=empty,
        disabled=empty,
        version="",
        hash="",
    )


def _topic(table: Table) -> Topic:
    outputs = tuple(dict.fromkeys(fact for row in table.rows for fact in row.concludes))
    return Topic(
        name=table.name,
        title=table.name,
        kind="decision_table",
        hit_policy="unique" if table.exclusive else "collect",
        internal=False,
        presentation=None,
        inputs=table.facts,
        outputs=outputs,
        review={},
        rules=tuple(_rule(table, row) for row in table.rows),
        examples=(),
    )


def _rule(table: Table, row: Row) -> Rule:
    return Rule(
        id=row.id,
        name=row.id,
        topic=table.name,
        status="stable",
        when=row.when,
        then={fact: (Output(symbol),) for fact, symbol in row.concludes.items()},
        kind="recommendation",
        severity="info",
        review_severity="info",
        salience=0,
        symptom=None,
        onset=None,
        may_pass=False,
        message="",
        review_message=None,
        rationale=None,
        causes=(),
        remedies=(),
        innocent_explanations=(),
        measure_next=(),
        updates=(),
        provenance=_NOBODY,
        location=_NOWHERE,
    )
