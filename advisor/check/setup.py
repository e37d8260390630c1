"""Find the caller's setup, call it, and take a network, a loss and a batch from what it returns."""

from __future__ import annotations

import importlib
import sys
import sysconfig
import traceback
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from advisor.check.random_state import seeded
from advisor.check.trial import Subject
from advisor.errors import AdvisorError, did_you_mean
from advisor.inspect.result import refuse

__all__ = ["Setup", "find_setup", "place_of", "subject_of"]

Setup = str | Callable[[], Mapping[str, Any]] | Mapping[str, Any]
"""``package.module:setup``, a function without arguments, or what such a function returns."""

_KEYS = ("model", "loss", "batch", "optimizer", "descriptor")
_LIBRARIES = tuple({sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")})


def find_setup(setup: Setup, seed: int) -> Mapping[str, Any]:
    """Import what the caller named, and call it with a seed; the current folder is importable.

    Raises:
        InspectError: The code cannot be found or fails; its last line is told with its place (M009)
        AdvisorError: It returns something else than a mapping of the known keys.
    """
    if isinstance(setup, Mapping):
        found: Any = setup
    elif callable(setup):
        found = _run(setup, getattr(setup, "__name__", "setup"), seed)
    else:
        made: Any = _run(lambda: _named(setup), setup)
        found = _run(made, setup, seed)
    if not isinstance(found, Mapping):
        kind = type(found).__name__
        raise AdvisorError(f"setup returns a mapping with model, loss and batch, not a {kind}")
    for key in found:
        if key not in _KEYS:
            raise AdvisorError(f"setup returns an unknown key {key!r}{did_you_mean(key, _KEYS)}")
    for key in ("model", "batch"):
        if key not in found:
            raise AdvisorError(f"what setup returns lacks {key!r}")
    return found


def subject_of(found: Mapping[str, Any]) -> Subject:
    """Return the network and its batch, by the library that the network is written in.

    Raises:
        AdvisorError: It is neither a module of PyTorch nor a model of Keras, or a part is missing.
    """
    model, batch = found["model"], found["batch"]
    if not isinstance(batch, tuple | list) or len(batch) != 2:
        raise AdvisorError("the batch is a pair of inputs and targets")
    families = {each.__module__.partition(".")[0] for each in type(model).__mro__}
    if "keras" in families:
        from advisor.check.keras_subject import KerasSubject

        return KerasSubject(model, (batch[0], batch[1]))
    if "torch" in families:
        from advisor.check.torch_subject import TorchSubject

        if not callable(found.get("loss")):
            raise AdvisorError("with PyTorch setup gives a loss, called with outputs and targets")
        return TorchSubject(model, found["loss"], (batch[0], batch[1]), found.get("optimizer"))
    kind = type(model).__name__
    raise AdvisorError(f"the model is a {kind}, neither a module of PyTorch nor a model of Keras")


def place_of(error: BaseException) -> tuple[str, int | None]:
    """Return the last line of the caller's own code that an error went through."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [each for each in frames if not _foreign(each.filename)]
    if not own:
        return "", None
    path = Path(own[-1].filename)
    near = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    return str(near), own[-1].lineno


def _foreign(file: str) -> bool:
    here = str(Path(__file__).parent.parent)
    return file.startswith(("<", here, *_LIBRARIES)) or "site-packages" in file


def _run(make: Callable[[], object], name: str, seed: int | None = None) -> object:
    try:
        with nullcontext() if seed is None else seeded(seed):
            return make()
    except (KeyboardInterrupt, SystemExit) as error:
        raise refuse("M009", f"the code ended itself: {error!r}", name) from None
    except AdvisorError:
        raise
    except Exception as error:
        file, line = place_of(error)
        last = str(error).strip().splitlines()[-1:] or [""]
        message = f"setup failed: {type(error).__name__}: {last[0]}"
        raise refuse("M009", message, file or name, line) from None


def _named(target: str) -> object:
    module, colon, name = target.partition(":")
    if not (module and colon and name):
        raise AdvisorError(f"{target!r} does not name a function; write package.module:setup")
    if str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))
    found: Any = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    if not callable(found):
        raise AdvisorError(f"{target} is a {type(found).__name__}, not a function")
    return found
