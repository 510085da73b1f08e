"""Channels: connected communities and bots, the conversations in them and the residents who write there."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.accounts.models import Desk
from nasvyazi.domain.organisations.models import Official
from nasvyazi.networks.base import DIRECT, Account, ChatKind, PlaceKind
from nasvyazi.toolbox.clock import now

from . import sending
from .people import Person, PersonChange
from .sealed import SHUT, KeepsSecrets

__all__ = [
    "Backfill",
    "Ban",
    "Channel",
    "Chat",
    "OwnProfile",
    "Person",
    "PersonChange",
    "Post",
    "Resident",
    "SendingDecision",
    "Thread",
]

PLACE_KINDS = [
    (PlaceKind.DIALOG.value, _("private messages")),
    (PlaceKind.COMMENT.value, _("comments")),
    (PlaceKind.CHAT.value, _("group chat")),
    (PlaceKind.POST.value, _("post on the wall")),
    (PlaceKind.BOARD.value, _("discussion board")),
    (PlaceKind.PHOTO.value, _("comments under a photo")),
    (PlaceKind.VIDEO.value, _("comments under a video")),
    (PlaceKind.MARKET.value, _("comments in the shop")),
    (PlaceKind.ENTRY.value, _("entered by hand")),
]


class Channel(KeepsSecrets):
    """One connected community, bot or channel."""

    class Mode(models.TextChoices):
        WEBHOOK = "webhook", _("the network calls us")
        POLL = "poll", _("we ask the network")
        HAND = "hand", _("our people enter what is said there")

    class Call(models.TextChoices):
        SEND = "send", _("sending of answers")
        POLL = "poll", _("asking the network for news")
        NAMES = "names", _("names of residents")
        HOOK = "hook", _("connection with the network")
        FILES = "files", _("fetching of files")
        READ = "read", _("reading back of what was missed")

    title = models.CharField(_("title"), max_length=200)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.WEBHOOK)
    api_url = models.CharField(max_length=500)
    official = models.ForeignKey(Official, null=True, blank=True, on_delete=models.PROTECT)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, default=Desk.MAIN_ID)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    polled_at = models.DateTimeField(null=True)

    # What is wrong with the channel: "" = nothing. A long poll may go on for hours under a revoked token: only the
    # kind of call that failed proves that all is well again.
    trouble_call = models.CharField(max_length=5, choices=Call, blank=True)
    trouble_code = models.CharField(max_length=50, blank=True)
    trouble_text = models.TextField(blank=True)
    trouble_since = models.DateTimeField(null=True)
    # Deliveries refused for a wrong or missing secret since the last accepted one.
    refused_count = models.PositiveIntegerField(default=0)
    refused_at = models.DateTimeField(null=True)
    silent_after = models.DurationField(default=timedelta(days=3))
    """No event for so long is worth a look: people write every day."""
    heard_at = models.DateTimeField(null=True)
    """When the program was last seen at work for this channel; null = not since it was connected."""
    back_at = models.DateTimeField(null=True)
    """When it came back after it had last been away; null = it never was."""
    may_send = models.BooleanField(null=True)
    """Whether residents are answered here, as the latest SendingDecision says; null = none: the country's rule."""
    night_text = models.TextField(blank=True, default="", db_default="")
    """What a resident is told who writes in private when nobody is at work; "" = nothing."""
    page_url = models.CharField(max_length=500, blank=True, default="", db_default="")
    """Where people find the page or bot: residents are pointed to it from where nobody may answer them."""

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        constraints = [
            models.UniqueConstraint(name="channel_once", fields=["network", "network_id"]),
            models.CheckConstraint(
                name="channel_trouble_has_time",
                condition=models.Q(trouble_code="") | models.Q(trouble_since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def hook_path(self) -> str:
        """Where the network is to call, below the address of the installation. Raises NeedsHuman where it is shut."""
        return reverse("hook", args=[self.network, self.hook_key])

    @property
    def sending_rule(self) -> sending.Rule | None:
        """The country's rule against answering in this network, if there is one, whatever was recorded."""
        today = timezone.localdate(now())
        return sending.rule_for(network=self.network, country=settings.NASVYAZI_COUNTRY, on=today)

    @property
    def is_sending(self) -> bool:
        """Whether anything may be sent here: as was recorded, else unless a rule of the country speaks against it."""
        return self.may_send if self.may_send is not None else self.sending_rule is None

    @property
    def account(self) -> Account:
        """The channel as its network sees it. What it knows of its chats is with `selectors.account_with_chats`.

        Of one whose secrets cannot be opened: with what needs none a network still serves it.
        """
        is_called = self.mode == self.Mode.WEBHOOK and not self.is_shut
        return Account(
            network_id=self.network_id,
            api_url=self.api_url,
            secrets=SHUT if self.is_shut else self.secrets,
            hook_url=f"{settings.NASVYAZI_PUBLIC_URL}{self.hook_path}" if is_called else "",
            road=settings.NASVYAZI_ROADS.get(self.network, DIRECT),
        )


class SendingDecision(models.Model):
    """Whether residents are answered in a channel and on what basis, by whom and when it was recorded. Append-only."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="sending_decisions")
    allowed = models.BooleanField()
    basis = models.CharField(max_length=1000)
    """The document or the order, in the words of whoever answers for it."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="sending_has_basis", condition=~models.Q(basis="")),
        ]
        indexes = [models.Index(name="sending_of_channel", fields=["channel", "-id"])]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.allowed}: {self.basis[:80]}"


class Chat(models.Model):
    """A channel or a group of the network in which the bot of a Channel sits."""

    KINDS = ((ChatKind.CHANNEL.value, _("channel of the network")), (ChatKind.GROUP.value, _("group")))

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="chats")
    network_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=10, choices=KINDS)
    title = models.CharField(max_length=200, blank=True)
    voice = models.CharField(max_length=64, blank=True)
    """Of a group: the channel whose posts come into it, and whose own words there are ours."""
    seen_at = models.DateTimeField()
    """As of when this is known: of two contradicting pieces of news the later counts."""
    lost_at = models.DateTimeField(null=True)
    """Since when the bot is not there any more, though nobody has said that it was on purpose."""
    left_at = models.DateTimeField(null=True)
    """When somebody has said that."""
    left_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="chat_once", fields=["channel", "network_id"]),
            models.CheckConstraint(
                name="chat_left_says_who",
                condition=models.Q(left_at=None, left_by=None)
                | models.Q(left_at__isnull=False, left_by__isnull=False, lost_at=None),
            ),
        ]
        indexes = [
            models.Index(name="chat_lost", fields=["channel"], condition=models.Q(lost_at__isnull=False))
        ]

    def __str__(self) -> str:
        return self.title or self.network_id

    @property
    def is_present(self) -> bool:
        """Whether the bot is there, as far as we know."""
        return self.lost_at is None and self.left_at is None


