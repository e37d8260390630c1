"""Requests by wrk, and what it measured of them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Measured", "available", "press"]

_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_LATENCY = re.compile(r"^\s+(50|99)%\s+([\d.]+)(us|ms|s|m)\s*$", re.MULTILINE)
_BAD = re.compile(r"Non-2xx or 3xx responses: (\d+)|Socket errors: (.+)")
_COUNT = re.compile(r"(\d+) requests in")
_MILLISECONDS = {"us": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4}
_SCRIPT = """
local bodies = {%s}
local requests, turn = {}, 0
init = function(arguments)
  wrk.method = "POST"
  wrk.headers["content-type"] = "application/json"
  for number, body in ipairs(bodies) do requests[number] = wrk.format(nil, nil, nil, body) end
end
request = function()
  turn = turn %% #requests + 1
  return requests[turn]
end
"""


@dataclass(frozen=True)
class Measured:
    """Requests per second, milliseconds that half of them and 99 in 100 took, and how many."""

    rate: float
    half: float
    most: float
    count: int


def available() -> bool:
    """Whether wrk is installed."""
    return shutil.which("wrk") is not None


def press(
    url: str, seconds: float, bodies: Sequence[bytes] = (), connections: int = 32
) -> Measured:
    """Send requests as fast as they are answered: GET, or POST with the bodies in turn.

    Raises:
        RuntimeError: A request was not answered, or with another status than 200.
    """
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", "--latency", "--timeout=30s"]
    with tempfile.TemporaryDirectory() as folder:
        if bodies:
            script = Path(folder, "post.lua")
            script.write_text(_SCRIPT % ",".join(json.dumps(body.decode()) for body in bodies))
            command += ["-s", str(script)]
        told = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    rate, count = _RATE.search(told), _COUNT.search(told)
    if rate is None or count is None or _BAD.search(told):
        raise RuntimeError(told)
    took = {
        part: float(value) * _MILLISECONDS[unit] for part, value, unit in _LATENCY.findall(told)
    }
    return Measured(float(rate[1]), took["50"], took["99"], int(count[1]))
