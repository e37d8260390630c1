"""Ask a server of ours from Python, with the verbs of the Advisor; needs httpx2.

Example::

    with Client("http://127.0.0.1:8000") as client:
        report = client.advise({"problem": {"task": "regression"}})
"""

from advisor.client.clients import AsyncClient, Client

__all__ = ["AsyncClient", "Client"]
