"""Training logs that come over HTTP: kept in a temporary file as long as they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import Request
from fastapi.exceptions import HTTPException, RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from advisor import Advisor, Diagnosis, read_run

from .bodies import LoggedRun, check_unpacked, read_json

__all__ = ["Upload", "diagnosed", "read_columns"]

_CHUNK = 1_048_576
_PARTS = ("log", "descriptor", "kind")


class Upload(BaseModel):
    """The parts of a form that brings the file of a log."""

    model_config = ConfigDict(extra="forbid")

    log: bytes = Field(description="The file, of any kind that `advisor diagnose` reads.")
    descriptor: str = Field(default="{}", description="The descriptor, as JSON.")
    kind: str | None = Field(default=None, description="As `history.kind`, where it is known.")


def read_columns(raw: bytes) -> LoggedRun:
    """Read the columns of a run from JSON."""
    return read_json(raw, LoggedRun)


async def diagnosed(
    request: Request, advisor: Advisor, project: Mapping[str, object] | None = None
) -> Diagnosis:
    """Diagnose the log file of a multipart form.

    Args:
        request: The request that brings the form.
        advisor: Who is asked.
        project: The descriptor, where not the form brings it.

    Raises:
        HTTPException: 411, its length is not told; 413, it is too large; 400, it cannot be read.
        RequestValidationError: The form lacks the log, or has parts that nobody asked for.
    """
    check_unpacked(request)
    limit = int(request.app.state.settings.max_log)
    _check_length(request, limit)
    async with request.form(max_files=1, max_fields=2) as form:
        log, descriptor, kind = _parts(form)
        with TemporaryDirectory(prefix="advisor-") as folder:
            path = Path(folder, _file_name(log.filename))
            await _store(log, path, limit)
            told = descriptor.encode() if project is None else project
            return await run_in_threadpool(_diagnose, advisor, path, told, kind)


def _diagnose(
    advisor: Advisor, path: Path, descriptor: Mapping[str, object] | bytes, kind: str | None
) -> Diagnosis:
    run = replace(read_run(path), name=path.name)  # where it lies here is nobody's business
    return advisor.diagnose(run, descriptor, kind=kind)


def _check_length(request: Request, limit: int) -> None:
    """Refuse by the announced length; a form without one could fill the disk."""
    announced = request.headers.get("content-length", "")
    if not announced.isdecimal():
        raise HTTPException(411, "say how long the form is: Content-Length is missing")
    if int(announced) > limit:
        raise HTTPException(413, f"the form is larger than {limit} bytes")


def _parts(form: FormData) -> tuple[UploadFile, str, str | None]:
    problems = [
        {"type": "unknown_part", "loc": ("body", name), "msg": f"choose of {', '.join(_PARTS)}"}
        for name in form
        if name not in _PARTS
    ]
    log, descriptor, kind = form.get("log"), form.get("descriptor", "{}"), form.get("kind")
    if not isinstance(log, UploadFile):
        problems.append({"type": "missing", "loc": ("body", "log"), "msg": "a file is wanted"})
    if isinstance(descriptor, UploadFile) or isinstance(kind, UploadFile):
        problems.append({"type": "no_text", "loc": ("body",), "msg": "only the log is a file"})
    if problems or not isinstance(log, UploadFile):
        raise RequestValidationError(problems)
    return log, str(descriptor), None if kind is None else str(kind)


def _file_name(given: str | None) -> str:
    """Keep the ending, which some readers go by, and nothing that leads elsewhere."""
    name = Path((given or "").replace("\\", "/")).name
    kept = "".join(c for c in name if c.isascii() and (c.isalnum() or c in "._- ")).strip(". ")
    return kept[-100:] or "log"


async def _store(log: UploadFile, path: Path, limit: int) -> None:
    with path.open("wb") as file:
        while chunk := await log.read(_CHUNK):
            file.write(chunk)
            if file.tell() > limit:
                raise HTTPException(413, f"the log is larger than {limit} bytes")
