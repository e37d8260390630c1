"""Send one JSON body to a server that may still be starting, and want a report and pages back."""

import json
import sys
import time
import urllib.request
from urllib.error import URLError
from urllib.parse import urljoin


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
    for page in ("/", "/static/style.css", "/static/page.js"):
        urllib.request.urlopen(urljoin(url, page), timeout=30).close()
    print(f"the server answered with {len(report['conclusions'])} conclusions, and has its pages")


if __name__ == "__main__":
    main(*sys.argv[1:])
