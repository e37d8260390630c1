"""Ask a server of ours from Python: the verbs of the Advisor, over HTTP; needs httpx2.

Example::

    with Client("http://127.0.0.1:8000") as client:
        report = client.advise({"problem": {"task": "regression"}})
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from pydantic import JsonValue, TypeAdapter

from advisor.descriptor import Descriptor, read
from advisor.errors import (
    AdvisorError,
    DescriptorError,
    IntakeError,
    Location,
    Problem,
    ProblemsError,
    RuleBaseError,
    SourceError,
    UnknownNameError,
)
from advisor.report import Comparison, Coverage, Report, RuleExplanation, WhyNot
from advisor.report.answer import DiagnosisAnswer

__all__ = ["AsyncClient", "Client"]

ProjectLike = Descriptor | Mapping[str, object] | str | PathLike[str] | bytes
"""A descriptor, the same as a mapping, the path of its file here, or its JSON text as bytes."""

RunLike = Mapping[str, Iterable[object]] | str | PathLike[str]
"""The columns of a run, or the path of a log on this machine."""

_HERE = "http://127.0.0.1:8000"
_TIMEOUT = 60.0
_ERRORS: Mapping[str, type[ProblemsError]] = {
    "D": DescriptorError,
    "I": IntakeError,
    "R": RuleBaseError,
    "S": RuleBaseError,
    "Y": SourceError,
}
_UNKNOWN = re.compile(r"unknown (\w+) '(.*?)'")
_COVERAGE = TypeAdapter(list[Coverage])


@dataclass(frozen=True, slots=True)
class _Request:
    """One request: where it goes and what it brings."""

    method: str
    path: str
    content: bytes | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, str] | None = None
    log: Path | None = None


def _advise(
    descriptor: ProjectLike,
    topics: Sequence[str] | None,
    sources: Sequence[str] | None,
    framework: str | None,
) -> _Request:
    params = {"topics": topics, "sources": sources, "framework": framework and [framework]}
    told = {name: list(value) for name, value in params.items() if value is not None}
    return _Request("POST", "/v1/advise", _text(descriptor), told)


def _diagnose(run: RunLike, descriptor: ProjectLike | None, kind: str | None) -> _Request:
    project = b"{}" if descriptor is None else _text(descriptor)
    if isinstance(run, Mapping):
        columns = {name: list(values) for name, values in run.items()}
        body = {"run": {"columns": columns}, "descriptor": json.loads(project), "kind": kind}
        return _Request("POST", "/v1/diagnose", _text(body))
    parts = {"descriptor": project.decode(), **({"kind": kind} if kind else {})}
    return _Request("POST", "/v1/diagnose", parts=parts, log=Path(run))


def _ask(topic: str, facts: Mapping[str, object]) -> _Request:
    told = {name: _told(value) for name, value in facts.items() if value is not None}
    return _Request("GET", f"/v1/ask/{quote(topic, safe='')}", params=told)


def _what_if(descriptor: ProjectLike, changes: Mapping[str, object]) -> _Request:
    body = {"descriptor": json.loads(_text(descriptor)), "changes": dict(changes)}
    return _Request("POST", "/v1/what-if", _text(body))


def _why_not(rule: str, descriptor: ProjectLike) -> _Request:
    return _Request("POST", "/v1/why-not", _text(descriptor), {"rule": rule})


def _explain(rule: str) -> _Request:
    return _Request("GET", f"/v1/rules/{quote(rule, safe='')}")


def _batch(descriptors: Iterable[ProjectLike]) -> Iterator[bytes]:
    return (b"%b\n" % _text(each).replace(b"\n", b" ") for each in descriptors)


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

    def arguments(self, request: _Request) -> dict[str, Any]:
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
        descriptor: ProjectLike,
        *,
        topics: Sequence[str] | None = None,
        sources: Sequence[str] | None = None,
        framework: str | None = None,
    ) -> Report:
        """Say everything that the rules have to say about a project."""
        return Report.from_json(self._send(_advise(descriptor, topics, sources, framework)))

    def diagnose(
        self, run: RunLike, descriptor: ProjectLike | None = None, *, kind: str | None = None
    ) -> DiagnosisAnswer:
        """Say what the log of one training run shows."""
        return DiagnosisAnswer.model_validate_json(self._send(_diagnose(run, descriptor, kind)))

    def ask(self, topic: str, /, **facts: object) -> Report:
        """Ask one topic, with facts by name."""
        return Report.from_json(self._send(_ask(topic, facts)))

    def explain(self, rule: str) -> RuleExplanation:
        """Tell everything about one rule."""
        return RuleExplanation.model_validate_json(self._send(_explain(rule)))

    def why_not(self, rule: str, descriptor: ProjectLike) -> WhyNot:
        """Say which conditions of a rule hold, fail or are unknown for a descriptor."""
        return WhyNot.model_validate_json(self._send(_why_not(rule, descriptor)))

    def what_if(self, descriptor: ProjectLike, changes: Mapping[str, object]) -> Comparison:
        """Say which conclusions a change of the descriptor gains, loses and alters."""
        return Comparison.model_validate_json(self._send(_what_if(descriptor, changes)))

    def coverage(self) -> list[Coverage]:
        """List the statements of all documents with the rules that claim them."""
        return _COVERAGE.validate_json(self._send(_Request("GET", "/v1/coverage")))

    def batch(self, descriptors: Iterable[ProjectLike]) -> Iterator[Report | list[Problem]]:
        """Advise on many projects, in order: a report each, or what is wrong with it."""
        door = self._door
        try:
            with door.client.stream("POST", "/v1/batch", content=_batch(descriptors)) as response:
                if response.status_code != 200:
                    raise _refusal(response.status_code, response.read())
                yield from map(_answered, response.iter_lines())
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

    def _send(self, request: _Request) -> bytes:
        door = self._door
        try:
            response = door.client.request(request.method, request.path, **door.arguments(request))
        except door.failures as error:
            raise door.lost(error) from None
        return _accepted(response.status_code, response.content)


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
        descriptor: ProjectLike,
        *,
        topics: Sequence[str] | None = None,
        sources: Sequence[str] | None = None,
        framework: str | None = None,
    ) -> Report:
        """Say everything that the rules have to say about a project."""
        return Report.from_json(await self._send(_advise(descriptor, topics, sources, framework)))

    async def diagnose(
        self, run: RunLike, descriptor: ProjectLike | None = None, *, kind: str | None = None
    ) -> DiagnosisAnswer:
        """Say what the log of one training run shows."""
        told = await self._send(_diagnose(run, descriptor, kind))
        return DiagnosisAnswer.model_validate_json(told)

    async def ask(self, topic: str, /, **facts: object) -> Report:
        """Ask one topic, with facts by name."""
        return Report.from_json(await self._send(_ask(topic, facts)))

    async def explain(self, rule: str) -> RuleExplanation:
        """Tell everything about one rule."""
        return RuleExplanation.model_validate_json(await self._send(_explain(rule)))

    async def why_not(self, rule: str, descriptor: ProjectLike) -> WhyNot:
        """Say which conditions of a rule hold, fail or are unknown for a descriptor."""
        return WhyNot.model_validate_json(await self._send(_why_not(rule, descriptor)))

    async def what_if(self, descriptor: ProjectLike, changes: Mapping[str, object]) -> Comparison:
        """Say which conclusions a change of the descriptor gains, loses and alters."""
        return Comparison.model_validate_json(await self._send(_what_if(descriptor, changes)))

    async def coverage(self) -> list[Coverage]:
        """List the statements of all documents with the rules that claim them."""
        return _COVERAGE.validate_json(await self._send(_Request("GET", "/v1/coverage")))

    async def batch(
        self, descriptors: Iterable[ProjectLike]
    ) -> AsyncIterator[Report | list[Problem]]:
        """Advise on many projects, in order: a report each, or what is wrong with it."""

        async def lines() -> AsyncIterator[bytes]:
            for line in _batch(descriptors):
                yield line

        door = self._door
        try:
            async with door.client.stream("POST", "/v1/batch", content=lines()) as response:
                if response.status_code != 200:
                    raise _refusal(response.status_code, await response.aread())
                async for line in response.aiter_lines():
                    yield _answered(line)
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

    async def _send(self, request: _Request) -> bytes:
        door = self._door
        try:
            response = await door.client.request(
                request.method, request.path, **door.arguments(request)
            )
        except door.failures as error:
            raise door.lost(error) from None
        return _accepted(response.status_code, response.content)


def _text(value: object) -> bytes:
    """Write JSON; numbers that are not finite are written as the words that are read back."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str | PathLike):
        value = read(Path(value))
    if isinstance(value, Descriptor):
        value = value.model_dump(by_alias=True, exclude_unset=True)
    return TypeAdapter(JsonValue, config={"ser_json_inf_nan": "strings"}).dump_json(value)  # type: ignore[arg-type]


