"""Diagnose a run while it trains: a monitor, and callbacks of the training libraries around it.

The callbacks are in modules of their own, each of which imports its library:
``advisor.live.lightning``, ``advisor.live.keras`` and ``advisor.live.transformers``.
"""

from advisor.live.monitor import Monitor

__all__ = ["Monitor"]
