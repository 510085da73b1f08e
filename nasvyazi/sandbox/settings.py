"""What can be set when a practice server is started."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

VK_RETRY_SECONDS = (10.0, 180.0, 600.0, 1800.0, 3600.0)
"""VK repeats an event that was not answered with `ok` after 10 s, 3 min, 10 min, 30 min and 1 h, then gives up."""

TELEGRAM_RETRY_SECONDS = tuple(float(2**turn) for turn in range(10))
"""Telegram repeats an update for a day with growing pauses; their lengths are not documented, an assumption."""

MAX_RETRY_SECONDS = tuple(60.0 * 2.5**turn for turn in range(10))
"""MAX repeats an update up to ten times, the first after a minute, then 2.5 times as long (POST /subscriptions)."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One server: where it lies, what it is called from outside, how fast its clock runs."""

    home: Path
    base_url: str
    product_url: str = ""
    allowed_hosts: tuple[str, ...] = ()
    retry_seconds: tuple[float, ...] | None = None
    """Literal pauses between attempts; None = the network's own schedule × `time_scale`."""
    time_scale: float = 1.0
    """0.01 makes an hour of the network's schedule 36 seconds; also applied to Retry-After and pauses."""
    webhook_seconds: float = 10.0
    """How long an answer to a webhook is waited for."""
    parallel: int = 8
    """Webhook deliveries on the road at once."""
    rate_limits: bool = True
    message_limit: int = 9000
    """Longest message text. 9000 by the VK schema; client libraries assume 4096."""

    def pauses(self, schedule: tuple[float, ...]) -> tuple[float, ...]:
        """The pauses between attempts for a network whose real schedule is `schedule`, in seconds."""
        if self.retry_seconds is not None:
            return self.retry_seconds
        return tuple(pause * self.time_scale for pause in schedule)
