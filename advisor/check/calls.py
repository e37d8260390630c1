"""Run the first trials on a network: ``advisor.check("train:setup")``."""

from __future__ import annotations

import time
from collections.abc import Callable

from advisor.check.paths import flat
from advisor.check.procedure import Trials, run_trials
from advisor.check.random_state import seeded
from advisor.check.result import Check
from advisor.check.setup import Setup, find_setup, subject_of
from advisor.check.statement import history_of, state_trials
from advisor.descriptor import from_mapping, nested
from advisor.errors import AdvisorError
from advisor.intake import Run
from advisor.service import Advisor

__all__ = ["check"]

_NAMES = {
    "zero_batch": "a few steps on zeros",
    "zero_data": "many steps on zeros",
    "one_batch": "the real batch",
    "blind_batch": "the real targets without inputs",
}


def check(
    setup: Setup,
    *,
    steps: int = 300,
    seconds: float = 60.0,
    seed: int = 0,
    advisor: Advisor | None = None,
    progress: Callable[[str], object] = lambda name: None,
) -> Check:
    """Make the first trials of a training, on copies of a network, and say what they show.

    Args:
        setup: ``package.module:setup``, or the function itself, or the mapping it returns. For
            PyTorch ``model``, ``loss`` (called with outputs and targets) and ``batch`` (inputs
            and targets), maybe ``optimizer`` (makes one of parameters); for Keras ``model``
            (compiled) and ``batch``. ``descriptor`` says what else is known of the project.
        steps: Updates of the longest runs, at least 1.
        seconds: Seconds for all runs together; a step that has begun is finished.
        seed: What random numbers are drawn from; setup is called with it, too.
        advisor: The advisor to ask; by default one of the shipped rules.
        progress: Told what is run, as it begins.

    Raises:
        InspectError: The code of setup fails (M009).
        AdvisorError: Setup gives something that cannot be run, or a library is missing.
        DescriptorError: The descriptor of setup has problems.
    """
    if steps < 1 or not seconds > 0:
        raise AdvisorError("at least one step, and more than zero seconds")
    began = time.perf_counter()
    found = find_setup(setup, seed)
    subject = subject_of(found)
    name = setup if isinstance(setup, str) else getattr(setup, "__name__", "setup")
    ready = time.perf_counter() - began
    with seeded(seed):
        trials = run_trials(
            subject,
            steps=steps,
            seconds=seconds,
            seed=seed,
            progress=lambda run: progress(_NAMES[run]),
        )
        stated = state_trials(subject, trials)
    stated["model.startup_seconds"] = ready
    own = flat(found.get("descriptor") or {})
    history = history_of(trials)
    fields = {**stated, **own, **flat(history, "history.")}
    descriptor = from_mapping(nested(fields))
    run = Run(name, subject.library, history, notes=_notes(trials))
    answer = (advisor or Advisor()).diagnose(run, descriptor, kind="one_batch")
    filled = descriptor.model_dump(exclude_unset=True, by_alias=True)
    return Check(answer, filled, time.perf_counter() - began)


def _notes(trials: Trials) -> tuple[str, ...]:
    refused: dict[str, list[str]] = {
        str(error): ["outputs of the batch"] for error in trials.errors
    }
    notes = [f"Warned by the library: {warning}" for warning in trials.warnings]
    for name, run in trials.runs.items():
        about = _NAMES[name]
        if run.error is not None:
            refused.setdefault(str(run.error), []).append(about)
        elif run.updates:
            first, last = run.losses[0], run.losses[-1]
            told = f"loss {first:.4g} to {last:.4g} in {len(run.updates) - 1} steps"
            notes.append(f"{about.capitalize()}: {told}, {run.seconds:.1f} s.")
    # One error may stop all runs; it is told once.
    errors = [f"{', '.join(runs).capitalize()}: {error}" for error, runs in refused.items()]
    return tuple(dict.fromkeys([*errors, *notes]))
