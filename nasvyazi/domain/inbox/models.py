"""What came in: raw events, and the messages they told of, with every wording kept."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.channels.models import Channel, Resident, Thread
from nasvyazi.domain.files.models import File
from nasvyazi.networks.base import AttachmentKind
from nasvyazi.toolbox.clock import now

_SEARCHED = SearchVector(Left("text", 10_000), config="russian")
"""What of a message is searched. PostgreSQL refuses a row whose words make more than 1 MB of index: hence the cut."""


class Way(models.TextChoices):
    """By what road something was said that somebody of ours entered by hand."""

    LINK = "link", _("a post or comment by its link")
    SCREENSHOT = "screenshot", _("a screenshot")
    CALL = "call", _("a call")
    RECEPTION = "reception", _("a reception")
    EMAIL = "email", _("an e-mail")
    PROFILE = "profile", _("a personal page")
    OTHER = "other", _("another road")


class Event(models.Model):
    """One raw thing a network told us; the bytes never change."""

    class Road(models.TextChoices):
        WEBHOOK = "webhook", _("the network called")
        POLL = "poll", _("we asked")
        READ_BACK = "read_back", _("we read it back")
        HAND = "hand", _("by its link, which one of ours gave")

    class State(models.TextChoices):
        NEW = "new", _("waiting")
        TAKEN = "taken", _("taken")
        UNSUPPORTED = "unsupported", _("kept, not understood")
        BROKEN = "broken", _("broken")

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="events")
    external_id = models.CharField(max_length=128)
    body_hash = models.BinaryField(max_length=32)
    type = models.CharField(max_length=100)
    body = models.BinaryField()
    road = models.CharField(max_length=10, choices=Road)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.NEW)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Telegram restarts its numbering after a quiet week, hence the hash (DESIGN §5, invariant 2).
            models.UniqueConstraint(name="event_once", fields=["channel", "external_id", "body_hash"]),
            models.CheckConstraint(
                name="event_broken_says_why", condition=~models.Q(state="broken") | ~models.Q(error="")
            ),
        ]
        indexes = [
            models.Index(name="event_due", fields=["id"], condition=models.Q(state="new")),
            models.Index(name="event_by_state", fields=["state", "-id"]),
            models.Index(name="event_by_channel", fields=["channel", "-received_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.external_id}"


class Message(models.Model):
    """What a resident (or the channel itself) said in one place. `text` is the latest wording."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="messages")
    external_id = models.CharField(max_length=64)
    """What the network calls it; of an album, the piece that was told first."""
    album = models.CharField(max_length=64, blank=True, default="", db_default="")
    """The album of the network whose pieces (`Version.item`, `Attachment.item`) this one message is."""
    resident = models.ForeignKey(Resident, null=True, on_delete=models.PROTECT, related_name="messages")
    outgoing = models.BooleanField(default=False)
    author_id = models.CharField(max_length=64, blank=True)
    """Network id of the author: for an outgoing message, who of ours wrote it."""
    text = models.TextField(blank=True)
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField()
    stated_date = models.CharField(max_length=32, blank=True)
    """The date as the network wrote it, where it could not be true; `sent_at` is then when we heard of it."""
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    restored_at = models.DateTimeField(null=True)
    """When it last came back after a deletion: an older deletion that is told late does not take it away again."""
    reply_to = models.CharField(max_length=64, blank=True)
    url = models.CharField(max_length=500, blank=True)
    answer_thread = models.ForeignKey(Thread, null=True, on_delete=models.PROTECT, related_name="+")
    """Where an answer goes when it cannot go into `thread` (a suggested post → the dialogue)."""
    way = models.CharField(max_length=10, choices=Way, blank=True, default="", db_default="")
    """By what road it was said, where somebody of ours entered it; "" = the network told it."""
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    speaker = models.CharField(max_length=200, blank=True, default="", db_default="")
    """Of an answer that was written down by hand: who of ours gave it."""
    words = models.GeneratedField(expression=_SEARCHED, output_field=SearchVectorField(), db_persist=True)
    """Stored, because the newest with a common word are found by looking at thousands one after another."""

    class Meta:
        constraints = [
            models.UniqueConstraint(name="message_once", fields=["thread", "external_id"]),
            models.UniqueConstraint(
                name="album_once", fields=["thread", "album"], condition=~models.Q(album="")
            ),
            models.CheckConstraint(
                name="message_has_author",
                condition=models.Q(outgoing=True) | models.Q(resident__isnull=False),
            ),
            models.CheckConstraint(
                name="message_entered_says_who",
                condition=models.Q(way="", entered_by=None)
                | (~models.Q(way="") & models.Q(entered_by__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="message_in_thread", fields=["thread", "sent_at", "id"]),
            models.Index(name="message_by_url", fields=["url"], condition=~models.Q(url="")),
            GinIndex(fields=["words"], name="message_words"),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Version(models.Model):
    """One wording of a message, or of one piece of an album."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="versions")
    item = models.CharField(max_length=64, blank=True, default="", db_default="")
    """What the network calls the piece of an album; "" outside albums."""
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    text_hash = models.BinaryField(max_length=32)
    event = models.ForeignKey(Event, null=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="version_once", fields=["message", "item", "at", "text_hash"]),
        ]
        indexes = [models.Index(name="version_of_piece", fields=["item"], condition=~models.Q(item=""))]

    def __str__(self) -> str:
        return f"{self.message_id} {self.at}"


_WAITED_ATTEMPTS = 6
_SOON = timedelta(minutes=5)


class Attachment(models.Model):
    """What came with a message. A photo taken away by an edit stays, marked as removed.

    What has a `ref` is fetched into `file`: people see it from our own storage only.
    """

    class Fetch(models.TextChoices):
        NONE = "", _("nothing to fetch")
        WANTED = "wanted", _("on its way")
        FETCHED = "fetched", _("here")
        FAILED = "failed", _("not to be had")
        TOO_LARGE = "too_large", _("too large")

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    identity = models.CharField(max_length=100)
    """What tells it from the message's other attachments: the network's id, else a hash of the raw object."""
    item = models.CharField(max_length=64, blank=True, default="", db_default="")
    """What the network calls the piece of an album that brought it; "" outside albums."""
    ordinal = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in AttachmentKind])
    url = models.TextField(blank=True)
    preview_url = models.TextField(blank=True)
    title = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True, default="", db_default="")
    """What is said in it, whole: in a message that was passed on, a shared post, a voice message."""
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    size = models.PositiveBigIntegerField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    raw = models.JSONField(default=dict)
    removed = models.BooleanField(default=False)
    within = models.CharField(max_length=20, blank=True, default="", db_default="")
    """In what kind of attachment it came, where it is not the author's own: a message passed on, a shared post."""

    ref = models.TextField(blank=True, default="", db_default="")
    """Under what the network hands over the bytes (`Network.fetch`)."""
    fetch = models.CharField(max_length=10, choices=Fetch, blank=True, default=Fetch.NONE, db_default="")
    fetch_at = models.DateTimeField(null=True)
    """When it is asked for (next); in the hands of a worker: when that one is given up."""
    fetch_attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    fetch_error = models.CharField(max_length=50, blank=True, default="", db_default="")
    file = models.ForeignKey(File, null=True, on_delete=models.PROTECT, related_name="attachments")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="attachment_once", fields=["message", "identity"]),
            models.CheckConstraint(
                name="attachment_wanted_has_time",
                condition=~models.Q(fetch="wanted") | models.Q(fetch_at__isnull=False),
            ),
            models.CheckConstraint(
                name="attachment_fetched_is_here",
                condition=~models.Q(fetch="fetched") | models.Q(file__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="attachment_wanted", fields=["fetch_at"], condition=models.Q(fetch="wanted")),
            models.Index(name="attachment_failed", fields=["id"], condition=models.Q(fetch="failed")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.identity}"

    @property
    def is_expected(self) -> bool:
        """Whether it may be here to look at any moment: after some attempts in vain nobody sits and waits for it."""
        if self.file is not None:
            return self.file.is_expected
        is_soon = self.fetch_at is not None and self.fetch_at < now() + _SOON
        return self.fetch == self.Fetch.WANTED and self.fetch_attempts < _WAITED_ATTEMPTS and is_soon

    @property
    def is_photo(self) -> bool:
        """Whether it stands among the photos of its message: it was sent as one, or its bytes are a picture."""
        if self.file is not None:
            return self.file.is_picture
        return self.kind == AttachmentKind.PHOTO and self.fetch != self.Fetch.NONE

    @property
    def place(self) -> tuple[float, float] | None:
        """Where a photo was taken, by its camera or by its network: degrees."""
        for source in (self.file, self):
            if source is not None and source.latitude is not None and source.longitude is not None:
                return source.latitude, source.longitude
        return None


class Tombstone(models.Model):
    """A deletion that came before the message it speaks of; the message is marked when it comes."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT)
    external_id = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="tombstone_once", fields=["thread", "external_id"]),
        ]

    def __str__(self) -> str:
        return self.external_id
