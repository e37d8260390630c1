"""Which series a column of a log holds, by the ways in which people spell it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from advisor.descriptor import FIELDS
from advisor.errors import IntakeError, Location, Problem, did_you_mean

__all__ = ["SERIES", "Columns", "assign", "best_names", "field_of"]

SERIES = tuple(
    path.removeprefix("history.")
    for path, field in FIELDS.items()
    if path.startswith("history.") and field.kind == "series" and path != "history.steps"
)
"""The series that a log may hold, as the descriptor names them."""

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

_ROLES = {
    **dict.fromkeys(("train", "training", "tr", "fit"), "train"),
    **dict.fromkeys(("val", "valid", "validation", "eval", "evaluation", "dev", "holdout"), "val"),
    **dict.fromkeys(("test", "testing"), "test"),
}
_PLAYERS = {
    **dict.fromkeys(("d", "disc", "discriminator", "critic", "netd"), "discriminator"),
    **dict.fromkeys(("g", "gen", "generator", "netg"), "generator"),
}
_MEANS = frozenset({"epoch", "epochs", "mean", "avg", "average"})
_SINGLE = frozenset({"step", "steps", "batch", "iter", "running", "smooth", "smoothed"})
_NOISE = frozenset(
    {"metrics", "metric", "scalars", "total", "overall", "summary", "history", "log"}
)

_QUANTITIES: Mapping[str, tuple[str, ...]] = {
    "loss": (
        *("loss", "nll", "cost", "objective", "criterion", "err"),
        *("cross entropy", "cross entropy loss", "ce loss", "nll loss"),
    ),
    "accuracy": (
        *("acc", "accuracy", "categorical accuracy", "sparse categorical accuracy"),
        *("binary accuracy", "multiclass accuracy", "acc 1", "top 1", "top 1 acc"),
        *("top 1 accuracy", "acc top 1", "accuracy top 1"),
    ),
    "gradient_norm": (
        "grad norm",
        "gradient norm",
        "gradnorm",
        "gnorm",
        "grad 2 norm",
        "grad 2 0 norm",
        "grad l 2",
    ),
    "gradient_norm_first_layer": ("grad norm first", "gradient norm first layer"),
    "gradient_norm_last_layer": ("grad norm last", "gradient norm last layer"),
    "gradient_zero_fraction": ("grad zero frac", "gradient zero fraction"),
    "gradient_smallest_layer_mean": ("grad abs mean min", "gradient smallest layer mean"),
    "learning_rate": (
        *(
            "lr",
            "learning rate",
            "lr adam",
            "lr sgd",
            "lr adamw",
            "lr rmsprop",
            "lr 0",
            "lr group 0",
            "lr pg 0",
        ),
        *("lr adam pg 1", "lr sgd pg 1", "lr adamw pg 1"),
    ),
}
_SPELT = {
    frozenset(name.split()): quantity for quantity, names in _QUANTITIES.items() for name in names
}
_BY_ROLE = frozenset({"loss", "accuracy"})
_BY_PLAYER = frozenset({"loss", "gradient_norm"})
_EPOCHS = frozenset({"epoch", "epochs"})
_STEPS = frozenset(
    {"step", "steps", "global_step", "iteration", "iterations", "iter", "batch", "it", "batches"}
)


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of one log are: ``series`` by field, and those that count."""

    series: Mapping[str, str]
    epoch: str | None
    step: str | None
    unused: tuple[str, ...]
    notes: tuple[str, ...] = ()


def field_of(name: str) -> tuple[str, int] | None:
    """Return the series that a column name means, and how good a match it is (0 is best).

    Means over an epoch are better than values of single batches, and a name that says
    ``train`` is better than one that says nothing.
    """
    words = [word.lower() for word in _WORDS.findall(name)]
    roles = {_ROLES[word] for word in words if word in _ROLES}
    players = {_PLAYERS[word] for word in words if word in _PLAYERS}
    sides = _ROLES.keys() | _PLAYERS.keys()
    what = frozenset(word for word in words if word not in sides)
    quantity = _SPELT.get(what) or _SPELT.get(what - _MEANS - _SINGLE - _NOISE)
    if quantity is None or len(roles) > 1 or len(players) > 1:
        return None
    field = _composed(quantity, next(iter(roles), ""), next(iter(players), ""))
    single = not _SINGLE.isdisjoint(words)
    mean = not _MEANS.isdisjoint(words)
    return None if field is None else (field, 4 * single + 2 * (not mean) + (not roles))


