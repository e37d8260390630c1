"""Run the first trials of a training on a network and one batch, and say what they show.

``advisor.check`` is this room and, called, the function `check` in it.
"""

import sys
from types import ModuleType

from advisor.errors import AdvisorError

try:
    import numpy  # noqa: F401
except ImportError:
    message = "trial runs need numpy, which comes with the extras torch and keras"
    raise AdvisorError(f"{message}: pip install 'nn-advisor[torch]'") from None

from advisor.check.calls import check as _check
from advisor.check.result import Check

__all__ = ["Check", "check"]


class _Callable(ModuleType):
    """The room as a function: importing from it first must not hide the function's name."""

    __call__ = staticmethod(_check)


check = sys.modules[__name__]
check.__class__ = _Callable
