"""Take the address that a server answers at."""

from __future__ import annotations

import socket

from advisor.errors import AdvisorError

__all__ = ["listen"]


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises:
        AdvisorError: The address is taken, or none of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, UnicodeError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).partition(" (while ")[0]
        raise AdvisorError(f"cannot listen on {host}, port {port}: {reason.lower()}") from None
