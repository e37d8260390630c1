"""Send one JSON body to a server that may still be starting, and want a report back."""

import json
import sys
import time
import urllib.request
from urllib.error import URLError


def main(url: str, body: str) -> None:
    """Post the body until the server answers, for half a minute at most."""
    request = urllib.request.Request(  # a plain http address of this machine
        url, body.encode(), {"Content-Type": "application/json"}
    )
    deadline = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                report = json.load(answer)
            break
        except URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
    print(f"the server answered with {len(report['conclusions'])} conclusions")


if __name__ == "__main__":
    main(*sys.argv[1:])
