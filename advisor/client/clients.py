"""Ask a server of ours from Python: the verbs of the Advisor, over HTTP; needs httpx2.

Example::

    with Client("http://127.0.0.1:8000") as client:
        report = client.advise({"problem": {"task": "regression"}})
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from types import TracebackType
from typing import Any, Self

from pydantic import TypeAdapter

from advisor.client import requests
from advisor.client.answers import accepted, answered, refusal
from advisor.client.requests import Request, RunLike
from advisor.descriptor import DescriptorLike
from advisor.errors import AdvisorError, Problem
from advisor.report import Comparison, Coverage, Report, RuleExplanation, WhyNot
from advisor.report.answer import DiagnosisAnswer

__all__ = ["AsyncClient", "Client"]

_TIMEOUT = 60.0
_COVERAGE = TypeAdapter(list[Coverage])


class _Door:
    """What both clients have in common: where the server is, and how it is spoken to."""

    def __init__(self, kind: str, url: str, key: str | None, timeout: float) -> None:
        if find_spec("httpx2") is None:
            raise AdvisorError("asking a server needs httpx2: pip install 'nn-advisor[client]'")
        httpx = import_module("httpx2")
        headers = {"x-api-key": key} if key else {}
        self.url = url
        self.client: Any = getattr(httpx, kind)(base_url=url, headers=headers, timeout=timeout)
        self.failures: tuple[type[Exception], ...] = (httpx.HTTPError, httpx.InvalidURL)

    def arguments(self, request: Request) -> dict[str, Any]:
        """Return what the library wants to be told of a request."""
        told: dict[str, Any] = {"params": dict(request.params)}
        if request.log is not None:
            try:
                raw = request.log.read_bytes()
            except OSError as error:
                reason = (error.strerror or str(error)).lower()
                raise AdvisorError(f"{request.log}: cannot be read: {reason}") from None
            return {**told, "data": request.parts, "files": {"log": (request.log.name, raw)}}
        if request.content is not None:
            told |= {"content": request.content, "headers": {"content-type": "application/json"}}
        return told

    def lost(self, error: Exception) -> AdvisorError:
        """Return the error for a server that cannot be asked."""
        return AdvisorError(f"{self.url}: not answered: {str(error) or type(error).__name__}")


class Client:
    """Asks a server; every verb is that of the `Advisor` and gives the same objects.

    Each may raise what the Advisor raises of a descriptor or a log that it cannot use, and
    `AdvisorError` where a name is unknown, or the server refuses or does not answer.
    """

    def __init__(
        self,
        url: str = "http://127.0.0.1:8000",
        *,
        key: str | None = None,
        timeout: float = _TIMEOUT,
    ) -> None:
        """Prepare to ask.

        Args:
            url: Where the server is.
            key: The API key, where the server wants one.
            timeout: Seconds to wait for the server.

        Raises:
            AdvisorError: The library for it is not installed.
        """
        self._door = _Door("Client", url, key, timeout)

    def advise(
        self,
        descriptor: DescriptorLike,
        *,
        topics: Sequence[str] | None = None,
        sources: Sequence[str] | None = None,
        framework: str | None = None,
    ) -> Report:
        """Say everything that the rules have to say about a project."""
        asked = requests.advise(descriptor, topics, sources, framework)
        return Report.from_json(self._send(asked))

    def diagnose(
        self,
        run: RunLike,
        descriptor: DescriptorLike | None = None,
        *,
        kind: str | None = None,
        columns: Mapping[str, str] | None = None,
        sources: Sequence[str] | None = None,
    ) -> DiagnosisAnswer:
        """Say what the log of one training run shows."""
        asked = requests.diagnose(run, descriptor, kind, columns, sources)
        return DiagnosisAnswer.model_validate_json(self._send(asked))

    def ask(self, topic: str, /, **facts: object) -> Report:
        """Ask one topic, with facts by name."""
        return Report.from_json(self._send(requests.ask(topic, facts)))

    def explain(self, rule: str) -> RuleExplanation:
        """Tell everything about one rule."""
        return RuleExplanation.model_validate_json(self._send(requests.explain(rule)))

    def why_not(self, rule: str, descriptor: DescriptorLike) -> WhyNot:
        """Say which conditions of a rule hold, fail or are unknown for a descriptor."""
        return WhyNot.model_validate_json(self._send(requests.why_not(rule, descriptor)))

    def what_if(self, descriptor: DescriptorLike, changes: Mapping[str, object]) -> Comparison:
        """Say which conclusions a change of the descriptor gains, loses and alters."""
        return Comparison.model_validate_json(self._send(requests.what_if(descriptor, changes)))

    def coverage(self) -> list[Coverage]:
        """List the statements of all documents with the rules that claim them."""
        return _COVERAGE.validate_json(self._send(Request("GET", "/v1/coverage")))

    def batch(self, descriptors: Iterable[DescriptorLike]) -> Iterator[Report | list[Problem]]:
        """Advise on many projects, in order: a report each, or what is wrong with it."""
        door = self._door
        try:
            with door.client.stream(
                "POST", "/v1/batch", content=requests.batch(descriptors)
            ) as response:
                if response.status_code != 200:
                    raise refusal(response.status_code, response.read())
                yield from map(answered, response.iter_lines())
        except door.failures as error:
            raise door.lost(error) from None

    def close(self) -> None:
        """Close the connections."""
        self._door.client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _send(self, request: Request) -> bytes:
        door = self._door
        try:
            response = door.client.request(request.method, request.path, **door.arguments(request))
        except door.failures as error:
            raise door.lost(error) from None
        return accepted(response.status_code, response.content)


class AsyncClient:
    """Asks a server without waiting idly; the verbs are those of `Client`, to be awaited."""

    def __init__(
        self,
        url: str = "http://127.0.0.1:8000",
        *,
        key: str | None = None,
        timeout: float = _TIMEOUT,
    ) -> None:
        """Prepare to ask, as `Client` does."""
        self._door = _Door("AsyncClient", url, key, timeout)

    async def advise(
        self,
        descriptor: DescriptorLike,
        *,
        topics: Sequence[str] | None = None,
        sources: Sequence[str] | None = None,
        framework: str | None = None,
    ) -> Report:
        """Say everything that the rules have to say about a project."""
        asked = requests.advise(descriptor, topics, sources, framework)
        return Report.from_json(await self._send(asked))

    async def diagnose(
        self,
        run: RunLike,
        descriptor: DescriptorLike | None = None,
        *,
        kind: str | None = None,
        columns: Mapping[str, str] | None = None,
        sources: Sequence[str] | None = None,
    ) -> DiagnosisAnswer:
        """Say what the log of one training run shows."""
        asked = requests.diagnose(run, descriptor, kind, columns, sources)
        return DiagnosisAnswer.model_validate_json(await self._send(asked))

    async def ask(self, topic: str, /, **facts: object) -> Report:
        """Ask one topic, with facts by name."""
        return Report.from_json(await self._send(requests.ask(topic, facts)))

    async def explain(self, rule: str) -> RuleExplanation:
        """Tell everything about one rule."""
        return RuleExplanation.model_validate_json(await self._send(requests.explain(rule)))

    async def why_not(self, rule: str, descriptor: DescriptorLike) -> WhyNot:
        """Say which conditions of a rule hold, fail or are unknown for a descriptor."""
        return WhyNot.model_validate_json(await self._send(requests.why_not(rule, descriptor)))

    async def what_if(
        self, descriptor: DescriptorLike, changes: Mapping[str, object]
    ) -> Comparison:
        """Say which conclusions a change of the descriptor gains, loses and alters."""
        return Comparison.model_validate_json(
            await self._send(requests.what_if(descriptor, changes))
        )

    async def coverage(self) -> list[Coverage]:
        """List the statements of all documents with the rules that claim them."""
        return _COVERAGE.validate_json(await self._send(Request("GET", "/v1/coverage")))

    async def batch(
        self, descriptors: Iterable[DescriptorLike]
    ) -> AsyncIterator[Report | list[Problem]]:
        """Advise on many projects, in order: a report each, or what is wrong with it."""

        async def lines() -> AsyncIterator[bytes]:
            for line in requests.batch(descriptors):
                yield line

        door = self._door
        try:
            async with door.client.stream("POST", "/v1/batch", content=lines()) as response:
                if response.status_code != 200:
                    raise refusal(response.status_code, await response.aread())
                async for line in response.aiter_lines():
                    yield answered(line)
        except door.failures as error:
            raise door.lost(error) from None

    async def close(self) -> None:
        """Close the connections."""
        await self._door.client.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def _send(self, request: Request) -> bytes:
        door = self._door
        try:
            response = await door.client.request(
                request.method, request.path, **door.arguments(request)
            )
        except door.failures as error:
            raise door.lost(error) from None
        return accepted(response.status_code, response.content)
