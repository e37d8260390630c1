"""The option that shows advice as code."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from advisor.report.code_text import FRAMEWORKS

__all__ = ["framework_option"]

AnyCommand = TypeVar("AnyCommand", bound=Callable[..., object])


def framework_option(command: AnyCommand) -> AnyCommand:
    """Add ``--framework``."""
    return click.option(
        "--framework",
        type=click.Choice(list(FRAMEWORKS)),
        help="Show the advice as code for this framework too.",
    )(command)
