"""Writes of appeals: what comes in (`intake`), what people decide (`actions`), what is answered (`answers`)."""

from .actions import (
    add_note,
    assign,
    close,
    dismiss,
    plan,
    release,
    reopen,
    resolve,
    save_draft,
    set_due,
    snooze,
    take,
    take_back,
)
from .answers import (
    AnsweredMeanwhile,
    answer_delivered,
    answered_elsewhere,
    delivery_failed,
    reply,
    resend,
)
from .intake import attach_or_open, close_due, message_changed
from .ledger import OpenAppealExists, ReasonMissing, SnoozePastDue

__all__ = [
    "AnsweredMeanwhile",
    "OpenAppealExists",
    "ReasonMissing",
    "SnoozePastDue",
    "add_note",
    "answer_delivered",
    "answered_elsewhere",
    "assign",
    "attach_or_open",
    "close",
    "close_due",
    "delivery_failed",
    "dismiss",
    "message_changed",
    "plan",
    "release",
    "reopen",
    "reply",
    "resend",
    "resolve",
    "save_draft",
    "set_due",
    "snooze",
    "take",
    "take_back",
]
