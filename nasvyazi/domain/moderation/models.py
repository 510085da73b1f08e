"""Moderation: the page's own rules, what was done by them, the evidence, and what is only suspected."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.channels.models import PLACE_KINDS, Channel, Resident
from nasvyazi.domain.files.models import File
from nasvyazi.domain.inbox.models import Message, Version
from nasvyazi.domain.outbox.models import Letter


class PageRule(models.Model):
    """One rule of a page as it is published there; without a channel it is a rule of all pages.

    The row never changes: other words are another row, so that a measure always shows the rule it was taken by.
    """

    channel = models.ForeignKey(Channel, null=True, on_delete=models.PROTECT, related_name="page_rules")
    number = models.CharField(max_length=20, blank=True)
    text = models.TextField()
    url = models.CharField(max_length=500)
    """Where the residents read it."""
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True)
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="page_rule_is_published", condition=~Q(text="") & ~Q(url="")),
            models.CheckConstraint(
                name="page_rule_retired_says_who",
                condition=Q(retired_at=None, retired_by=None)
                | Q(retired_at__isnull=False, retired_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.text}".strip()


class SuspicionKind(models.TextChoices):
    """What the program may suspect a comment of. It never suspects criticism."""

    OBSCENITY = "obscenity", _("obscene words")
    SPAM = "spam", _("spam")


class Suspicion(models.Model):
    """The program's proposal to hide a comment; a person decides."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="suspicions")
    kind = models.CharField(max_length=10, choices=SuspicionKind)
    signs = models.JSONField(default=list)
    """Why: the words that were found, or codes of the signs of spam."""
    found_at = models.DateTimeField()
    is_confirmed = models.BooleanField(null=True)
    """What became of it; null = nobody has decided."""
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    """null = the channel's switch."""

    class Meta:
        constraints = [
            models.UniqueConstraint(name="suspicion_once", fields=["message", "kind"]),
            models.CheckConstraint(
                name="suspicion_decided_has_time",
                condition=Q(is_confirmed=None, decided_at=None)
                | Q(is_confirmed__isnull=False, decided_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="suspicion_open", fields=["-id"], condition=Q(is_confirmed__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id}"


class AutoSwitch(models.Model):
    """In a channel comments under one suspicion are hidden by a rule without a person, from `on_at` to `off_at`."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="auto_switches")
    kind = models.CharField(max_length=10, choices=SuspicionKind)
    rule = models.ForeignKey(PageRule, on_delete=models.PROTECT, related_name="+")
    on_at = models.DateTimeField()
    on_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    off_at = models.DateTimeField(null=True)
    off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="auto_switch_once", fields=["channel", "kind"], condition=Q(off_at=None)
            ),
            models.CheckConstraint(
                name="auto_switch_off_says_who",
                condition=Q(off_at=None, off_by=None) | Q(off_at__isnull=False, off_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.kind}"


class Measure(models.Model):
    """One thing done by the rules of a page: to a comment, or to whoever wrote it."""

    class Kind(models.TextChoices):
        HIDE = "hide", _("hide the comment")
        RESTORE = "restore", _("bring the comment back")
        WARN = "warn", _("warn")
        BAN = "ban", _("ban")
        UNBAN = "unban", _("lift the ban")

    class State(models.TextChoices):
        DUE = "due", _("waits")
        CLAIMED = "claimed", _("is being done")
        DONE = "done", _("done")
        FAILED = "failed", _("not done")
        WITHDRAWN = "withdrawn", _("withdrawn")

    UNDER_WAY = (State.DUE, State.CLAIMED)
    BACK = (Kind.RESTORE, Kind.UNBAN)
    """They take another measure back, and need no rule."""

    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="measures")
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="measures")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="measures")
    rule = models.ForeignKey(PageRule, null=True, on_delete=models.PROTECT, related_name="measures")
    reason = models.CharField(max_length=1000, blank=True)
    """What a person has to say beside the rule."""
    was_complaint = models.BooleanField(null=True)
    """Whether whoever hid it saw a complaint in it; null = it had its appeal, nobody was asked."""
    text = models.TextField(blank=True)
    """The words of a warning."""
    letter = models.OneToOneField(Letter, null=True, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField(null=True)
    """When a ban ends; null = never."""
    review_at = models.DateTimeField(null=True)
    """When somebody has to look whether a ban is still needed."""
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    automatic = models.CharField(max_length=20, blank=True)
    """What of the program did it, where no person did: a suspicion that is switched to automatic, the end of a ban."""
    undoes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="undone_by")
    answer_moved = models.BooleanField(default=False)
    """Whether answers to the hidden comment go into private messages meanwhile."""

    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    """When the network was asked first."""
    unclear_since = models.DateTimeField(null=True)
    """When it may first have been done without a clear answer."""
    done_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    """When what was hidden came back, or a ban was over."""
    error_code = models.CharField(max_length=50, blank=True)
    error_text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="measure_has_author", condition=Q(by__isnull=False) | ~Q(automatic="")
            ),
            models.CheckConstraint(
                name="measure_has_rule",
                condition=Q(kind__in=["restore", "unban"], undoes__isnull=False)
                | Q(kind__in=["hide", "warn", "ban"], rule__isnull=False, undoes=None),
            ),
            models.CheckConstraint(
                name="measure_ban_is_reviewed", condition=~Q(kind="ban") | Q(review_at__isnull=False)
            ),
            models.CheckConstraint(
                name="measure_ban_ends_later", condition=Q(until=None) | Q(until__gt=F("created_at"))
            ),
            models.CheckConstraint(
                name="measure_claimed_has_lease",
                condition=Q(state="claimed", lease_until__isnull=False)
                | (~Q(state="claimed") & Q(lease_until=None)),
            ),
            models.CheckConstraint(
                name="measure_done_has_time", condition=~Q(state="done") | Q(done_at__isnull=False)
            ),
            models.CheckConstraint(
                name="measure_failure_says_why", condition=~Q(state="failed") | ~Q(error_code="")
            ),
            models.UniqueConstraint(
                name="measure_hides_once",
                fields=["message"],
                condition=Q(kind="hide", state__in=["due", "claimed", "done"], ended_at=None),
            ),
            models.UniqueConstraint(
                name="measure_bans_once",
                fields=["channel", "resident"],
                condition=Q(kind="ban", state__in=["due", "claimed", "done"], ended_at=None),
            ),
            models.UniqueConstraint(
                name="measure_undone_once",
                fields=["undoes"],
                condition=Q(state__in=["due", "claimed", "done"]),
            ),
        ]
        indexes = [
            models.Index(name="measure_due", fields=["not_before", "id"], condition=Q(state="due")),
            models.Index(name="measure_under_way", fields=["lease_until"], condition=Q(state="claimed")),
            models.Index(name="measure_failed", fields=["id"], condition=Q(state="failed")),
            models.Index(
                name="measure_to_review",
                fields=["review_at", "id"],
                condition=Q(kind="ban", state="done", ended_at=None),
            ),
            models.Index(name="measure_of_message", fields=["message", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id}"

    @property
    def is_undoable(self) -> bool:
        """Whether there is a way back: from what is in force, or what was not done (the end of a term will be)."""
        if self.state in (self.State.DUE, self.State.FAILED):
            return not (self.kind == self.Kind.UNBAN and self.automatic and self.state == self.State.DUE)
        reverses = self.kind in (self.Kind.HIDE, self.Kind.BAN)
        return self.state == self.State.DONE and reverses and self.ended_at is None


class Evidence(models.Model):
    """What a measure was taken for, as it was: the words in every wording, the author, the photos, a copy to look at.

    Append-only. The copy is one file that shows the comment as people saw it, its photos inside.
    """

    measure = models.OneToOneField(Measure, on_delete=models.PROTECT, related_name="evidence")
    taken_at = models.DateTimeField()
    text = models.TextField(blank=True)
    versions = models.JSONField(default=list)
    """Every wording, oldest first: {"item", "at", "text"}."""
    attachments = models.JSONField(default=list)
    """What came with it: {"kind", "title", "url", "sha256"}; "sha256" is "" for what could not be had."""
    author_id = models.CharField(max_length=64)
    author_name = models.CharField(max_length=200, blank=True)
    author_url = models.CharField(max_length=500, blank=True)
    network = models.CharField(max_length=20)
    place_kind = models.CharField(max_length=10, choices=PLACE_KINDS)
    place_id = models.CharField(max_length=64)
    external_id = models.CharField(max_length=64)
    url = models.CharField(max_length=500, blank=True)
    said_at = models.DateTimeField()
    copy = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    copy_sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.measure_id} {self.text[:60]}"


class EvidencePhoto(models.Model):
    """A photo or a file of the comment, in our own storage. Append-only."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    ordinal = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="evidence_photo_once", fields=["evidence", "ordinal"])]
        ordering = ["ordinal"]

    def __str__(self) -> str:
        return f"{self.evidence_id} {self.ordinal}"


class Unread(models.Model):
    """A wording that nobody has looked at for what the rules forbid.

    The database brings these rows by itself with every wording of a resident: nothing stands between their words and
    their appeal, and a reader that fails loses nothing.
    """

    version = models.OneToOneField(Version, primary_key=True, on_delete=models.CASCADE, related_name="+")
    failures = models.PositiveSmallIntegerField(default=0, db_default=0)
    not_before = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.version_id)
