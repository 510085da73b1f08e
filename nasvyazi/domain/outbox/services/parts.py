"""How a part changes: the small steps that posting, sending and settling are made of."""

from __future__ import annotations

from datetime import datetime

from nasvyazi.domain.outbox.models import LetterPart
from nasvyazi.networks.base import NetworkError

State = LetterPart.State

SUPERSEDED = "superseded"
PREVIOUS_FAILED = "previous_failed"
GAVE_UP = "gave_up"
NOT_FOUND = "not_found"
SENDER_DIED = "sender_died"
SENDING_OFF = "sending_off"
OVERTAKEN = "overtaken"
"""Somebody answered in the network itself before a byte of it had left."""


def is_locked(part: LetterPart, now: datetime) -> bool:
    """Whether the sender of an unconfirmed part may still be alive."""
    return part.lease_until is not None and part.lease_until > now


def deliver(part: LetterPart, external_id: str, now: datetime) -> None:
    """The network has it."""
    part.state = State.SENT
    part.sent_at = now
    part.external_id = external_id or part.external_id
    part.lease_until = None
    part.error_code = part.error_text = ""
    part.save(update_fields=["state", "sent_at", "external_id", "lease_until", "error_code", "error_text"])


def requeue(part: LetterPart, not_before: datetime, error: NetworkError | None) -> None:
    """Try again from `not_before` on."""
    part.state = State.QUEUED
    part.not_before = not_before
    part.lease_until = None
    part.error_code = error.code if error else ""
    part.error_text = error.message if error else ""
    part.save(update_fields=["state", "not_before", "lease_until", "error_code", "error_text"])


def unclear(
    part: LetterPart,
    *,
    since: datetime,
    again: datetime,
    code: str,
    text: str,
    locked_until: datetime | None = None,
) -> None:
    """Bytes may have left at `since`: with a key try again at `again`, without one a person decides."""
    if part.unclear_since is None:
        part.unclear_since = since
        part.save(update_fields=["unclear_since"])
    if part.repeat_window is None:
        leave_unconfirmed(part, code, text, locked_until)
    else:
        requeue(part, again, NetworkError(code, text))


def leave_unconfirmed(part: LetterPart, code: str, text: str, locked_until: datetime | None = None) -> None:
    """It may have arrived and may not: a person decides; until `locked_until` its sender may still speak."""
    end(part, State.UNCONFIRMED, code, text)
    if locked_until is not None:
        part.lease_until = locked_until
        part.save(update_fields=["lease_until"])


def end(part: LetterPart, state: State, code: str, text: str) -> None:
    """The part is at an end, one way or another; it says why."""
    part.state = state
    part.lease_until = None
    part.error_code, part.error_text = code, text
    part.save(update_fields=["state", "lease_until", "error_code", "error_text"])


def fail(part: LetterPart, code: str, text: str) -> None:
    """The part failed; the rest of its letter would be a torso."""
    end(part, State.FAILED, code, text)
    for later in part.letter.parts.filter(ordinal__gt=part.ordinal, state=State.QUEUED):
        end(later, State.FAILED, PREVIOUS_FAILED, "")
