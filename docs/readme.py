"""Run what README.md shows, and put the output where it belongs.

The kinds of fenced blocks, and what becomes of each:

- ``console``: each line after ``$`` is run; what it prints replaces the lines below it.
- ``python``: run, all in one namespace; a ``text`` block right behind shows what it prints.
- any other with ``file=NAME``: written to that file, for the blocks that follow.

Settings of a console block, behind the kind: ``lines=N`` shows at most the first N lines of each
output, where there is one to the last empty line among them, and then ``...``; ``exit=N`` says with
which code the commands end, 0 where nothing is said; ``needs=NAME`` leaves the block as it is where
that program is missing; ``serve=PORT`` leaves the command running behind the blocks that follow,
at a free port in place of this one.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

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
        if len(lines) > shown:
            empty = [number for number in range(1, shown + 1) if not lines[number]]
            lines = [*lines[: empty[-1] + 1 if empty else shown], "..."]
        return "".join(f"{line}\n" for line in lines)


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
    addresses: dict[str, str] = field(default_factory=dict)
    servers: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def body(self, block: Block) -> str:
        """Return what the block should say."""
        printed, self.printed = self.printed, None
        if not all(map(shutil.which, block.settings.get("needs", "sh").split(","))):
            return block.body
        if "serve" in block.settings:
            return self.serve(block)
        if block.kind == "console":
            return "".join(f"$ {each}\n{self.shell(block, each)}" for each in block.commands)
        if block.kind == "python":
            self.printed = self.python(block)
        elif block.kind == "text" and printed is not None:
            return block.shorten(printed)
        elif "file" in block.settings:
            path = self.folder / block.settings["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.body)
        return block.body

    @property
    def environment(self) -> dict[str, str]:
        """What a person has who has installed the advisor, without a terminal."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        plain = {"COLUMNS": "80", "NO_COLOR": "1", "PYTHONUTF8": "1"}
        return {**os.environ, "PATH": path, **plain}

    def shell(self, block: Block, command: str) -> str:
        """Run one command and return what the block shows of its output."""
        run = subprocess.run(
            ["sh", "-c", self.addressed(command)],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if run.returncode != int(block.settings.get("exit", 0)) or "Traceback" in run.stdout:
            raise SystemExit(f"README.md: {command}: exit {run.returncode}\n{run.stdout}")
        return block.shorten(self.mask(run.stdout))

    def serve(self, block: Block) -> str:
        """Leave a server running and return the block with the first line that it prints."""
        (command,) = block.commands
        server = self.servers.enter_context(
            subprocess.Popen(
                ["sh", "-c", f"exec {command} --port 0"],
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
        self.servers.callback(server.terminate)
        assert server.stdout is not None
        line = server.stdout.readline()
        address = re.search(r"http://([^\s;]+):(\d+)", line)
        if address is None:
            raise SystemExit(f"README.md: {command}: {line}{server.stdout.read()}")
        self.addresses[f"{address[1]}:{block.settings['serve']}"] = f"{address[1]}:{address[2]}"
        return f"$ {command}\n{self.mask(line)}"

    def addressed(self, text: str) -> str:
        """Put the addresses at which servers are into a text, for those that are shown."""
        for shown, real in self.addresses.items():
            text = text.replace(shown, real)
        return text

    def mask(self, output: str) -> str:
        """Take out of an output what would differ elsewhere: hashes, folders and ports."""
        for shown, real in self.addresses.items():
            output = output.replace(real, shown)
        return HASH.sub("...", output.replace(f"{self.root}/", ""))

    def python(self, block: Block) -> str:
        """Run a Python block and return what it prints."""
        output = io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.chdir(self.folder):
            exec(compile(self.addressed(block.body), "README.md", "exec"), self.names)
        return output.getvalue()


def render(text: str, root: Path) -> str:
    """Return a page with every output as the commands and blocks print it today."""
    with tempfile.TemporaryDirectory() as folder:
        for name in SHOWN:
            shutil.copytree(root / name, Path(folder, name))
        runner = _Runner(Path(folder), root)
        written, end = [], 0
        with runner.servers:
            for block in blocks(text):
                written += [text[end : block.span[0]], runner.body(block)]
                end = block.span[1]
        return "".join([*written, text[end:]])
