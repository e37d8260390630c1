"""Say why a table is silent where it is silent on purpose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from advisor.inference import Engine, Inference
from advisor.rulebase import RuleBase, Topic

__all__ = ["GapFinder"]


class GapFinder:
    """Holds what is known against the combinations that tables leave without a row."""

    def __init__(self, rulebase: RuleBase, engine: Engine) -> None:
        self._rules = [rule.topic for rule in rulebase.rules.values()]
        self._gaps = {
            topic.name: list(_gaps(topic, rulebase, engine.facts))
            for topic in rulebase.topics.values()
            if topic.uncovered and not topic.internal
        }

    def find(
        self, inference: Inference, topics: Iterable[str], speaking: Iterable[int]
    ) -> list[tuple[str, str]]:
        """Return topic and reason of every gap that what is known falls into for certain.

        Args:
            inference: What is known.
            topics: The topics that were asked for.
            speaking: The numbers of the rules that were allowed to speak.
        """
        asked = [topic for topic in dict.fromkeys(topics) if topic in self._gaps]
        if not asked:
            return []
        spoke = {self._rules[hit.rule] for hit in inference.hits}
        able = {self._rules[rule] for rule in speaking} - spoke
        codes = inference.facts.codes
        return [
            (topic, reason)
            for topic in asked
            if topic in able
            for when, reason in self._gaps[topic]
            if all(codes[fact] in allowed for fact, allowed in when.items())
        ]


def _gaps(
    topic: Topic, rulebase: RuleBase, numbers: Mapping[str, int]
) -> Iterator[tuple[dict[int, frozenset[int]], str]]:
    for gap in topic.uncovered:
        when = {
            numbers[fact]: frozenset(map(rulebase.symbols(fact).index, symbols))
            for fact, symbols in gap.when.items()
        }
        yield when, gap.reason
