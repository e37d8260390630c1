"""Run what README.md shows, and put the output where it belongs.

The kinds of fenced blocks, and what becomes of each:

- ``console``: each line after ``$`` is run; what it prints replaces the lines below it.
- ``python``: run, all in one namespace; a ``text`` block right behind shows what it prints.
- ``http``: a request, sent to the application; the answer replaces all from ``HTTP/`` on.
- any other with ``file=NAME``: written to that file, for the blocks that follow.

``lines=N`` behind the kind shows the first N lines of each output and then ``...``;
``exit=N`` says with which code the commands of a block end, 0 where nothing is said.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fastapi.testclient import TestClient

from advisor.api import create_app

__all__ = ["Block", "blocks", "render"]

FENCE = re.compile(r"^```(?P<info>[^\n`]+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
HASH = re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{12})\b")
SHOWN = ("examples", "rules")


@dataclass(frozen=True)
class Block:
    """One fenced block: its kind, its settings, its text and where it stands."""

    kind: str
    settings: dict[str, str]
    body: str
    span: tuple[int, int]

    @property
    def commands(self) -> list[str]:
        """The commands of a console block; a backslash at the end of a line carries on."""
        found = re.findall(r"^\$ ((?:.*\\\n)*.*)$", self.body, re.MULTILINE)
        return [str(command) for command in found]

    def shorten(self, output: str) -> str:
        """Cut an output to the number of lines that the block shows."""
        lines = [line.rstrip() for line in output.splitlines()]
        shown = int(self.settings.get("lines", len(lines)))
        cut = [*lines[:shown], "..."] if len(lines) > shown else lines
        return "".join(f"{line}\n" for line in cut)


def blocks(text: str) -> Iterator[Block]:
    """Find the fenced blocks of a page."""
    for match in FENCE.finditer(text):
        kind, *settings = match["info"].split()
        pairs = dict(setting.split("=", 1) for setting in settings)
        yield Block(kind, pairs, match["body"], match.span("body"))


@dataclass
class _Runner:
    """Runs blocks one after another in a folder of their own."""

    folder: Path
    root: Path
    names: dict[str, object] = field(default_factory=dict)
    printed: str | None = None

    def body(self, block: Block) -> str:
        """Return what the block should say."""
        printed, self.printed = self.printed, None
        if block.kind == "console":
            return "".join(f"$ {each}\n{self.shell(block, each)}" for each in block.commands)
        if block.kind == "http":
            return self.http(block)
        if block.kind == "python":
            self.printed = self.python(block)
        elif block.kind == "text" and printed is not None:
            return block.shorten(printed)
        elif "file" in block.settings:
            path = self.folder / block.settings["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.body)
        return block.body

    def shell(self, block: Block, command: str) -> str:
        """Run one command as a person would, without a terminal."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        environment = {**os.environ, "PATH": path, "COLUMNS": "80", "NO_COLOR": "1"}
        environment["PYTHONUTF8"] = "1"
        run = subprocess.run(
            ["sh", "-c", command],
            cwd=self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if run.returncode != int(block.settings.get("exit", 0)) or "Traceback" in run.stdout:
            raise SystemExit(f"README.md: {command}: exit {run.returncode}\n{run.stdout}")
        return block.shorten(self.mask(run.stdout))

    def http(self, block: Block) -> str:
        """Send the request of a block and return it with the answer."""
        request = block.body.partition("HTTP/1.1 ")[0].strip()
        head, _, content = request.partition("\n\n")
        method, target = head.split("\n")[0].split()
        answer = TestClient(create_app()).request(method, target, content=content.encode())
        status = f"HTTP/1.1 {answer.status_code} {answer.reason_phrase}"
        kind = f"content-type: {answer.headers['content-type']}"
        pretty = self.mask(json.dumps(answer.json(), indent=2, ensure_ascii=False))
        return f"{request}\n\n{status}\n{kind}\n\n{block.shorten(pretty)}"

    def mask(self, output: str) -> str:
        """Take out of an output what would differ tomorrow or elsewhere: hashes and folders."""
        return HASH.sub("...", output.replace(f"{self.root}/", ""))

    def python(self, block: Block) -> str:
        """Run a Python block and return what it prints."""
        output = io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.chdir(self.folder):
            exec(compile(block.body, "README.md", "exec"), self.names)
        return output.getvalue()


def render(text: str, root: Path) -> str:
    """Return a page with every output as the commands and blocks print it today."""
    with tempfile.TemporaryDirectory() as folder:
        for name in SHOWN:
            shutil.copytree(root / name, Path(folder, name))
        runner = _Runner(Path(folder), root)
        written, end = [], 0
        for block in blocks(text):
            written += [text[end : block.span[0]], runner.body(block)]
            end = block.span[1]
        return "".join([*written, text[end:]])