class Backfill(models.Model):
    """How far one part of a channel's past has been read back, and what of it was missed and could not be read.

    `part` is a name of the network's own (VK: dialogs, wall …); a network whose past nobody can read has one: "events".
    """

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="backfills")
    part = models.CharField(max_length=20)
    read_until = models.DateTimeField()
    """Everything up to here was told to us or read back."""
    next_at = models.DateTimeField(null=True)
    """When it is read next; in the hands of a worker: when that one is given up. null = it cannot be read at all."""
    failures = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=50, blank=True)
    """Why it could not be read the last time; "" = it could, or has not been tried yet."""
    found = models.PositiveIntegerField(default=0)
    """How many things that nobody had told us the last reading brought."""
    missed_since = models.DateTimeField(null=True)
    """We were away from then until `missed_until`, and what was said meanwhile has not been read back."""
    missed_until = models.DateTimeField(null=True)
    noticed_at = models.DateTimeField(null=True)
    """When somebody last said that they have looked for themselves."""
    noticed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="backfill_once", fields=["channel", "part"]),
            models.CheckConstraint(
                name="backfill_missed_has_ends",
                condition=models.Q(missed_since=None, missed_until=None)
                | models.Q(missed_since__isnull=False, missed_until__isnull=False),
            ),
            models.CheckConstraint(
                name="backfill_noticed_says_who",
                condition=models.Q(noticed_at=None, noticed_by=None)
                | models.Q(noticed_at__isnull=False, noticed_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="backfill_due", fields=["next_at"], condition=models.Q(next_at__isnull=False)),
            models.Index(
                name="backfill_missed",
                fields=["missed_since"],
                condition=models.Q(missed_since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.part}"


class Post(models.Model):
    """What a channel published: residents comment under it."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="posts")
    external_id = models.CharField(max_length=64)
    text = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)
    version_at = models.DateTimeField(null=True)
    """When it had this wording: an older one that is told late does not come back."""
    url = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="post_once", fields=["channel", "external_id"]),
        ]

    def __str__(self) -> str:
        return self.external_id


class Thread(models.Model):
    """A private dialogue, the comments under one post or photo, a topic of the board, or the talk of a group."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="threads")
    kind = models.CharField(max_length=10, choices=PLACE_KINDS)
    external_id = models.CharField(max_length=64)
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="threads")
    title = models.CharField(max_length=200, blank=True, default="", db_default="")
    """What people call the place, where it has a name (a group, a video)."""
    blocked_at = models.DateTimeField(null=True)
    """Since when the resident of a dialogue does not take our messages."""
    consent_at = models.DateTimeField(null=True)
    """When the resident last said whether they do."""

    class Meta:
        constraints = [
            models.UniqueConstraint(name="thread_once", fields=["channel", "kind", "external_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id}"

    @property
    def is_public(self) -> bool:
        """Whether anybody may read what is said here."""
        return self.kind not in (PlaceKind.DIALOG, PlaceKind.ENTRY)

    @property
    def says_who_is_answered(self) -> bool:
        """Whether an answer names the message it answers: not where two talk alone or the network has no way."""
        return self.kind not in (PlaceKind.DIALOG, PlaceKind.BOARD, PlaceKind.ENTRY)


class Resident(models.Model):
    """An author in one network."""

    network = models.CharField(max_length=20)
    network_id = models.CharField(max_length=64)
    name = models.CharField(_("name"), max_length=200, blank=True)
    url = models.CharField(max_length=500, blank=True)
    contact = models.CharField(_("how to reach them"), max_length=200, blank=True, default="", db_default="")
    """A telephone or an address that somebody of ours wrote down."""
    asked_at = models.DateTimeField(null=True)
    """When the network was last asked for the name."""
    person = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="residents", db_index=False
    )
    """Who they are in other networks, too, once somebody of ours has said so."""

    class Meta:
        verbose_name = _("resident")
        constraints = [
            models.UniqueConstraint(name="resident_once", fields=["network", "network_id"]),
        ]
        indexes = [
            models.Index(
                name="resident_nameless", fields=["network", "asked_at"], condition=models.Q(name="")
            ),
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="resident_by_name"),
            models.Index(
                name="resident_of_person", fields=["person"], condition=models.Q(person__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.network_id


class OwnProfile(models.Model):
    """A personal page of somebody of ours: what they say in public under our posts is our answer, not an appeal."""

    network = models.CharField(max_length=20)
    network_id = models.CharField(max_length=64)
    name = models.CharField(_("name"), max_length=200)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="own_profile_once",
                fields=["network", "network_id"],
                condition=models.Q(removed_at=None),
            ),
            models.CheckConstraint(
                name="own_profile_removed_says_who",
                condition=models.Q(removed_at=None, removed_by=None)
                | models.Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Ban(models.Model):
    """A resident whom a moderator has shut out of a channel, as the network told last: they cannot write there."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="bans")
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="bans")
    told_at = models.DateTimeField()
    """As of when this is known: of two contradicting pieces of news the later counts."""
    since = models.DateTimeField(null=True)
    """Since when they are shut out; None = let in again."""
    until = models.DateTimeField(null=True)
    """When it ends by itself; None = never."""
    reason = models.TextField(blank=True)
    """What the moderator wrote."""
    by = models.CharField(max_length=64, blank=True)
    """Network id of the moderator."""

    class Meta:
        constraints = [
            models.UniqueConstraint(name="ban_once", fields=["channel", "resident"]),
            models.CheckConstraint(
                name="ban_ends_after_it_began",
                condition=models.Q(until=None) | models.Q(since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.since}"
