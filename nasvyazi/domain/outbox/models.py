"""What goes out: letters, their parts on the way, and every attempt to send one."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.channels.models import Thread
from nasvyazi.domain.files.models import File


class Letter(models.Model):
    """An answer of ours into one thread."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="letters")
    text = models.TextField()
    reply_to = models.CharField(max_length=64, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="letters"
    )
    request_key = models.UUIDField(unique=True)
    """One press of the button, one letter: the form carries this key, a second press finds it taken."""
    resend_of = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="resent_as")
    origin = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    """The letter in which the words of a resent one were written; null = in this one."""
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer")
        indexes = [models.Index(name="letter_in_thread", fields=["thread", "id"])]

    def __str__(self) -> str:
        return self.text[:80]


class LetterPart(models.Model):
    """One message of the network that a letter consists of (DESIGN §5a)."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting to be sent")
        CLAIMED = "claimed", _("about to be sent")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("delivered")
        FAILED = "failed", _("not delivered")
        UNCONFIRMED = "unconfirmed", _("unconfirmed")

    UNFINISHED = (State.QUEUED, State.CLAIMED, State.SENDING)

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="parts")
    ordinal = models.PositiveSmallIntegerField()
    text = models.TextField()
    key = models.CharField(max_length=64)
    """This part's own random key; a repeat with it is the same message to a network that knows such keys."""
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    repeat_window = models.DurationField(null=True)
    """How long a repeat with the same key is the same message; null = the network knows no keys."""
    repeat_messages = models.PositiveIntegerField(null=True)
    """… and over how many later messages of the thread."""
    unclear_since = models.DateTimeField(null=True)
    """When bytes may first have left without a clear answer; the window is counted from here."""
    sent_at = models.DateTimeField(null=True)
    external_id = models.CharField(max_length=64, blank=True)
    error_code = models.CharField(max_length=50, blank=True)
    error_text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="part_once", fields=["letter", "ordinal"]),
            models.UniqueConstraint(name="part_key_once", fields=["letter", "key"]),
            models.CheckConstraint(
                name="part_leased_while_under_way",
                condition=Q(state__in=["claimed", "sending"], lease_until__isnull=False)
                | ~Q(state__in=["claimed", "sending"]) & Q(lease_until__isnull=True)
                | Q(state="unconfirmed"),
            ),
            models.CheckConstraint(
                name="part_sent_has_time", condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent")
            ),
            models.CheckConstraint(
                name="part_failure_says_why",
                condition=~Q(state__in=["failed", "unconfirmed"]) | ~Q(error_code=""),
            ),
        ]
        indexes = [
            models.Index(name="part_due", fields=["not_before", "id"], condition=Q(state="queued")),
            models.Index(
                name="part_under_way", fields=["lease_until"], condition=Q(state__in=["claimed", "sending"])
            ),
            models.Index(
                name="part_unfinished",
                fields=["letter", "ordinal"],
                condition=Q(state__in=["queued", "claimed", "sending"]),
            ),
            models.Index(
                name="part_in_trouble", fields=["-id"], condition=Q(state__in=["failed", "unconfirmed"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id}.{self.ordinal}"


class Attempt(models.Model):
    """One try to send a part: kept for ever, one row each."""

    class Outcome(models.TextChoices):
        SENT = "sent", _("delivered")
        RETRY = "retry", _("will be tried again")
        UNCLEAR = "unclear", _("no clear answer")
        FAILED = "failed", _("refused")
        LOST = "lost", _("the sender stopped in the middle")

    part = models.ForeignKey(LetterPart, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    sending_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    code = models.CharField(max_length=50, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="attempt_once", fields=["part", "number"]),
            models.CheckConstraint(
                name="attempt_finished_says_how",
                condition=Q(finished_at__isnull=True, outcome="")
                | Q(finished_at__isnull=False) & ~Q(outcome=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part_id} #{self.number}"


class LetterFile(models.Model):
    """A photo that goes with a letter (with its first part)."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(File, on_delete=models.PROTECT)
    ordinal = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="letter_file_once", fields=["letter", "ordinal"])]
        ordering = ["ordinal"]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.ordinal}"
