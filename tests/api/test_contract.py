"""The API keeps what its OpenAPI description says, whatever is sent: every check of schemathesis.

``benchmarks/server_contract.py`` sends many thousands of requests more to a running server.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from advisor import Advisor
from advisor.api import create_app
from tests.api import contract_hooks  # noqa: F401  schemathesis knows it when it is imported

EACH = 25


@pytest.fixture(scope="module")
def operations(advisor: Advisor) -> list[Any]:
    config = SchemathesisConfig.from_path(Path(__file__).with_name("schemathesis.toml"))
    schema: Any = schemathesis.openapi.from_asgi(
        "/openapi.json", create_app(advisor), config=config
    )
    return [found.ok() for found in schema.get_all_operations()]


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_what_is_described_is_kept(operations: list[Any], mode: GenerationMode) -> None:
    """What fits the description is answered, what does not is refused, both as described."""
    sent = sum(_send(operation, mode) for operation in operations)
    assert len(operations) >= 17
    assert sent >= 150


def _send(operation: Any, mode: GenerationMode) -> int:
    sent = 0

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EACH,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def send(case: Any) -> None:
        nonlocal sent
        case.call_and_validate()
        sent += 1

    # Nothing that is sent could be at odds with some descriptions, such as that of /healthz.
    with suppress(Unsatisfiable):
        send()
    return sent
