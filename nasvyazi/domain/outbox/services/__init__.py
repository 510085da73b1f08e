"""Writes of the outbox: posting a letter, sending its parts (DESIGN §5a), settling what became of them."""

from .parts import GAVE_UP, NOT_FOUND, OVERTAKEN, PREVIOUS_FAILED, SENDER_DIED, SENDING_OFF, SUPERSEDED
from .posting import NewPart, post
from .sending import (
    Claim,
    claim,
    mark_sending,
    may_repeat,
    record_failed,
    record_not_found,
    record_not_looked,
    record_retry,
    record_sent,
    record_unclear,
    sweep,
)
from .settling import ResendRefused, accept_as_delivered, begin_resend, confirm, hold_back

__all__ = [
    "GAVE_UP",
    "NOT_FOUND",
    "OVERTAKEN",
    "PREVIOUS_FAILED",
    "SENDER_DIED",
    "SENDING_OFF",
    "SUPERSEDED",
    "Claim",
    "NewPart",
    "ResendRefused",
    "accept_as_delivered",
    "begin_resend",
    "claim",
    "confirm",
    "hold_back",
    "mark_sending",
    "may_repeat",
    "post",
    "record_failed",
    "record_not_found",
    "record_not_looked",
    "record_retry",
    "record_sent",
    "record_unclear",
    "sweep",
]
