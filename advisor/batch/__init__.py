"""Many descriptors at once: several processes, flat memory, nothing lost.

``advisor.batch`` is this room and, called, the function `batch` in it.
"""

import sys
from types import ModuleType

from advisor.batch.calls import Result
from advisor.batch.calls import batch as _batch

__all__ = ["Result", "batch"]


class _Callable(ModuleType):
    """The room as a function: importing from it first must not hide the function's name."""

    __call__ = staticmethod(_batch)


batch = sys.modules[__name__]
batch.__class__ = _Callable
