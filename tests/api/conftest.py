"""One advisor for all tests of the API, and clients over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient

from advisor import Advisor
from advisor.api import Settings, create_app

Serve = Callable[..., TestClient]


@pytest.fixture(scope="session")
def advisor() -> Advisor:
    return Advisor()


@pytest.fixture(scope="module")
def client(advisor: Advisor) -> Iterator[TestClient]:
    with TestClient(create_app(advisor), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def serve(advisor: Advisor) -> Serve:
    """Make a client of an application with other settings."""

    def make(**settings: object) -> TestClient:
        app = create_app(advisor, Settings.model_validate(settings))
        return TestClient(app, raise_server_exceptions=False)

    return make
