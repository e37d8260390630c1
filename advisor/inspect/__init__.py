"""Read models and the programs that make them; nothing is run that the caller did not ask for.

``advisor.inspect`` is this room and, called, the function `inspect` in it.
"""

import sys
from types import ModuleType

from advisor.inspect.find import inspect as _inspect
from advisor.inspect.result import Inspection, Place, Undecided

__all__ = ["Inspection", "Place", "Undecided", "inspect"]


class _Callable(ModuleType):
    """The room as a function: importing from it first must not hide the function's name."""

    __call__ = staticmethod(_inspect)


inspect = sys.modules[__name__]
inspect.__class__ = _Callable
