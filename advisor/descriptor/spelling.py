"""How differently a name may be spelt and still be the same name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

__all__ = ["Spellings", "fold"]

_MODULES = (
    "torch nn f functional optim init modules loss losses tf tensorflow keras k backend optimizers "
    "activations metrics initializers layers train compat v1 v2 v3 sklearn linear_model "
    "neural_network preprocessing model_selection jax flax linen optax torchmetrics torchvision "
    "models ops utils regularizers legacy experimental applications lightning pl stable_baselines3 "
    "sb3 classification regression"
)
_PREFIXES = frozenset(_MODULES.split())
_IGNORED = re.compile(r"[\s_\-]+")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_BETWEEN_ARGUMENTS = re.compile(r",(?![^(\[{]*[)\]}])")


def fold(text: str) -> str:
    """Reduce a library's spelling to what counts: no module, call, case or word breaks.

    ``torch.nn.BCEWithLogitsLoss()`` and ``bce_with_logits_loss`` fold to the same name.
    """
    name = text.partition("(")[0].strip()
    while "." in name:
        module, _, rest = name.partition(".")
        if module.strip().lower() not in _PREFIXES:
            break
        name = rest
    return _IGNORED.sub("", name).lower()


class Spellings:
    """Meanings that depend on how a library writes a name, not on the name alone.

    A spelling is met by a text that ends in it, from a dot on: ``F.cross_entropy`` by
    ``nn.F.cross_entropy``, but not by ``cross_entropy``, which may be anybody's. Word breaks
    count: ``BCELoss`` is ``bce_loss``, but neither ``CrossEntropy`` nor ``cross entropy`` is
    ``crossentropy``. Where spellings of one name tell arguments apart, as does
    ``BinaryCrossentropy(from_logits=True)``, those arguments have to agree.
    """

    def __init__(self, meanings: Mapping[str, Iterable[str]]) -> None:
        """Prepare the spellings of each meaning; the one with more modules goes first."""
        self._known: dict[str, list[tuple[_Spelling, str]]] = {}
        for meaning, texts in meanings.items():
            for spelling in map(_Spelling.of, texts):
                self._known.setdefault(spelling.name, []).append((spelling, meaning))

    def meaning(self, text: str) -> str | None:
        """Return what a text means, or None where no spelling is met."""
        given = _Spelling.of(text)
        met = [known for known in self._known.get(given.name, ()) if given.ends_in(known[0])]
        most = max((len(spelling.modules) for spelling, _ in met), default=0)
        nearest = [known for known in met if len(known[0].modules) == most]
        telling = {name for spelling, _ in nearest for name in spelling.arguments}
        if telling:
            telling.add("")  # an argument without a name may be any of them
        arguments = {name: value for name, value in given.arguments.items() if name in telling}
        return next((meaning for s, meaning in nearest if s.arguments == arguments), None)


@dataclass(frozen=True, slots=True)
class _Spelling:
    """A name taken apart; ``arguments`` hold values by name, one without a name by ''."""

    modules: tuple[str, ...]
    name: str
    arguments: Mapping[str, str]

    @classmethod
    def of(cls, text: str) -> _Spelling:
        path, _, inside = text.partition("(")
        *modules, name = (part.strip() for part in path.split("."))
        # Nobody's code has spaces or hyphens in a name; a person's words are kept apart.
        words = ("_" if name.isidentifier() else " ").join(_WORD.findall(name)).lower()
        given = _BETWEEN_ARGUMENTS.split(inside.rpartition(")")[0]) if inside else ()
        pairs = (part.replace(" ", "").lower().rpartition("=") for part in given if part.strip())
        return cls(tuple(map(str.lower, modules)), words, {name: value for name, _, value in pairs})

    def ends_in(self, other: _Spelling) -> bool:
        return not other.modules or self.modules[-len(other.modules) :] == other.modules
