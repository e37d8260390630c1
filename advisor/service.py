"""The advisor: built once from rule files, asked many times."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path

from advisor import descriptor as descriptors
from advisor.descriptor import Descriptor, DescriptorLike, read_descriptor
from advisor.errors import AdvisorError, RuleBaseError, check_known
from advisor.facts import FactReader, facts_given
from advisor.inference import Engine, ExampleRunner, Inference
from advisor.intake import Run, run_of
from advisor.report import (
    Comparison,
    Composer,
    Coverage,
    Diagnosis,
    EvidenceWriter,
    Report,
    RuleExplanation,
    WhyNot,
    code_of_report,
    code_of_rule,
    compare,
    cover,
    explain,
    why_not,
)
from advisor.report.glossary import FactEntry, QuantityEntry, facts_of, quantities_of
from advisor.rulebase import Profile, RuleBase, RuleBaseCache, adjust, load, pickled

__all__ = ["Advisor", "RunLike"]

RunLike = Run | Mapping[str, Iterable[object]] | str | PathLike[str]
"""A run that was read, columns of values, or the path of a log."""


class Advisor:
    """Recommends, reviews and diagnoses from one rule base.

    Asking is pure: the same rule base and descriptor give the same report, byte for byte.
    An advisor can be pickled; in another process it answers alike, without the rule files.

    Example:
        >>> from advisor import Advisor
        >>> report = Advisor().advise({"problem": {"task": "binary_classification"}})
        >>> [c.outputs["loss"] for c in report.conclusions if c.rule == "LL001"]
        [('binary_cross_entropy',)]
    """

    def __init__(
        self,
        rules: Iterable[str | PathLike[str]] = (),
        *,
        disable: Mapping[str, str] | None = None,
        thresholds: Mapping[str, float] | None = None,
        shipped: bool = True,
    ) -> None:
        """Read, check and compile the rule files.

        The shipped files alone are checked once and then kept as Python keeps compiled
        modules, until one of them changes.

        Args:
            rules: Further rule files or folders, beside the shipped ones.
            disable: Rules to leave out, by id, each with the reason.
            thresholds: Cut-points to move, by name.
            shipped: Whether the shipped rule files are read at all.

        Raises:
            RuleBaseError: With every problem of the rule files, each with its place.
            UnknownNameError: A rule to disable or a threshold to move does not exist.
            AdvisorError: A rule is disabled without a reason, or a threshold is no number.
        """
        rulebase, profile = self._load(tuple(map(Path, rules)), shipped)
        out = {**profile.disable, **(disable or {})}
        moved = {**profile.thresholds, **(thresholds or {})}
        reasons = {name: profile.reasons[name] for name in moved if name not in (thresholds or {})}
        self._whole = rulebase
        if out or moved:
            self._engine.close()
            self._build(adjust(rulebase, out, moved, reasons))
            self._whole = adjust(rulebase, {}, moved, reasons)

    @property
    def rulebase(self) -> RuleBase:
        """The rule base: topics, rules, facts, thresholds, documents, statements."""
        return self._rulebase

    def advise(
        self,
        descriptor: DescriptorLike,
        *,
        topics: Sequence[str] | None = None,
        sources: Sequence[str] | None = None,
        framework: str | None = None,
    ) -> Report:
        """Say everything that the rules have to say about a project.

        Args:
            descriptor: What is known of the project.
            topics: The topics wanted; all by default.
            sources: The documents whose rules may speak; all by default.
            framework: Show the advice as code too: ``pytorch``, ``keras`` or ``sklearn``.

        Raises:
            DescriptorError: With every problem of the descriptor.
            SourceError: The file or text cannot be read at all.
            UnknownNameError: A topic, a document or a framework does not exist.
        """
        project = read_descriptor(descriptor)
        report = Report.from_json(self._advise(project, topics, sources))
        if framework is None:
            return report
        code = code_of_report(self._rulebase, report, framework, project)
        return report.model_copy(update={"code": code})

    def diagnose(
        self,
        run: RunLike,
        descriptor: DescriptorLike | None = None,
        *,
        kind: str | None = None,
        columns: Mapping[str, str] | None = None,
        sources: Sequence[str] | None = None,
    ) -> Diagnosis:
        """Say what the log of one training run shows.

        Args:
            run: The log: a file or folder, a run that was read, or columns of values such as
                ``history.history`` of Keras or a data frame.
            descriptor: What is known of the project; the series of the log take the place of
                those in it.
            kind: ``training``, ``zero_data``, ``one_batch`` or ``gan``, where it is known.
            columns: Columns of the log by series, where their names do not say what they hold.
            sources: The documents whose rules may speak; all by default.

        Raises:
            IntakeError: The log cannot be read as one run.
            DescriptorError: The descriptor or the log holds what a descriptor may not.
            UnknownNameError: A document does not exist.

        Example:
            >>> losses = {"loss": [2.3, 2.31, 2.3, 2.31, 2.3, 2.3]}
            >>> Advisor().diagnose(losses).symptoms
            ('stuck',)
        """
        log = run_of(run, columns)
        history = {**log.history, "kind": kind}
        project = read_descriptor({} if descriptor is None else descriptor)
        whole = descriptors.completed(project, log.stated, history)
        topics = [name for name, topic in self._rulebase.topics.items() if topic.diagnostic]
        report = Report.from_json(self._advise(whole, topics, sources, advice=False))
        return Diagnosis(
            name=log.name,
            reader=log.reader,
            report=report,
            history=log.history,
            columns=log.columns,
            unused=log.unused,
            notes=log.notes,
            titles={name: topic.title for name, topic in self._rulebase.topics.items()},
        )

    def advise_json(
        self,
        raw: bytes,
        *,
        topics: Sequence[str] | None = None,
        sources: Sequence[str] | None = None,
        questions: bool = True,
        framework: str | None = None,
    ) -> bytes:
        """Do the same as `advise` from JSON text to JSON text, without building objects.

        Without ``questions`` the report does not say what is open; that saves a third of the time.

        Example:
            >>> Advisor().advise_json(b'{"name": "spam"}')[:29]
            b'{"schema":1,"name":"spam","ru'
        """
        descriptor = descriptors.from_json(raw)
        if framework is not None:
            report = self.advise(descriptor, topics=topics, sources=sources, framework=framework)
            return report.to_json()
        return self._advise(descriptor, topics, sources, questions=questions)

    def ask(self, topic: str, /, **facts: object) -> Report:
        """Ask one topic, with facts by name: ``ask("metric", task="regression")``.

        A fact takes one of its symbols, or what its field in the descriptor takes.

        Raises:
            UnknownNameError: The topic or a fact does not exist.
            DescriptorError: A value does not fit the field behind the fact.

        Example:
            >>> report = Advisor().ask("metric", task="regression")
            >>> report.conclusions[0].outputs
            {'metric': ('mse',)}
        """
        check_known("topic", [topic], self._rulebase.topics)
        allowed = self._engine.facts_of(topic)
        found = facts_given(self._rulebase.vocabulary, self._reader, allowed, facts)
        inference = self._engine.infer(found, [topic])
        return Report.from_json(self._compose(None, inference, [topic], None))

    def explain(self, rule: str, *, framework: str | None = None) -> RuleExplanation:
        """Tell everything about one rule: conditions, thresholds, source, examples.

        A disabled rule is explained too, with the reason why it was taken out. With a
        ``framework`` (``pytorch``, ``keras``, ``sklearn``) its advice is shown as code.

        Raises:
            UnknownNameError: The rule or the framework does not exist.

        Example:
            >>> Advisor().explain("LL004").statements
            {'H4': 'Regression: no activation, MSE.'}
        """
        disabled = self._rulebase.disabled.get(rule)
        if disabled is not None:
            explanation = explain(self._whole, rule, disabled=disabled)
        else:
            self._check_rule(rule)
            explanation = explain(self._rulebase, rule)
        if framework is None:
            return explanation
        code = code_of_rule(self._whole, rule, framework)
        return explanation.model_copy(update={"code": code})

    def why_not(self, rule: str, descriptor: DescriptorLike) -> WhyNot:
        """Say which conditions of a rule hold, fail or are unknown for a descriptor.

        Raises:
            UnknownNameError: The rule does not exist.
            AdvisorError: The rule is disabled.
            DescriptorError: With every problem of the descriptor.

        Example:
            >>> answer = Advisor().why_not("LL002", {"problem": {"task": "regression"}})
            >>> [(c.fact, c.status) for c in answer.conditions if c.status == "fails"]
            [('task', 'fails')]
        """
        self._check_rule(rule)
        topic = self._rulebase.rules[rule].topic
        inference = self._engine.infer(self._reader.read(read_descriptor(descriptor)), [topic])
        return why_not(self._rulebase, self._engine, self._evidence, inference, rule)

    def what_if(self, descriptor: DescriptorLike, changes: Mapping[str, object]) -> Comparison:
        """Say which conclusions a change of the descriptor gains, loses and alters.

        Args:
            descriptor: What is known of the project now.
            changes: New values by dotted path; None takes a value out.

        Raises:
            DescriptorError: The descriptor, before or after the change, has problems.

        Example:
            >>> mail = {"problem": {"task": "binary_classification"}}
            >>> changes = Advisor().what_if(mail, {"problem.task": "regression"})
            >>> "LL001" in [conclusion.rule for conclusion in changes.lost]
            True
        """
        before = read_descriptor(descriptor)
        after = descriptors.changed(before, changes)
        return compare(self.advise(before), self.advise(after))

    def coverage(self) -> list[Coverage]:
        """List the statements of all documents with the rules that claim them.

        Example:
            >>> all(entry.rules for entry in Advisor().coverage())
            True
        """
        return cover(self._rulebase)

    def facts(self) -> list[FactEntry]:
        """List the facts that rules match on, with their symbols and fields.

        Example:
            >>> "task" in [entry.fact for entry in Advisor().facts()]
            True
        """
        return facts_of(self._rulebase)

    def quantities(self) -> list[QuantityEntry]:
        """List the numbers that facts are cut from and messages name.

        Example:
            >>> all(entry.fields for entry in Advisor().quantities())
            True
        """
        return quantities_of(self._rulebase)

    def close(self) -> None:
        """Release what the rule engine holds; the advisor cannot be asked afterwards."""
        self._engine.close()

    def __reduce__(self) -> tuple[Callable[[bytes], Advisor], tuple[bytes]]:
        return self._restored, (pickled((self._rulebase, self._whole)),)

    @classmethod
    def _restored(cls, kept: bytes) -> Advisor:
        advisor = cls.__new__(cls)
        rulebase, advisor._whole = pickle.loads(kept)
        advisor._build(rulebase)
        return advisor

    def _load(self, paths: Sequence[Path], shipped: bool) -> tuple[RuleBase, Profile]:
        """Read and check the rule files, unless they are known to be sound."""
        cache = RuleBaseCache() if shipped and not paths else None
        if cache is not None and (known := cache.fetch()) is not None:
            self._build(known[0])
            return known
        rulebase, profile = load(paths, shipped=shipped)
        self._build(rulebase)
        self._check_examples()
        if cache is not None:
            cache.store(rulebase, profile)
        return rulebase, profile

    def _build(self, rulebase: RuleBase) -> None:
        self._rulebase = rulebase
        self._reader = FactReader(rulebase.vocabulary, rulebase.cut_points)
        self._engine = Engine(rulebase)
        self._evidence = EvidenceWriter(self._engine, self._reader)
        self._composer = Composer(rulebase, self._engine, self._evidence)

    def _check_examples(self) -> None:
        problems = list(ExampleRunner(self._rulebase, self._engine, self._reader).run())
        if problems:
            self._engine.close()
            raise RuleBaseError(problems)
        self._engine.forget()

    def _advise(
        self,
        descriptor: Descriptor,
        topics: Sequence[str] | None,
        sources: Sequence[str] | None,
        *,
        advice: bool = True,
        questions: bool = True,
    ) -> bytes:
        check_known("topic", topics, self._rulebase.topics)
        inference = self._engine.infer(self._reader.read(descriptor), topics)
        return self._compose(
            descriptor.name, inference, topics, sources, advice=advice, questions=questions
        )

    def _compose(
        self,
        name: str | None,
        inference: Inference,
        topics: Sequence[str] | None,
        sources: Sequence[str] | None,
        *,
        advice: bool = True,
        questions: bool = True,
    ) -> bytes:
        documents = self._rulebase.documents
        check_known("source", sources, documents)
        allowed = None
        if topics is not None or sources is not None:
            allowed = frozenset(
                number
                for number, rule in enumerate(self._rulebase.rules.values())
                if (topics is None or rule.topic in topics)
                and (sources is None or rule.provenance.document in sources)
            )
        heard = documents if sources is None else dict.fromkeys(sources)
        return self._composer.compose(
            name,
            inference,
            sources=heard,
            allowed=allowed,
            topics=topics if topics and advice else (),
            advice=advice,
            questions=questions,
        )

    def _check_rule(self, rule: str) -> None:
        if rule in self._rulebase.disabled:
            raise AdvisorError(f"the rule {rule} is disabled: {self._rulebase.disabled[rule]}")
        check_known("rule", [rule], self._rulebase.rules)
