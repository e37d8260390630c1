"""From data to a descriptor: what a table, or a folder of images, says about a project.

``advisor.profile`` is this room and, called, the function `profile` in it.
"""

import sys
from types import ModuleType

from advisor.profile.calls import profile as _profile
from advisor.profile.model import Column, Inferred, Question, Reading, Remark
from advisor.profile.whole import Profile

__all__ = ["Column", "Inferred", "Profile", "Question", "Reading", "Remark", "profile"]


class _Callable(ModuleType):
    """The room as a function: importing from it first must not hide the function's name."""

    __call__ = staticmethod(_profile)


profile = sys.modules[__name__]
profile.__class__ = _Callable
