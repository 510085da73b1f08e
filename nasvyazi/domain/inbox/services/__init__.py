"""Writes of the inbox: events as they came, the messages they told of, and the files that came with these."""

from .events import finish_event, keep_event, replay_event
from .fetching import Wanted, claim_fetch, record_fetched, record_not_fetched, record_too_large, want_again
from .messages import Recorded, mark_deleted, record_message

__all__ = [
    "Recorded",
    "Wanted",
    "claim_fetch",
    "finish_event",
    "keep_event",
    "mark_deleted",
    "record_fetched",
    "record_message",
    "record_not_fetched",
    "record_too_large",
    "replay_event",
    "want_again",
]
