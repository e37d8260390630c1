"""Whether the API keeps its OpenAPI description, by many thousands of generated requests.

    python benchmarks/server_contract.py [--requests N]

A server is started, and schemathesis sends it requests, every check on, until at least N were sent
(20,000 by default). Printed are how many there were and what was at odds with the description.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.serving.process import ROOT, advisor_server

__all__ = ["main"]

_COUNT = re.compile(r"^\s*(\d+) generated", re.MULTILINE)


def main() -> None:
    """Send requests, print what came of them, and end with 1 where the description was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000)
    wanted = parser.parse_args().requests
    sent, seed, failed = 0, 0, False
    with advisor_server() as server:
        while sent < wanted and not failed:
            seed += 1
            done = _run(server.url, seed)
            counted = _COUNT.search(done.stdout)
            sent += int(counted[1]) if counted else 0
            failed = done.returncode != 0
            print(f"seed {seed}: {sent} requests so far, {server.memory():.0f} MB", flush=True)
        print(f"{sent} requests, every check on: {'FAILED' if failed else 'nothing at odds'}")
    if failed:
        print(done.stdout[-20_000:], done.stderr[-2_000:])
        sys.exit(1)


def _run(url: str, seed: int) -> subprocess.CompletedProcess[str]:
    settings = str(ROOT / "tests" / "api" / "schemathesis.toml")
    command = [
        str(Path(sys.executable).with_name("schemathesis")), "--config-file", settings,
        "run", f"{url}/openapi.json", "--checks", "all", "--continue-on-failure",
        "--seed", str(seed), "--max-examples", "200", "--warnings", "off", "--no-color",
    ]  # fmt: skip
    hooks = {"SCHEMATHESIS_HOOKS": "tests.api.contract_hooks", "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, env={**os.environ, **hooks}, capture_output=True, text=True, check=False
    )


if __name__ == "__main__":
    main()
