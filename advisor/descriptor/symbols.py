"""What symbol a name means: ``nn.BCELoss`` is ``binary_cross_entropy``."""

from __future__ import annotations

from advisor.descriptor.fields import SYMBOLS
from advisor.descriptor.kinds import Symbols
from advisor.errors import UnknownNameError

__all__ = ["canonical"]

_LISTS: dict[str, Symbols] = {symbols.name: symbols for symbols in SYMBOLS.values()}
_LISTS |= SYMBOLS


def canonical(path_or_list: str, text: str) -> str | None:
    """Return the symbol that a name means, or None where it means none or several.

    Args:
        path_or_list: a field (``model.loss``) or a list of symbols (``loss``).
        text: a symbol, or a library's or a person's name for one.
    """
    symbols = _LISTS.get(path_or_list)
    if symbols is None:
        raise UnknownNameError("field of symbols", path_or_list, _LISTS)
    return symbols.canonical(text)
