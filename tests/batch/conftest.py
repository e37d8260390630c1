"""The command line for tests of batches."""

from tests.cli.conftest import run

__all__ = ["run"]
