"""Structured logs: people read lines on a terminal, machines read JSON everywhere else."""

import io
import logging
import logging.config
import sys
from typing import Any

import structlog

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


def configure(*, as_json: bool | None, level: str) -> None:
    """Send structlog and the standard library's loggers to stdout; JSON unless stdout is a terminal."""
    render_json = not sys.stdout.isatty() if as_json is None else as_json
    renderer: list[Any] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
        if render_json
        else [structlog.dev.ConsoleRenderer()]
    )
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Half a surrogate pair in a resident's words must not take a line of the log with it.
        sys.stdout.reconfigure(errors="backslashreplace")
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "structured": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": _SHARED,
                    "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
                }
            },
            "handlers": {
                "stdout": {
                    "class": "logging.StreamHandler",
                    "formatter": "structured",
                    "stream": "ext://sys.stdout",
                }
            },
            "root": {"handlers": ["stdout"], "level": level},
            "loggers": {
                # httpx writes every URL at INFO, and an URL of Telegram's holds a token.
                "httpx": {"level": "WARNING"},
                "httpcore": {"level": "WARNING"},
                "psycopg.pool": {"level": "ERROR"},
                # An unsigned visitor or a wrong secret is no server error; the ledger and counters speak of them.
                "django.request": {"level": "ERROR"},
                "axes": {"level": "WARNING"},
            },
        }
    )
