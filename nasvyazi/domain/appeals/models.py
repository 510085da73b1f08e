"""Appeals: what has to be attended to, what was decided about every message, and how it went."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.accounts.models import Desk
from nasvyazi.domain.channels.models import Channel, Resident, Thread
from nasvyazi.domain.deadlines.models import Policy
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.outbox.models import Letter
from nasvyazi.domain.places.models import Place
from nasvyazi.domain.problems.models import Problem
from nasvyazi.domain.understanding.kinds import Kind
from nasvyazi.domain.understanding.models import Topic

from .models_burst import Burst
from .models_guess import Aspect
from .states import FINAL, State

_OPEN = ~Q(state__in=FINAL)
EXCERPT_WORDS = SearchVector("excerpt", config="russian")
"""What of an open appeal is compared with another's words."""


def _finite(column: str) -> models.Func:
    """PostgreSQL's isfinite(): "infinity" is a date to the database and no due time to anybody."""
    return models.Func(models.F(column), function="isfinite", output_field=models.BooleanField())


class Appeal(models.Model):
    """What a resident in one thread asks to be attended to. Open ones have somebody responsible and a due time."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="appeals")
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="appeals")
    goes_private = models.BooleanField(default=False, db_default=False)
    """Begun in public, it goes on in a dialogue; until the resident has written there, none is known."""
    private_thread = models.ForeignKey(
        Thread, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    """That dialogue."""
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="appeals")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="appeals")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="appeals"
    )
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT)
    problem = models.ForeignKey(
        Problem, null=True, on_delete=models.PROTECT, related_name="appeals", db_index=False
    )
    """The thing in the street that it speaks of, once somebody has joined it with another appeal."""
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="taken_in", db_index=False
    )
    """The appeal that holds its messages and answers now; this one is over."""
    is_split = models.BooleanField(default=False, db_default=False)
    """Split off by a person as another matter. Beside such ones the resident may have one more open appeal in the
    thread, which their further messages join."""
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, blank=True, default="", db_default="")
    """What it is: empty while nobody, and no program with confidence, has said."""
    topic = models.ForeignKey(
        Topic, null=True, on_delete=models.PROTECT, related_name="appeals", db_index=False
    )
    place = models.ForeignKey(
        Place, null=True, on_delete=models.PROTECT, related_name="appeals", db_index=False
    )
    danger = models.CharField(max_length=40, blank=True, default="", db_default="")
    """The danger of which its messages speak: the first that nobody has seen, else the last (`services.dangers`)."""
    danger_seen_at = models.DateTimeField(null=True)
    """When a person said that they have seen it; null of one that nobody has: it stands before everything else."""
    decided = ArrayField(
        models.CharField(max_length=20, choices=Aspect), default=list, db_default=[], blank=True
    )
    """What of kind, topic and place a person has said: no guess changes it any more."""
    bursts = models.ManyToManyField(Burst, related_name="appeals")
    excerpt = models.CharField(max_length=300, blank=True)
    photo_count = models.PositiveSmallIntegerField(default=0)
    message_count = models.PositiveIntegerField(default=0)

    opened_at = models.DateTimeField()
    last_message_at = models.DateTimeField()
    first_answer_due_at = models.DateTimeField()
    first_answered_at = models.DateTimeField(null=True)
    answer_due_at = models.DateTimeField(null=True)
    """Until when the latest words of the resident wait for an answer; null = the last word is ours."""
    resolution_due_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    planned_for = models.DateField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    next_due_at = models.DateTimeField(null=True)
    """The nearest clock of an open appeal; `services` derive it, the constraints below keep it honest."""
    changed_at = models.DateTimeField(auto_now=True, db_default=Now())
    """When anything that its card shows changed last: open pages are told by it what to draw anew."""

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            models.UniqueConstraint(
                name="appeal_open_once", fields=["thread", "resident"], condition=_OPEN & Q(is_split=False)
            ),
            models.CheckConstraint(name="appeal_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="appeal_open_has_due",
                condition=Q(state__in=FINAL) | (Q(next_due_at__isnull=False) & Q(_finite("next_due_at"))),
            ),
            models.CheckConstraint(
                name="appeal_planned_has_day", condition=~Q(state="planned") | Q(planned_for__isnull=False)
            ),
            models.CheckConstraint(
                name="appeal_snooze_before_due",
                condition=Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=F("next_due_at")),
            ),
            models.CheckConstraint(
                name="appeal_closed_has_time",
                condition=Q(state__in=FINAL, closed_at__isnull=False)
                | (~Q(state__in=FINAL) & Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="appeal_merged_is_over",
                condition=Q(merged_into__isnull=True) | Q(state__in=FINAL, problem__isnull=True),
            ),
            models.CheckConstraint(
                name="appeal_private_elsewhere",
                condition=Q(private_thread__isnull=True)
                | (Q(goes_private=True) & ~Q(private_thread=F("thread"))),
            ),
            models.CheckConstraint(name="appeal_kind_known", condition=Q(kind__in=["", *Kind.values])),
            models.CheckConstraint(
                name="appeal_danger_seen_is_danger", condition=Q(danger_seen_at__isnull=True) | ~Q(danger="")
            ),
            models.CheckConstraint(
                name="appeal_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
            ),
        ]
        indexes = [
            models.Index(name="appeal_urgent", fields=["next_due_at", "id"], condition=_OPEN),
            models.Index(
                name="appeal_new", fields=["next_due_at", "id"], condition=Q(state__in=["new", "reopened"])
            ),
            models.Index(name="appeal_newest", fields=["-last_message_at", "-id"], condition=_OPEN),
            models.Index(name="appeal_mine", fields=["person", "next_due_at", "id"], condition=_OPEN),
            models.Index(name="appeal_state", fields=["state", "-last_message_at", "-id"]),
            models.Index(name="appeal_in_thread", fields=["thread", "id"]),
            models.Index(
                name="appeal_in_private",
                fields=["private_thread", "id"],
                condition=Q(private_thread__isnull=False),
            ),
            models.Index(
                name="appeal_of_problem", fields=["problem", "id"], condition=Q(problem__isnull=False)
            ),
            models.Index(
                name="appeal_merged", fields=["merged_into", "id"], condition=Q(merged_into__isnull=False)
            ),
            models.Index(
                name="appeal_danger_unseen",
                fields=["opened_at", "id"],
                condition=~Q(danger="") & Q(danger_seen_at__isnull=True),
            ),
            models.Index(
                name="appeal_of_topic", fields=["topic", "-opened_at"], condition=Q(topic__isnull=False)
            ),
            models.Index(
                name="appeal_at_place", fields=["place", "-opened_at"], condition=Q(place__isnull=False)
            ),
            models.Index(name="appeal_changed", fields=["changed_at"]),
            GinIndex(EXCERPT_WORDS, name="appeal_words", condition=_OPEN),
        ]

    def __str__(self) -> str:
        return f"№ {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something; a resolved appeal is open until it closes."""
        return self.state not in FINAL


