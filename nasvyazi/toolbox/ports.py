"""Ports on this machine."""

import random
import socket
from contextlib import suppress


def free_port() -> int:
    """A port that nobody had a moment ago, outside those that the system gives to outgoing connections.

    Asking a closed port of that range whether it answers can end in a connection to oneself, which takes it.
    """
    while True:
        port = random.randrange(20000, 32000)  # noqa: S311 (no secret)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
