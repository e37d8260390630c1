"""A command group that imports a sub-command when it is called, and never shows a traceback."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn, TextIO

import click

from advisor.errors import AdvisorError, ProblemsError, did_you_mean, shortened

__all__ = ["AdvisorGroup", "drop", "unwritten"]

_BAD_INPUT = 2
_INTERNAL_ERROR = 3
_INTERRUPTED = 130
_BROKEN_PIPE = 141


class AdvisorGroup(click.Group):
    """Sub-commands by name: ``why-not`` is ``why_not`` in the module ``why_not``."""

    def __init__(
        self, *args: object, commands_of: str, summaries: Mapping[str, str], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._package = commands_of
        self._summaries = dict(summaries)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order a newcomer needs them."""
        return list(self._summaries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a sub-command."""
        if cmd_name not in self._summaries:
            return None
        attribute = cmd_name.replace("-", "_")
        module = importlib.import_module(f"{self._package}.{attribute}")
        command = getattr(module, attribute)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the sub-commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self._summaries.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the sub-command, or say which one was probably meant."""
        if args and not args[0].startswith("-") and args[0] not in self._summaries:
            near = did_you_mean(args[0], self._summaries)
            raise click.UsageError(f"no such command {shortened(args[0])!r}{near}", ctx)
        return super().resolve_command(ctx, args)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command line; help that cannot be written is no fault of the advisor."""
        try:
            return super().main(*args, **kwargs)
        except OSError as error:
            drop(sys.stdout)
            _say(f"advisor: {unwritten(error)}")
            sys.exit(_BAD_INPUT)

    def invoke(self, ctx: click.Context) -> object:
        """Run a sub-command; what a person can cause ends in a sentence, not a traceback."""
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.Abort, click.ClickException):
            raise
        except KeyboardInterrupt:
            ctx.exit(_INTERRUPTED)
        except BrokenPipeError:
            _leave_quietly(ctx)
        except ProblemsError as error:
            _refuse(ctx, str(error))
        except AdvisorError as error:
            _refuse(ctx, f"advisor: {error}")
        except OSError as error:
            if error.filename is not None:
                _refuse(ctx, f"advisor: {error.filename}: {error.strerror}")
            drop(sys.stdout)
            _refuse(ctx, f"advisor: {unwritten(error)}")
        except Exception as error:
            if os.environ.get("ADVISOR_TRACEBACK"):
                raise
            _refuse(ctx, _internal(error), _INTERNAL_ERROR)


def unwritten(error: OSError, output: Path | None = None) -> str:
    """Say that an output could not be written, and why."""
    where = "standard output" if output is None else str(output)
    return f"{where}: the output could not be written: {error.strerror or error}"


def _refuse(ctx: click.Context, message: str, status: int = _BAD_INPUT) -> NoReturn:
    _say(message)
    ctx.exit(status)


def _say(message: str) -> None:
    try:
        click.echo(message, err=True)
    except OSError:  # with nowhere to say it, the exit status must do
        drop(sys.stderr)


def _internal(error: Exception) -> str:
    return (
        f"advisor: this is a fault of the advisor, not of your input: "
        f"{type(error).__name__}: {error}\nSet ADVISOR_TRACEBACK=1 to see where."
    )


def _leave_quietly(ctx: click.Context) -> NoReturn:
    drop(sys.stdout)
    ctx.exit(_BROKEN_PIPE)


def drop(stream: TextIO) -> None:
    """Let what a stream still holds go nowhere: flushing it at exit would fail once more."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
