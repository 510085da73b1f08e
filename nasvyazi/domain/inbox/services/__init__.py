"""Writes of the inbox: events as they came, the messages they told of, and the files that came with these."""

from .entering import Entry, adopt_entered, enter_answer, enter_message
from .events import finish_event, keep_event, replay_event
from .fetching import Wanted, claim_fetch, record_fetched, record_not_fetched, record_too_large, want_again
from .messages import Recorded, answer_in, mark_deleted, mark_hidden, mark_restored, record_message

__all__ = [
    "Entry",
    "Recorded",
    "Wanted",
    "adopt_entered",
    "answer_in",
    "claim_fetch",
    "enter_answer",
    "enter_message",
    "finish_event",
    "keep_event",
    "mark_deleted",
    "mark_hidden",
    "mark_restored",
    "record_fetched",
    "record_message",
    "record_not_fetched",
    "record_too_large",
    "replay_event",
    "want_again",
]
