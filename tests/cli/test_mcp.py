"""``advisor mcp`` says what it cannot do."""

from collections.abc import Callable

import pytest
from click.testing import Result

pytest.importorskip("mcp", reason="the extra mcp is not installed")


@pytest.mark.parametrize("address", ["8765", "host:", ":1", "a:b", "h:70000"])
def test_an_address_that_is_none_is_refused(run: Callable[..., Result], address: str) -> None:
    result = run("mcp", "--http", address)
    assert result.exit_code == 2
    assert "HOST:PORT" in result.stderr
