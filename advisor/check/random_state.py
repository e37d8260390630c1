"""Keep the random numbers of Python, NumPy and PyTorch as they were."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np

__all__ = ["seeded"]


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Draw from a seed for a while; afterwards the caller's random numbers go on as before.

    Keras draws the seeds of its layers from Python. PyTorch is seeded where it is imported.
    """
    python, numbers = random.getstate(), np.random.get_state()
    torch: Any = sys.modules.get("torch")
    with ExitStack() as stack:
        if torch is not None:
            stack.enter_context(torch.random.fork_rng())
            torch.manual_seed(seed)
        random.seed(seed)
        np.random.seed(seed % 2**32)
        try:
            yield
        finally:
            random.setstate(python)
            np.random.set_state(numbers)
