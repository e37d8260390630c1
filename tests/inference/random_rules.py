"""Random rule bases and fact sets for the differential test."""

from __future__ import annotations

from types import MappingProxyType

from hypothesis import strategies as st

from advisor.errors import Location
from advisor.facts import Fact, Otherwise, Stated, Vocabulary
from advisor.rulebase import Output, Provenance, Rule, RuleBase, Topic
from tests.inference.reference import NOTHING

PROVENANCE = Provenance("book", 2018, "page 1", (), "stated")
SYMBOLS = ("red", "green", "blue", "grey", "pink")


def make_rule(
    name: str,
    topic: str,
    when: dict[str, tuple[str, ...]],
    then: dict[str, tuple[str, ...]],
    kind: str = "recommendation",
) -> Rule:
    """Make a rule in which only the logic matters."""
    return Rule(
        id=name,
        name=name.lower(),
        topic=topic,
        status="stable",
        when=MappingProxyType(when),
        then=MappingProxyType({o: tuple(map(Output, values)) for o, values in then.items()}),
        kind=kind,  # type: ignore[arg-type]
        severity="info",
        review_severity="warning",
        salience=0,
        symptom=None,
        onset=None,
        may_pass=False,
        message="said",
        review_message=None,
        rationale=None,
        causes=(),
        remedies=(),
        innocent_explanations=(),
        measure_next=(),
        updates=(),
        provenance=PROVENANCE,
        location=Location(),
    )


def make_rulebase(topics: list[Topic], facts: dict[str, Fact]) -> RuleBase:
    """Make a rule base of topics in the order of their strata."""
    read = {name for topic in topics for name in (*topic.inputs, *topic.review.values())}
    derived = {
        output: (topic.name, _given(topic, output))
        for topic in topics
        for output in topic.outputs
        if output in read and output not in facts and _given(topic, output)
    }
    return RuleBase(
        topics={topic.name: topic for topic in topics},
        rules={rule.id: rule for topic in topics for rule in topic.rules},
        vocabulary=Vocabulary({}, facts),
        derived=derived,
        thresholds={},
        documents={},
        statements={},
        disabled={},
        version="0",
        hash="0",
    )


@st.composite
def rulebases(draw: st.DrawFn) -> RuleBase:
    """Draw one to three topics, the later ones reading what the earlier ones conclude."""
    facts = {name: draw(_facts(name)) for name in draw(_names())}
    topics: list[Topic] = []
    symbols = {name: fact.symbols for name, fact in facts.items()}
    for number in range(draw(st.integers(1, 3))):
        topic = draw(_topics(number, dict(symbols)))
        topics.append(topic)
        symbols[f"out{number}"] = _given(topic, f"out{number}")
    return make_rulebase(topics, facts)


@st.composite
def fact_sets(draw: st.DrawFn, rulebase: RuleBase) -> dict[str, str | None]:
    """Draw a symbol for each fact, or none of them, or None: unknown.

    A fact that is never missing gets a symbol.
    """
    return {
        name: draw(
            st.sampled_from((*fact.symbols, *(() if fact.otherwise else (None, None, NOTHING))))
        )
        for name, fact in rulebase.vocabulary.facts.items()
    }


def _names() -> st.SearchStrategy[list[str]]:
    return st.integers(1, 5).map(lambda count: [f"fact{n}" for n in range(count)])


@st.composite
def _facts(draw: st.DrawFn, name: str) -> Fact:
    symbols = SYMBOLS[: draw(st.integers(2, 5))]
    readings = (Stated("model.loss"), *((Otherwise(symbols[-1]),) if draw(st.booleans()) else ()))
    return Fact(name, symbols, readings, f"{name}?", "model.loss")


@st.composite
def _topics(draw: st.DrawFn, number: int, symbols: dict[str, tuple[str, ...]]) -> Topic:
    name, output = f"topic{number}", f"out{number}"
    inputs = draw(st.lists(st.sampled_from(sorted(symbols)), min_size=1, unique=True))
    review = draw(st.one_of(st.none(), st.sampled_from(sorted(symbols))))
    rules = []
    for place in range(draw(st.integers(1, 8))):
        used = draw(st.lists(st.sampled_from(inputs), unique=True, max_size=3))
        when = {fact: draw(_choice(symbols[fact])) for fact in used}
        gives = draw(st.booleans())
        then = {output: draw(_choice(SYMBOLS))} if gives or place == 0 else {}
        kind = draw(st.sampled_from(("recommendation", "recommendation", "finding")))
        rules.append(make_rule(f"R{number}{place:02}", name, when, then, kind))
    return Topic(
        name=name,
        title=name,
        kind="decision_table",
        hit_policy=draw(st.sampled_from(("collect", "first", "unique"))),
        internal=draw(st.booleans()),
        presentation=None,
        inputs=tuple(inputs),
        outputs=(output,),
        review={} if review is None else {output: review},
        rules=tuple(rules),
        examples=(),
    )


def _choice(symbols: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(symbols), min_size=1, unique=True).map(tuple)


def _given(topic: Topic, output: str) -> tuple[str, ...]:
    values = [str(v.value) for rule in topic.rules for v in rule.then.get(output, ())]
    return tuple(dict.fromkeys(values))