class Decision(models.Model):
    """What became of a resident's message: attached to an appeal, or set aside with a reason. One each."""

    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="decision")
    appeal = models.ForeignKey(Appeal, null=True, on_delete=models.PROTECT, related_name="decisions")
    origin = models.ForeignKey(Appeal, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    """The appeal from which a merge brought it, and to which it goes back when that is undone."""
    set_aside_reason = models.CharField(max_length=300, blank=True)
    rule = models.CharField(max_length=50, blank=True)
    """Which rule decided, when no person did."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="decision_attached_or_set_aside",
                condition=Q(appeal__isnull=False, set_aside_reason="")
                | (Q(appeal__isnull=True) & ~Q(set_aside_reason="")),
            ),
            models.CheckConstraint(name="decision_has_author", condition=Q(by__isnull=False) | ~Q(rule="")),
        ]
        indexes = [
            models.Index(name="decision_set_aside", fields=["-at", "-id"], condition=Q(appeal__isnull=True)),
            models.Index(name="decision_brought", fields=["origin"], condition=Q(origin__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} → {self.appeal_id or self.set_aside_reason}"


class Undecided(models.Model):
    """A resident's message about which nothing has been decided yet.

    The database keeps these rows by itself: a message brings its own, its decision takes it away. Every page asks
    whether there are any, and to compare all messages with all decisions would take a second in a large town.
    """

    message = models.OneToOneField(Message, primary_key=True, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return str(self.message_id)


class Reply(models.Model):
    """A letter that answers an appeal, or (`is_notice`) the program's own word to its resident: no answer to it."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="replies")
    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, related_name="reply")
    is_notice = models.BooleanField(default=False, db_default=False)
    origin = models.ForeignKey(Appeal, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    """As of a Decision."""

    class Meta:
        indexes = [
            models.Index(name="reply_of_appeal", fields=["appeal", "id"]),
            models.Index(name="reply_brought", fields=["origin"], condition=Q(origin__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id}: {self.letter_id}"


class Draft(models.Model):
    """What an operator has begun to write and not sent."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="drafts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    text = models.TextField()
    updated_at = models.DateTimeField()
    overtaken_by = models.ForeignKey(
        Message, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    """The answer that was given elsewhere meanwhile: whoever wrote this sees both before they go on."""

    class Meta:
        constraints = [models.UniqueConstraint(name="draft_once", fields=["appeal", "author"])]

    def __str__(self) -> str:
        return self.text[:80]


class Transition(models.Model):
    """One change of an appeal: what changed, from what to what, by whom, when and why. Append-only."""

    class Field(models.TextChoices):
        STATE = "state", _("state")
        PERSON = "person", _("responsible")
        DESK = "desk", _("desk")
        DUE = "due", _("due time")
        PLAN = "plan", _("planned for")
        SNOOZE = "snooze", _("snoozed until")
        PROBLEM = "problem", _("problem")
        MERGE = "merge", _("merged")
        SPLIT = "split", _("split off")
        MOVE = "move", _("messages moved")
        PRIVATE = "private", _("where it goes on")
        KIND = "kind", _("kind")
        TOPIC = "topic", _("topic")
        PLACE = "place", _("place")
        DANGER = "danger", _("danger")

    BETWEEN_APPEALS = (Field.MERGE, Field.SPLIT, Field.MOVE)
    """Of these the old and the new value are numbers of appeals, and both appeals have the line."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="transitions")
    field = models.CharField(max_length=10, choices=Field)
    old = models.CharField(max_length=200, blank=True)
    new = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    rule = models.CharField(max_length=50, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="transition_has_author", condition=Q(by__isnull=False) | ~Q(rule="")),
            models.CheckConstraint(name="transition_has_reason", condition=~Q(reason="")),
        ]
        indexes = [
            models.Index(name="transition_of_appeal", fields=["appeal", "id"]),
            models.Index(
                name="transition_lessons", fields=["field", "at"], condition=Q(field__in=["kind", "topic"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.old} → {self.new}"


class Note(models.Model):
    """A remark on an appeal that residents never see: by a colleague, or by the program (`rule`)."""

    ELSEWHERE = "answered_elsewhere"
    """The rule that notes an answer given in the network itself; `detail` is the message."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    """A person's words; for the program's own notes a code that the desk puts into a sentence."""
    detail = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    rule = models.CharField(max_length=50, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="note_has_author", condition=Q(by__isnull=False) | ~Q(rule="")),
        ]
        indexes = [models.Index(name="note_of_appeal", fields=["appeal", "id"])]

    def __str__(self) -> str:
        return self.text[:80]


class Presence(models.Model):
    """Who has an appeal open and when they were last heard of. The table is not logged: a crash empties it."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="presences", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    seen_at = models.DateTimeField()
    typed_at = models.DateTimeField(null=True)
    """When they last typed an answer."""

    class Meta:
        constraints = [models.UniqueConstraint(name="presence_once", fields=["appeal", "user"])]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.appeal_id}"
