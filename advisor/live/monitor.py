"""Watch a run as it is logged, and report each diagnosis once, when it first holds."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping

from advisor.descriptor import DescriptorLike
from advisor.errors import AdvisorError, did_you_mean
from advisor.intake import SERIES, Run, best_names, field_of
from advisor.report import Conclusion, Diagnosis
from advisor.service import Advisor
from advisor.signals.series import Log

__all__ = ["Monitor", "announce"]

_CAPACITY = 256
_SPACING = 1.25
"""After a look at a log of n rows comes the next at 1.25 n, so that all looks cost a constant."""

_SURE = ("medium", "high")
_LASTING = 1.5
_LASTING_WHAT_MAY_PASS = 8.0
_GRAVE = ("warning", "error")

Report = Callable[[Conclusion, Diagnosis], object]


def announce(conclusion: Conclusion, diagnosis: Diagnosis) -> None:
    """Say a diagnosis on standard error, in two lines."""
    begins = conclusion.begins
    where = f" since {begins.unit or 'row'} {begins.at:g}" if begins else ""
    print(
        f"advisor: {conclusion.symptom}{where} ({conclusion.rule}): {conclusion.message}\n"
        f"         try: {' '.join(conclusion.remedies[:1]) or 'see the full diagnosis.'}",
        file=sys.stderr,
    )


class Monitor:
    """Takes what a training loop logs, and reports diagnoses when they first appear.

    A symptom is reported once, when enough values stand behind it and it has held for the
    last third of the run; one that may pass, such as a plateau, for the last seven eighths. A loss
    that is NaN or infinite is looked at without delay. Time and memory per call do not grow with
    the run: curves are bounded, and looks at a long run are spaced by a quarter of its length.

    Example:
        >>> monitor = Monitor({"problem": {"n_classes": 10}}, report=lambda c, d: print(c.symptom))
        >>> for epoch in range(1, 21):
        ...     monitor.log(epoch=epoch, train_loss=2.3, val_loss=2.31)
        stuck
    """

    def __init__(
        self,
        descriptor: DescriptorLike | None = None,
        *,
        advisor: Advisor | None = None,
        kind: str | None = None,
        report: Report = announce,
        stop_on: str | None = None,
        name: str = "run",
    ) -> None:
        """Prepare to watch one run.

        Args:
            descriptor: What is known of the project.
            advisor: The advisor to ask; by default one of the shipped rules.
            kind: ``training``, ``zero_data``, ``one_batch`` or ``gan``, where it is known.
            report: Called with each new diagnosis; by default it is said on standard error.
            stop_on: ``warning`` or ``error``: the severity from which on the run should stop.
            name: Name of the run.

        Raises:
            AdvisorError: ``stop_on`` is neither of these.
        """
        if stop_on not in (None, *_GRAVE):
            raise AdvisorError(f"stop_on is 'warning' or 'error', not {stop_on!r}")
        self._advisor = advisor or Advisor()
        self._descriptor = descriptor
        self._kind = kind
        self._report = report
        self._stopping = _GRAVE[_GRAVE.index(stop_on) :] if stop_on else ()
        self._name = name
        self._log = Log(_CAPACITY)
        self._unit: str | None = None
        self._rows = 0
        self._next = 1
        self._since: dict[str, int] = {}
        self._told: set[str] = set()
        self.should_stop = False
        self.diagnosis: Diagnosis | None = None

    def log(
        self, *, epoch: float | None = None, step: float | None = None, **values: float | None
    ) -> None:
        """Take what was logged at one epoch or step.

        Names are those of the descriptor's history, or other common spellings of them
        (``loss``, ``val_acc``, ``lr``).

        Raises:
            AdvisorError: A name is no series that is known here.
        """
        self.take(_known(values), epoch=epoch, step=step)

    def take(
        self,
        values: Mapping[str, float | None],
        *,
        epoch: float | None = None,
        step: float | None = None,
    ) -> None:
        """Take values by the names of the descriptor's history, as ``log`` does."""
        self._rows += 1
        self._unit = "step" if step is not None else "epoch" if epoch is not None else self._unit
        at = step if step is not None else epoch if epoch is not None else self._rows
        numbers = {name: float(value) for name, value in values.items() if value is not None}
        self._log.add(float(at), numbers)
        broken = not all(map(math.isfinite, numbers.values()))
        if self._rows >= self._next or (broken and not self._told):
            self._look(at_once=broken)

    def take_logged(
        self,
        logged: Mapping[str, object],
        *,
        epoch: float | None = None,
        step: float | None = None,
    ) -> None:
        """Take what a library logged under its own names; what is no series is left out."""
        values: dict[str, float | None] = {}
        for field, name in best_names(logged).items():
            value = logged[name]
            # Tensors and arrays of one number have this method, of every library.
            item = getattr(value, "item", None)
            number = item() if callable(item) else value
            if isinstance(number, int | float):
                values[field] = float(number)
        if values:
            self.take(values, epoch=epoch, step=step)

    def finish(self) -> Diagnosis | None:
        """Look once more at the end of the run, and return the diagnosis of all of it."""
        if self._log.curves:
            self._look(at_once=True)
        return self.diagnosis

    def _look(self, *, at_once: bool) -> None:
        self._next = max(self._rows + 1, math.ceil(self._rows * _SPACING))
        history = {"unit": self._unit, **self._log.history()}
        if not self._log.curves:
            return
        run = Run(self._name, "monitor", history)
        self.diagnosis = self._advisor.diagnose(run, self._descriptor, kind=self._kind)
        found = {c.rule: c for c in self.diagnosis.diagnoses if c.severity in _GRAVE}
        self._since = {rule: self._since.get(rule, self._rows) for rule in found}
        for rule, conclusion in found.items():
            symptom = conclusion.symptom or rule
            sure = conclusion.confidence in _SURE and (at_once or self._lasts(conclusion))
            if sure and symptom not in self._told:
                self._told.add(symptom)
                self.should_stop |= conclusion.severity in self._stopping
                self._report(conclusion, self.diagnosis)

    def _lasts(self, conclusion: Conclusion) -> bool:
        """Whether a diagnosis has held for long enough, measured by the length of the run."""
        if not self._advisor.rulebase.rules[conclusion.rule].may_pass:
            return self._rows >= _LASTING * self._since[conclusion.rule]
        sure = conclusion.confidence == "high"
        return sure and self._rows >= _LASTING_WHAT_MAY_PASS * self._since[conclusion.rule]


def _known(values: Mapping[str, float | None]) -> dict[str, float | None]:
    known: dict[str, float | None] = {}
    for name, value in values.items():
        found = (name, 0) if name in SERIES else field_of(name)
        if found is None:
            raise AdvisorError(f"unknown series {name!r}{did_you_mean(name, SERIES)}")
        known[found[0]] = value
    return known
