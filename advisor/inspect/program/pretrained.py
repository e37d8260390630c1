"""Models of Hugging Face that a program fetches, and how its trainer is told to train them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeGuard

from advisor.descriptor import canonical
from advisor.inspect.fields import state_metrics, state_optimizer
from advisor.inspect.heads import PRETRAINED, family, modality, state_head
from advisor.inspect.program.building import number
from advisor.inspect.program.reader import Reader
from advisor.inspect.program.training import PlaceOf, state_loader, state_loops
from advisor.inspect.program.values import Argument, Items, Known, Made, Table, constant
from advisor.inspect.result import Draft, Place, Told

__all__ = ["fetched", "state_fetched", "state_trainer"]

_FETCHING = ("from_pretrained", "from_config")
_SETTINGS = ("TrainingArguments", "Seq2SeqTrainingArguments", "SFTConfig")
_TRAINERS = ("Trainer", "Seq2SeqTrainer", "SFTTrainer")
_LOADING = ("evaluate.load", "evaluate.combine", "datasets.load_metric")
_OPTIMIZERS = ("adamw", "sgd", "rmsprop", "adagrad", "lion", "lamb")


def fetched(reader: Reader) -> list[Made]:
    """Return the models with a head that the program fetches to train, of each class the first.

    A model that is fetched again, mostly to be used after its training, is the same model.
    """
    found: dict[str, Made] = {}
    for made in reader.evidence.made:
        if made.name in _FETCHING and PRETRAINED.search(_class_of(made)):
            found.setdefault(_class_of(made), made)
    models = list(found.values())
    return models if _trains(reader, models) else []


def state_fetched(reader: Reader, draft: Draft, model: Made) -> None:
    """State what the class and the name of a fetched model tell of it."""
    name, place = _class_of(model), reader.place(model.node)
    problem, labels = _setting(model, "problem_type"), _setting(model, "num_labels", "id2label")
    places = {"problem_type": _place_of(problem, reader.place, place),
              "labels": _place_of(labels, reader.place, place)}  # fmt: skip
    problem_type = constant(problem.value) if problem is not None else None
    count = number(labels)
    if labels is not None and isinstance(labels.value, Table):
        count = len(labels.value.items)
    state_head(
        draft,
        name,
        problem_type if isinstance(problem_type, str) else None,
        count if isinstance(count, int) and count > 0 else None,
        lambda what: places.get(what, place),
    )
    data, source = modality(name), constant(model.args[0].value) if model.args else None
    if data is not None:
        draft.state("data.modality", data, place)
    kind = family(f"{name} {source or ''}", images=data == "image_2d")
    if kind is not None:
        draft.state("model.architecture", kind, place)


def state_trainer(reader: Reader, draft: Draft) -> None:
    """State what the trainer of the library, or else a loop of the program, is told."""
    settings = _settings(reader)
    if settings is None:
        _state_loops(reader, draft)
    else:
        trainer = _made(reader, _TRAINERS)
        _state_numbers(draft, settings, reader.place)
        _state_optimizer(draft, settings, trainer, reader.place)
        _state_means(draft, settings, trainer, reader.place)
        _state_validation(draft, settings, reader.place)
    _state_metrics(reader, draft)


def _class_of(made: Made) -> str:
    return made.path.split(".")[-2] if made.path.startswith("transformers.") else ""


def _setting(model: Made, *names: str) -> Argument | None:
    """Return what a model is given by name, itself or in its configuration."""
    config = model.argument(None, "config")
    if config is None and model.name == "from_config" and model.args:
        config = model.args[0]
    given = model.argument(None, *names)
    if given is None and config is not None and isinstance(config.value, Made):
        return config.value.argument(None, *names)
    return given


def _trains(reader: Reader, models: Sequence[Made]) -> bool:
    """Whether the program trains any of them; many only use what others have trained."""
    evidence = reader.evidence
    prepared = any(seen.owner in models for seen in evidence.named("fit", "compile"))
    back = any(seen.owner is not None for seen in evidence.named("backward"))
    return prepared or back or bool(evidence.losses) or _settings(reader) is not None


def _settings(reader: Reader) -> Made | None:
    return _made(reader, _SETTINGS)


def _made(reader: Reader, names: tuple[str, ...]) -> Made | None:
    return next((made for made in reader.evidence.made if made.name in names), None)


def _place_of(given: Argument | None, place_of: PlaceOf, otherwise: Place) -> Place:
    return otherwise if given is None else place_of(given.node)


def _state_loops(reader: Reader, draft: Draft) -> None:
    """State batch size and epochs from the loops around the way back through the model."""
    for seen in reader.evidence.named("backward"):
        if seen.loops:
            state_loader(draft, seen.loops, reader.place)
            state_loops(draft, seen.loops, reader.place)
            return


def _state_numbers(draft: Draft, settings: Made, place_of: PlaceOf) -> None:
    epochs = settings.argument(None, "num_train_epochs")
    turns, limit = number(epochs), number(settings.argument(None, "max_steps"))
    counted = turns is not None and turns > 0 and float(turns).is_integer()
    if epochs is not None and turns is not None and counted and not (limit and limit > 0):
        draft.state("training.epochs", int(turns), place_of(epochs.node))
    size = settings.argument(None, "per_device_train_batch_size")
    gathered = settings.argument(None, "gradient_accumulation_steps")
    each, times = number(size), 1 if gathered is None else number(gathered)
    if size is not None and _is_count(each) and _is_count(times):
        draft.state("training.batch_size", each * times, place_of(size.node))


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and value > 0


def _state_optimizer(draft: Draft, settings: Made, trainer: Made | None, place_of: PlaceOf) -> None:
    """State the optimizer: the library's own is AdamW, and it cuts gradients back by norm."""
    norm = settings.argument(None, "max_grad_norm")
    limit = number(norm) if norm is not None else 1.0
    where = _place_of(norm, place_of, place_of(settings.node))
    if limit is not None:
        draft.state("training.gradient_clipping", "norm" if limit > 0 else "none", where)
    if trainer is not None and trainer.argument(None, "optimizers") is not None:
        return
    told = settings.argument(None, "optim")
    text = str(constant(told.value)) if told is not None else "adamw"
    name = next((name for name in _OPTIMIZERS if name in text), None)
    rate = settings.argument(None, "learning_rate")
    place = _place_of(told, place_of, place_of(settings.node))
    stated = Told(number(rate), place_of(rate.node)) if rate is not None else None
    state_optimizer(draft, name, stated, place)


