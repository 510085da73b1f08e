"""The same matter in another system: its cases, and the files by which we learn of them."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.files.models import File

NUMBER_LENGTH = 100
URL_LENGTH = 1000
AUTHOR_LENGTH = 200
STATE_LENGTH = 200
NAME_LENGTH = 100
NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""Where a case without a deadline stands among those that have one."""


def usual_closed_words() -> list[str]:
    """How words begin by which most systems say that a case is over there."""
    return ["закрыт", "решен", "исполнен", "выполнен", "завершен", "обработан", "отклонен", "снят", "архив"]


class ExternalSystem(models.Model):
    """A system that keeps cases beside us, and how its tables are read."""

    name = models.CharField(_("name"), max_length=NAME_LENGTH, unique=True)
    columns = models.JSONField(default=dict)
    """Which of its columns says what, as a person last confirmed it: a Field's value → the column's title."""
    headers = models.JSONField(default=list)
    """The titles of its columns in its own order, as they were in the table that was read last."""
    closed_words = ArrayField(models.CharField(max_length=50), default=usual_closed_words)
    """How a word of a case's state begins when the case is over there."""

    class Meta:
        verbose_name = _("system")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class ExternalImport(models.Model):
    """A table that a person has brought, and how far it has been read. A worker reads it batch by batch."""

    class State(models.TextChoices):
        NEW = "new", _("is being looked at")
        LOOKED = "looked", _("waits for you to confirm the columns")
        WAITING = "waiting", _("waits for the worker")
        READING = "reading", _("is being read")
        DONE = "done", _("read")
        FAILED = "failed", _("could not be read")

    UNDER_WAY = (State.NEW, State.WAITING, State.READING)
    """What a worker has to do something about."""

    system = models.ForeignKey(ExternalSystem, on_delete=models.PROTECT, related_name="imports")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    error = models.CharField(max_length=50, blank=True)
    """Why it could not be read: a code of `tables.Unreadable`."""
    error_at = models.CharField(max_length=200, blank=True)
    """What the sentence about it names: a line, a number."""
    holder = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    """In the hands of a worker: when that one is given up."""
    heads = models.JSONField(default=list)
    """The first rows of each sheet that has any, as the preview shows them (`tables.Head`)."""
    sheet = models.PositiveSmallIntegerField(default=0)
    """Which sheet of the file is read, counted from 0 among all of its sheets."""
    header_line = models.PositiveIntegerField(default=0)
    """In which line the columns have their titles; 0 = in none."""
    headers = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    """Which column says what: a Field's value → its place, counted from 0."""

    expected = models.PositiveIntegerField(default=0)
    """About how many rows there are."""
    taken = models.PositiveIntegerField(default=0)
    """How many rows have been read; the next batch begins behind them."""
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    by_link = models.PositiveIntegerField(default=0)
    by_text = models.PositiveIntegerField(default=0)
    matched_before = models.PositiveIntegerField(default=0)
    suggested = models.PositiveIntegerField(default=0)
    unmatched = models.PositiveIntegerField(default=0)
    not_understood = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="import_state_known",
                condition=Q(state__in=["new", "looked", "waiting", "reading", "done", "failed"]),
            ),
            models.CheckConstraint(
                name="import_failed_says_why", condition=~Q(state="failed") | ~Q(error="")
            ),
        ]
        indexes = [
            models.Index(
                name="import_under_way", fields=["id"], condition=Q(state__in=["new", "waiting", "reading"])
            ),
            models.Index(name="import_of_system", fields=["system", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.system_id}: {self.file_id}"

    @property
    def is_under_way(self) -> bool:
        """Whether a worker is at it, or will be."""
        return self.state in self.UNDER_WAY


class ImportRemark(models.Model):
    """A row of a table about which something has to be said: it was not understood, or not all of it."""

    class Code(models.TextChoices):
        NO_NUMBER = "no_number", _("no number")
        LONG_NUMBER = "long_number", _("number too long")
        DEADLINE_UNCLEAR = "deadline_unclear", _("deadline not understood")
        DATE_UNCLEAR = "date_unclear", _("date not understood")
        LINK_UNCLEAR = "link_unclear", _("link not understood")
        NUMBER_TWICE = "number_twice", _("the same number twice")
        SAME_MATTER = "same_matter", _("the same matter under another number")

    NOT_TAKEN = (Code.NO_NUMBER, Code.LONG_NUMBER)
    """Of such a row no case was made."""

    table = models.ForeignKey(
        ExternalImport, on_delete=models.CASCADE, related_name="remarks", db_index=False
    )
    line = models.PositiveIntegerField()
    """The row's line in the file, as a table program counts them."""
    code = models.CharField(max_length=20, choices=Code)
    detail = models.CharField(max_length=300, blank=True)
    """What could not be understood, or the other line or number."""
    raw = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(name="remark_once", fields=["table", "line", "code"])]

    def __str__(self) -> str:
        return f"{self.line}: {self.code}"


class ExternalCase(models.Model):
    """A matter as another system keeps it: its number, deadline and state there, and our appeal if it is known."""

    class Match(models.TextChoices):
        NONE = "", _("not matched")
        LINK = "link", _("by link")
        TEXT = "text", _("by text and author")
        PERSON = "person", _("by a person")
        APART = "apart", _("a person said that it is none of these")

    system = models.ForeignKey(ExternalSystem, on_delete=models.PROTECT, related_name="cases", db_index=False)
    number = models.CharField(max_length=NUMBER_LENGTH)
    appeal = models.ForeignKey(
        Appeal, null=True, on_delete=models.PROTECT, related_name="external_cases", db_index=False
    )
    match = models.CharField(max_length=10, choices=Match, blank=True, default=Match.NONE)
    matched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    matched_at = models.DateTimeField(null=True)
    suggestion = models.ForeignKey(
        Appeal, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    """The appeal that it may be: a person decides."""
    url = models.CharField(max_length=URL_LENGTH, blank=True)
    link = models.CharField(max_length=URL_LENGTH, blank=True)
    """The same address as `links.canonical` writes it: what is compared."""
    text = models.TextField(blank=True)
    author = models.CharField(max_length=AUTHOR_LENGTH, blank=True)
    registered_at = models.DateTimeField(null=True)
    deadline = models.DateTimeField(null=True)
    due_order = models.GeneratedField(
        expression=Coalesce(F("deadline"), models.Value(NEVER)),
        output_field=models.DateTimeField(),
        db_persist=True,
    )
    state = models.CharField(max_length=STATE_LENGTH, blank=True)
    """What the other system calls its state."""
    is_closed = models.BooleanField(default=False)
    fingerprint = models.CharField(max_length=64, blank=True)
    """The same of two cases: the same link, words and author. "" = there is too little to tell by."""
    raw = models.JSONField(default=dict)
    """Its row as it was read last: a column's title → what stands there."""
    seen_in = models.ForeignKey(
        ExternalImport, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    """The table in which it was seen last; null = it was written by hand."""
    seen_line = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    """Who of ours wrote it by hand last; null = what it says came with a table."""
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("case in another system")
        constraints = [
            models.UniqueConstraint(name="external_case_once", fields=["number", "system"]),
            models.CheckConstraint(
                name="external_case_matched_says_how",
                condition=Q(appeal__isnull=False, match__in=["link", "text", "person"])
                | Q(appeal__isnull=True, match__in=["", "apart"]),
            ),
            models.CheckConstraint(
                name="external_case_suggestion_is_open",
                condition=Q(suggestion__isnull=True) | Q(appeal__isnull=True, match=""),
            ),
        ]
        indexes = [
            models.Index(name="external_case_of_system", fields=["system", "id"]),
            models.Index(
                name="external_case_of_appeal", fields=["appeal"], condition=Q(appeal__isnull=False)
            ),
            models.Index(name="external_case_open", fields=["due_order", "id"], condition=Q(is_closed=False)),
            models.Index(
                name="external_case_unmatched",
                fields=["due_order", "id"],
                condition=Q(is_closed=False, appeal__isnull=True),
            ),
            models.Index(
                name="external_case_suggested",
                fields=["due_order", "id"],
                condition=Q(is_closed=False, suggestion__isnull=False),
            ),
            models.Index(name="external_case_closed", fields=["-id"], condition=Q(is_closed=True)),
            models.Index(name="external_case_same", fields=["fingerprint"], condition=~Q(fingerprint="")),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.number}"

    @property
    def matter(self) -> Appeal | None:
        """The appeal that holds the matter now: the one it was merged into, or its own."""
        return self.appeal.merged_into or self.appeal if self.appeal is not None else None

    @property
    def words(self) -> str:
        """What it is about: the other system's words, or, where it gave none, the appeal's first."""
        return self.text or (self.matter.excerpt if self.matter is not None else "")

    @property
    def matter_id(self) -> int | None:
        """The number of the same."""
        return self.appeal.merged_into_id or self.appeal_id if self.appeal is not None else None
