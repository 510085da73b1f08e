"""The kinds of things that nobody attends to."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """One kind of unattended things and what a person calls it, worst first."""

    DANGERS_UNSEEN = "dangers_unseen", _("Dangers that nobody has seen")
    EVENTS_BROKEN = "events_broken", _("Events that could not be read")
    BURSTS = "bursts", _("It looks like an accident")
    EVENTS_WAITING = "events_waiting", _("Events that nobody takes")
    MESSAGES_UNDECIDED = "messages_undecided", _("Messages without an appeal")
    LETTERS_UNCONFIRMED = "letters_unconfirmed", _("Answers that may not have arrived")
    LETTERS_FAILED = "letters_failed", _("Answers that were not delivered")
    LETTERS_DELAYED = "letters_delayed", _("Answers that have not left for a long time")
    FILES_FAILED = "files_failed", _("Files that could not be fetched")
    APPEALS_OVERDUE = "appeals_overdue", _("Overdue appeals")
    MEASURES_FAILED = "measures_failed", _("Moderation that was not carried out")
    BANS_TO_REVIEW = "bans_to_review", _("Bans to look at again")
    EXTERNAL_OVERDUE = "external_overdue", _("Overdue in another system and not answered here")
    CHANNELS_IN_TROUBLE = "channels_in_trouble", _("Channels that do not work")
    MESSAGES_UNREAD = "messages_unread", _("Messages that the program could not read")
    LEARNT_UNREADABLE = "learnt_unreadable", _("What was learnt cannot be read")
    PAST_MISSED = "past_missed", _("What was said while the program was away")
    CHANNELS_SILENT = "channels_silent", _("Channels that fell silent")
    DESKS_EMPTY = "desks_empty", _("Desks at which nobody works")
    CALENDAR_MISSING = "calendar_missing", _("Working days of a year are not known")
