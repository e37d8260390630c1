"""Ask a server of ours from Python, with the verbs of the Advisor; needs httpx2."""

from advisor.client.clients import AsyncClient, Client

__all__ = ["AsyncClient", "Client"]