def _composed(quantity: str, role: str, player: str) -> str | None:
    if player:
        fits = quantity in _BY_PLAYER and role in ("", "train")
        return f"{player}_{quantity}" if fits else None
    if quantity in _BY_ROLE:
        return f"{role or 'train'}_{quantity}"
    return quantity if role in ("", "train") else None


def best_names(names: Iterable[str]) -> dict[str, str]:
    """Return the best name for each series among some; of equals the first."""
    best: dict[str, tuple[int, str]] = {}
    for name in names:
        found = field_of(name)
        if found is not None and (found[0] not in best or found[1] < best[found[0]][0]):
            best[found[0]] = found[1], name
    return {field: name for field, (_, name) in best.items()}


def assign(names: Iterable[str], given: Mapping[str, str], file: str) -> Columns:
    """Find what each column of a log holds.

    Args:
        names: The columns, in the order of the log.
        given: What the caller says: columns by field, ``steps`` and ``epoch`` among them.
        file: The log, for the problems.

    Raises:
        IntakeError: No column holds a series, two columns claim one field, or what the
            caller says names a field or column that does not exist.
    """
    columns = list(dict.fromkeys(names))
    problems = list(_check_given(columns, given, file))
    free = [name for name in columns if name not in given.values()]
    epoch = given.get("epoch") or _counting(free, _EPOCHS)
    step = given.get("steps") or given.get("step") or _counting(free, _STEPS)
    chosen = {field: name for field, name in given.items() if field in SERIES}
    notes = []
    for field, claims in _claims(free, {epoch, step}, chosen).items():
        best = min(rank for rank, _ in claims)
        first, *rest = [name for rank, name in claims if rank == best]
        if rest:
            what = f"the columns {', '.join(map(repr, [first, *rest]))} could each be {field}"
            message = f"{what}; say which with map: {field}={first}"
            problems.append(Problem("I005", message, location=Location(file)))
        chosen[field] = first
        if len(claims) > 1 and not rest:
            others = ", ".join(name for _, name in claims if name != first)
            notes.append(f"{field} is read from {first}; {others} left aside.")
    if not chosen and not problems:
        problems.append(_nothing_known(columns, file))
    if problems:
        raise IntakeError(problems)
    taken = {*chosen.values(), epoch, step}
    unused = tuple(name for name in columns if name not in taken)
    return Columns(chosen, epoch, step, unused, tuple(notes))


def _check_given(columns: list[str], given: Mapping[str, str], file: str) -> Iterable[Problem]:
    for field, name in given.items():
        if field not in SERIES and field not in ("steps", "step", "epoch"):
            near = did_you_mean(field, [*SERIES, "steps", "epoch"])
            yield Problem("I004", f"map: unknown series {field!r}{near}", location=Location(file))
        if name not in columns:
            near = did_you_mean(name, columns)
            message = f"map: the log has no column {name!r}{near}"
            yield Problem("I004", message, location=Location(file))


def _counting(names: list[str], wanted: frozenset[str]) -> str | None:
    folded = {"_".join(_WORDS.findall(name.rsplit("/", 1)[-1])).lower(): name for name in names}
    return next((folded[name] for name in folded if name in wanted), None)


def _claims(
    names: list[str], counting: set[str | None], chosen: Mapping[str, str]
) -> dict[str, list[tuple[int, str]]]:
    claims: dict[str, list[tuple[int, str]]] = {}
    for name in names:
        found = None if name in counting else field_of(name)
        if found is not None and found[0] not in chosen:
            claims.setdefault(found[0], []).append((found[1], name))
    return claims


def _nothing_known(columns: list[str], file: str) -> Problem:
    if not columns:
        return Problem("I003", "the log has no columns", location=Location(file))
    listed = ", ".join(columns[:12]) + (", ..." if len(columns) > 12 else "")
    message = (
        f"no column is known as a loss, an accuracy or a gradient norm (found: {listed}); "
        "say which is which with map: train_loss=COLUMN"
    )
    return Problem("I003", message, location=Location(file))
