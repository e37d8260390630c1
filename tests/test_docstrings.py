"""The examples in docstrings are run."""

import doctest

import pytest

import advisor
import advisor.service


@pytest.mark.parametrize("module", [advisor, advisor.service])
def test_examples_hold(module: object) -> None:
    """Every example of the public interface gives what it shows."""
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted
    assert not result.failed