def _state_means(draft: Draft, settings: Made, trainer: Made | None, place_of: PlaceOf) -> None:
    means: dict[str, Place] = {}
    for name, mean in (("weight_decay", "weight_decay"),
                       ("label_smoothing_factor", "label_smoothing")):  # fmt: skip
        given = settings.argument(None, name)
        amount = number(given)
        if given is not None and amount is not None and amount > 0:
            means[mean] = place_of(given.node)
    callbacks = trainer.argument(None, "callbacks") if trainer is not None else None
    if callbacks is not None and isinstance(callbacks.value, Items):
        names = {getattr(each.value, "name", "") for each in callbacks.value.items}
        if "EarlyStoppingCallback" in names:
            means["early_stopping"] = place_of(callbacks.node)
    if means:
        draft.state("model.regularization", list(means), next(iter(means.values())))


def _state_validation(draft: Draft, settings: Made, place_of: PlaceOf) -> None:
    when = settings.argument(None, "eval_strategy", "evaluation_strategy")
    told = constant(when.value) if when is not None else None
    if when is not None and told in ("epoch", "steps", "no"):
        draft.state("evaluation.tracks_validation", told != "no", place_of(when.node))


def _state_metrics(reader: Reader, draft: Draft) -> None:
    """State the metrics that the program loads; others are left to whoever knows them."""
    for made in reader.evidence.made:
        if made.path in _LOADING and made.args:
            listed = made.args[0].value
            values = (
                [each.value for each in listed.items] if isinstance(listed, Items) else [listed]
            )
            names = [value.value for value in values if isinstance(value, Known)]
            if any(isinstance(name, str) and canonical("metric", name) for name in names):
                state_metrics(draft, names, reader.place(made.node))
                return
