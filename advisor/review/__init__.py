"""Review descriptors, programs and models like a linter: what is wrong, and where.

``advisor.review`` is this room and, called, the function `review` in it.
"""

import sys
from types import ModuleType

from advisor.inspect.result import Place
from advisor.review.calls import review as _review
from advisor.review.model import Finding, Remark, Review

__all__ = ["Finding", "Place", "Remark", "Review", "review"]


class _Callable(ModuleType):
    """The room as a function: importing from it first must not hide the function's name."""

    __call__ = staticmethod(_review)


review = sys.modules[__name__]
review.__class__ = _Callable
