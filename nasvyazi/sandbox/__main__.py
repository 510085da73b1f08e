"""`python -m nasvyazi.sandbox --port 9000 --home DIR`: start the practice networks."""

from __future__ import annotations

import argparse
import logging
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from nasvyazi.sandbox.app import create_app
from nasvyazi.sandbox.settings import Settings
from nasvyazi.sandbox.store import OtherVersion

log = logging.getLogger("nasvyazi.sandbox")

_STOP_SECONDS = 1
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 (recognised, not the default)


class Server(uvicorn.Server):
    """Stops at once: open long polls are answered instead of waited for."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let those who wait go, then stop as usual."""
        app: Starlette = self.config.app  # type: ignore[assignment]
        app.state.stop()
        await super().shutdown(sockets)


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT; 0, or 1 with a sentence on stderr when it cannot start."""
    options = _options(argv)
    logging.basicConfig(
        stream=sys.stdout, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        listening = _listen(options.host, options.port)
    except OSError as error:
        sys.stderr.write(
            f"Cannot listen on {options.host}:{options.port}: {error.strerror}. Choose another --port.\n"
        )
        return 1
    port = listening.getsockname()[1]
    settings = Settings(
        home=options.home, base_url=options.public_url.rstrip("/") or _address(options.host, port),
        product_url=options.product_url, allowed_hosts=tuple(options.allow_host),
        retry_seconds=options.retry_seconds, time_scale=options.time_scale, parallel=options.parallel,
        webhook_seconds=options.webhook_seconds, rate_limits=not options.no_rate_limits,
        message_limit=options.message_limit,
    )  # fmt: skip
    try:
        app = create_app(settings)
    except (OtherVersion, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    config = uvicorn.Config(app, log_level="warning", log_config=None,
                            timeout_graceful_shutdown=_STOP_SECONDS)  # fmt: skip
    base = settings.base_url
    log.info(
        "Practice networks on %s/ (VK: %s/vk, Telegram: %s/telegram, MAX: %s/max)",
        _address(options.host, port),
        base,
        base,
        base,
    )
    with listening:
        Server(config).run(sockets=[listening])
    return 0


def _address(host: str, port: int) -> str:
    """What a client on this machine calls the server."""
    named = "127.0.0.1" if host in _EVERYWHERE else host
    return f"http://[{named}]:{port}" if ":" in named else f"http://{named}:{port}"


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m nasvyazi.sandbox", description="Practice networks.")
    parser.add_argument("--port", type=int, default=9000, help="0 = any free port (default 9000)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--home", type=Path, required=True, help="folder that keeps the world over a restart")
    parser.add_argument(
        "--public-url", default="", help="what the product calls this server, if not its address"
    )
    parser.add_argument("--product-url", default="", help="the desk, for a link back from the page")
    parser.add_argument("--allow-host", action="append", default=[], metavar="NAME",
                        help="answer under this host name too (several times if need be)")  # fmt: skip
    parser.add_argument("--retry-seconds", type=_pauses, default=None, metavar="0.2,0.5,1",
                        help="pauses between webhook attempts (default: the network's own × --time-scale)")  # fmt: skip
    parser.add_argument(
        "--time-scale", type=float, default=1.0, help="0.01 makes an hour of schedule 36 seconds"
    )
    parser.add_argument(
        "--webhook-seconds", type=float, default=10.0, help="how long a webhook may take to answer"
    )
    parser.add_argument("--parallel", type=int, default=8, help="webhook deliveries at once to one address")
    parser.add_argument(
        "--no-rate-limits", action="store_true", help="never answer “too many requests” by itself"
    )
    parser.add_argument("--message-limit", type=int, default=9000, help="longest message text (default 9000)")
    return parser.parse_args(argv)


def _pauses(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.split(",") if part.strip())
    except ValueError:
        raise argparse.ArgumentTypeError("must be seconds separated by commas, like 0.2,0.5,1") from None


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Without the protocol number asyncio does not switch Nagle's algorithm off, and every answer takes 40 ms.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(2048)
    except OSError:
        listening.close()
        raise
    return listening


if __name__ == "__main__":
    raise SystemExit(main())