def _told(value: object) -> str:
    if isinstance(value, list | tuple):
        return ",".join(map(_told, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _accepted(status: int, content: bytes) -> bytes:
    if status != 200:
        raise _refusal(status, content)
    return content


def _answered(line: str) -> Report | list[Problem]:
    told = json.loads(line)
    if "report" in told:
        # The report's own bytes stand between the frame and the last brace.
        return Report.from_json(line[line.index('"report":') + 9 : -1])
    return _problems(told["problems"])


def _refusal(status: int, content: bytes) -> AdvisorError:
    """Return the error that a problem detail tells of."""
    try:
        details = json.loads(content)
        problems = _problems(details.get("errors", []))
        detail = str(details["detail"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return AdvisorError(f"the server answered with status {status}")
    kinds = {_ERRORS.get(problem.code[:1]) for problem in problems if problem.code[1:].isdecimal()}
    if len(kinds) == 1 and (kind := kinds.pop()) is not None:
        return kind(problems)
    if not problems and (unknown := _UNKNOWN.match(detail)):
        error = UnknownNameError(unknown[1], unknown[2], ())
        error.args = (detail,)  # it offers the nearest name, which only the server knows
        return error
    told = "; ".join(problem.message for problem in problems)
    return AdvisorError(f"{detail}: {told}" if told else detail)


def _problems(entries: Iterable[Mapping[str, Any]]) -> list[Problem]:
    return [
        Problem(
            entry["code"],
            entry["message"],
            entry.get("path", ""),
            Location("<request>", entry.get("line"), entry.get("column")),
        )
        for entry in entries
    ]
