"""Reads of appeals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import CombinedSearchQuery, SearchQuery, SearchRank
from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce, JSONObject

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.channels import selectors as channels
from nasvyazi.domain.channels.models import Thread
from nasvyazi.domain.inbox import selectors as inbox
from nasvyazi.domain.inbox.models import Attachment, Message
from nasvyazi.domain.outbox import selectors as outbox
from nasvyazi.domain.outbox.models import Attempt, Letter, LetterPart
from nasvyazi.networks.base import PlaceKind

from .guesses import Understood, from_json
from .models import EXCERPT_WORDS, Appeal, Decision, Draft, Note, Presence, Transition, Undecided
from .models_guess import Guess, Unguessed
from .states import FINAL, State

_WRITTEN = Coalesce("letter__origin", "letter")
"""Of a part: the letter in which its words were written."""
OPEN = ~Q(state__in=FINAL)
PRESENT_FOR = timedelta(seconds=30)
"""Whoever has said nothing for so long has gone: open pages say something every five seconds."""
_GUESSES = 20
"""Guesses of so many messages of an appeal are shown."""
ALIKE_WITHIN = timedelta(days=90)
_ALIKE_WORDS = 12
_ALIKE_DEPTH = 500
_WORD = re.compile(r"\w{4,}")


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who has an appeal open now."""

    appeal_id: int
    user: User
    is_typing: bool


def how_many(rows: QuerySet[Any]) -> Coalesce:
    """The number of rows as a part of another query."""
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(found=Count("pk")).values("found")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def for_card(rows: QuerySet[Appeal]) -> QuerySet[Appeal]:
    """Appeals with all that a card or a line shows of them."""
    return rows.select_related(
        "thread__channel__official",
        "thread__post",
        "private_thread__channel",
        "resident",
        "person",
        "desk",
        "policy",
        "problem",
        "topic",
        "place",
    )


def first_cards(rows: QuerySet[Appeal], *, order: Sequence[str | OrderBy], limit: int) -> list[Appeal]:
    """The first so many of the appeals with all that a card or a line shows of them. One query.

    Their numbers are found first: a limit over all the tables of a card would have every way to begin with the first of
    them weighed, which takes PostgreSQL six times as long.
    """
    wanted = rows.order_by(*order).values("pk")[:limit]
    return list(for_card(Appeal.objects.filter(is_among(wanted))).order_by(*order))


def is_among(numbers: QuerySet[Any]) -> Func:
    """Whether an appeal's number is one of those that a query gives; it is asked once, beforehand.

    Joined with all that a line of the list shows there would be more tables than PostgreSQL plans together, and it
    would begin with all appeals or dress them all up before it takes fifty.
    """
    return Func(
        F("pk"),
        ArraySubquery(numbers),
        template="%(expressions)s)",
        arg_joiner=" = ANY (",
        output_field=BooleanField(),
    )


def card(rows: QuerySet[Appeal], *, appeal_id: int) -> Appeal | None:
    """One of the appeals, if it is among them; without the limit of `first` and `get` (`first_cards`). One query."""
    return next(iter(rows.filter(pk=appeal_id)), None)


def by_id(*, appeal_id: int) -> Appeal:
    """One appeal with all that a card shows. Raises Appeal.DoesNotExist."""
    found = card(for_card(Appeal.objects.all()), appeal_id=appeal_id)
    if found is None:
        raise Appeal.DoesNotExist
    return found


def threads_of(appeal: Appeal) -> list[int]:
    """Where its matter is spoken of: the thread in which it began, and the dialogue in which it goes on."""
    return [appeal.thread_id, *([appeal.private_thread_id] if appeal.private_thread_id else [])]


def dialogue_of(appeal: Appeal) -> Thread | None:
    """Where the resident has written to the channel in private, if they have."""
    spoken = Thread.objects.filter(
        channel=appeal.thread.channel_id, kind=PlaceKind.DIALOG, messages__resident=appeal.resident_id
    )
    return spoken.select_related("channel").order_by("-pk").first()


def may_go_on_in_private(appeal: Appeal) -> bool:
    """Whether our words reach the resident in the dialogue in which the matter goes on."""
    return appeal.private_thread is not None and appeal.private_thread.blocked_at is None


def public_answers(appeal: Appeal) -> int:
    """How often the appeal was answered where everybody reads."""
    letters = Letter.objects.filter(reply__appeal=appeal, reply__is_notice=False, resend_of=None)
    return letters.exclude(thread__kind__in=(PlaceKind.DIALOG, PlaceKind.ENTRY)).count()


def history(*, appeal_id: int) -> QuerySet[Transition]:
    """What happened to an appeal, oldest first."""
    return Transition.objects.filter(appeal_id=appeal_id).select_related("by").order_by("pk")


def notes(*, appeal_id: int) -> QuerySet[Note]:
    """Remarks on an appeal and on those merged into it, oldest first."""
    whose = Q(appeal=appeal_id) | Q(appeal__merged_into=appeal_id)
    return Note.objects.filter(whose).select_related("by").order_by("at", "pk")


def messages_of(*, appeal_id: int) -> QuerySet[Message]:
    """The residents' messages that an appeal consists of, oldest first."""
    return Message.objects.filter(decision__appeal_id=appeal_id).order_by("sent_at", "pk")


def understood(messages: Sequence[Message]) -> list[Understood]:
    """What was read in messages (with their `guess`), the latest first. No query."""
    guesses = [
        guess for message in reversed(messages) if (guess := getattr(message, "guess", None)) is not None
    ]
    return [from_json(guess.said) for guess in guesses[:_GUESSES]]


def understood_of(*, appeal_id: int) -> list[Understood]:
    """What was read in the messages of an appeal, the latest first. One query."""
    return understood(list(messages_of(appeal_id=appeal_id).select_related("guess")))


def unseen_dangers(messages: Sequence[Message]) -> list[Guess]:
    """What was read of messages (with their `guess`) that is dangerous and nobody has seen, oldest first. No query."""
    guesses = [guess for message in messages if (guess := getattr(message, "guess", None)) is not None]
    return [guess for guess in guesses if guess.danger and guess.danger_seen_at is None]


def dangers(rows: QuerySet[Appeal]) -> QuerySet[Appeal]:
    """Those that are dangerous to life and that no person has seen as such, oldest first.

    Closed ones, too: whoever closed an appeal may not have seen what the resident has added since.
    """
    return rows.filter(~Q(danger=""), danger_seen_at=None).order_by("opened_at", "pk")


def not_understood(*, among: QuerySet[Appeal], before: datetime) -> QuerySet[Message]:
    """Messages of the appeals that nobody has read for what they say since a moment, oldest first."""
    waiting = Unguessed.objects.filter(since__lt=before).values("message")
    rows = Message.objects.filter(pk__in=waiting, decision__appeal__in=among)
    return rows.select_related("resident").order_by("received_at", "pk")


def conversation(appeal: Appeal, *, latest: int) -> QuerySet[Message]:
    """What was said where the appeal stands, oldest first: its own messages and the `latest` ones of the thread.

    A post that everybody comments would otherwise bring thousands. Three queries.
    """
    threads = threads_of(appeal)
    recent = Message.objects.filter(thread__in=threads).order_by("-sent_at", "-pk").values("pk")[:latest]
    said = inbox.conversation(thread_ids=threads)
    said = said.select_related("resident", "decision", "guess", "answer_thread__channel", "entered_by")
    return said.filter(Q(decision__appeal=appeal) | Q(pk__in=recent))


def letters_of(appeal: Appeal, *, since: datetime) -> QuerySet[Letter]:
    """Letters that answer the appeal, and those into its thread since a moment, oldest first. Four queries."""
    own = Letter.objects.filter(reply__appeal=appeal).values("pk")
    beside = Letter.objects.filter(thread__in=threads_of(appeal), created_at__gte=since).values("pk")
    # Each has its index; "one or the other" in one condition would read all letters.
    letters = outbox.letters().filter(pk__in=own.union(beside))
    return letters.select_related("author", "reply").order_by("pk")


def changes(rows: QuerySet[Appeal], *, since: datetime, limit: int) -> list[tuple[int, datetime]]:
    """Which of the appeals changed after a moment, and when: number and time, by number. One query."""
    changed = rows.filter(changed_at__gt=since).order_by("-changed_at")
    return sorted(changed.values_list("pk", "changed_at")[:limit])


def changed_at(rows: QuerySet[Appeal], *, appeal_id: int) -> datetime | None:
    """When an appeal changed last; None if it is not among these."""
    return rows.filter(pk=appeal_id).values_list("changed_at", flat=True).first()


def present(rows: QuerySet[Appeal], *, now: datetime, besides: User) -> list[Present]:
    """Who else has one of the appeals open, by appeal and name. One query, over as many rows as pages are open."""
    since = now - PRESENT_FOR
    found = Presence.objects.filter(seen_at__gt=since, appeal__in=rows.values("pk")).exclude(user=besides)
    return [
        Present(row.appeal_id, row.user, row.typed_at is not None and row.typed_at > since)
        for row in found.select_related("user").order_by("appeal", "user__last_name", "user__username")
    ]


def sisters(appeal: Appeal, *, among: QuerySet[Appeal]) -> QuerySet[Appeal]:
    """The other appeals that speak of the same problem, newest first."""
    rows = among.filter(problem=appeal.problem_id).exclude(pk=appeal.pk)
    return rows.select_related("resident").order_by("-pk")


def of_resident(appeal: Appeal, *, among: QuerySet[Appeal], limit: int) -> list[Appeal]:
    """The same resident's other appeals that stand by themselves, those of the same thread and the newest first."""
    rows = among.filter(resident=appeal.resident_id, merged_into=None).exclude(pk=appeal.pk)
    is_near = ExpressionWrapper(Q(thread=appeal.thread_id), output_field=BooleanField())
    return first_cards(rows, order=(is_near.desc(), "-pk"), limit=limit)


def any_word_of(appeal: Appeal) -> CombinedSearchQuery | SearchQuery | None:
    """Asks whether a text has a word of the appeal's, in any form; None where the appeal has none to compare."""
    words = list(dict.fromkeys(_WORD.findall(appeal.excerpt.lower())))[:_ALIKE_WORDS]
    return reduce(or_, (SearchQuery(word, config="russian") for word in words)) if words else None


def alike(appeal: Appeal, *, among: QuerySet[Appeal], now: datetime, limit: int) -> list[Appeal]:
    """Open appeals of other people with the most words in common, of the last three months; the newest count.

    With all that a line shows. Two queries: the planner joins everything to everything when it does both at once.
    """
    any_of = any_word_of(appeal)
    if any_of is None:
        return []
    rows = among.filter(OPEN, opened_at__gt=now - ALIKE_WITHIN).exclude(resident=appeal.resident_id)
    rows = rows.annotate(words=EXCERPT_WORDS).filter(words=any_of)
    # To compare costs more than to find.
    newest = rows.order_by("-opened_at").values("pk")[:_ALIKE_DEPTH]
    ranked = Appeal.objects.filter(pk__in=newest).order_by(SearchRank(EXCERPT_WORDS, any_of).desc(), "-pk")
    numbers = list(ranked.values_list("pk", flat=True)[:limit])
    found = for_card(Appeal.objects.all()).in_bulk(numbers)
    return [found[number] for number in numbers]


def elsewhere_notes(appeal: Appeal) -> QuerySet[Note]:
    """That somebody answered this resident in the network itself, in this thread: of which of their matters one
    rarely sees, so it concerns whoever writes to them.
    """
    return Note.objects.filter(
        rule=Note.ELSEWHERE, appeal__thread=appeal.thread_id, appeal__resident=appeal.resident_id
    )


def answer_at(appeal: Appeal, *, at: datetime) -> str:
    """What was answered at a moment that AnsweredMeanwhile names: a letter's words, or words in the network itself."""
    letter = Letter.objects.filter(reply__appeal=appeal, created_at=at).first()
    if letter is not None:
        return letter.text
    note = elsewhere_notes(appeal).filter(at=at).first()
    message = Message.objects.filter(pk=int(note.detail)).first() if note is not None else None
    return message.text if message is not None else ""


def drafts_of(*, appeal_id: int) -> QuerySet[Draft]:
    """What operators have begun to write, newest first: one's own text, and a sign of the others'."""
    drafts = Draft.objects.filter(appeal_id=appeal_id).select_related("author", "overtaken_by")
    return drafts.order_by("-updated_at")


def with_others(rows: QuerySet[Appeal], *, among: QuerySet[Appeal]) -> QuerySet[Appeal]:
    """Appeals with what belongs beside them: `others`, `took_in` and `siblings`.

    Numbers of the same resident's ten newest, and of those merged into it; number and words of the other open appeals
    of the same conversation.
    """
    theirs = among.filter(resident=OuterRef("resident")).exclude(pk=OuterRef("pk"))
    others = theirs.exclude(merged_into=OuterRef("pk")).order_by("-pk")
    merged = among.filter(merged_into=OuterRef("pk")).order_by("pk")
    siblings = theirs.filter(OPEN, thread=OuterRef("thread")).order_by("pk")
    return rows.annotate(
        others=ArraySubquery(others.values("pk")[:10]),
        took_in=ArraySubquery(merged.values("pk")[:20]),
        siblings=ArraySubquery(siblings.values(told=JSONObject(number="pk", words="excerpt"))[:10]),
    )


def with_ban(rows: QuerySet[Appeal], *, now: datetime) -> QuerySet[Appeal]:
    """Appeals with `banned_since`, `banned_until` and `ban_reason`, where a moderator has shut the resident out.

    `banned_in` are the titles of other channels from which they are shut out: here they are heard as anybody.
    """
    elsewhere = channels.bans(now=now).filter(resident=OuterRef("resident"))
    elsewhere = elsewhere.exclude(channel=OuterRef("thread__channel")).order_by("channel__title")
    ban = channels.bans(now=now).filter(channel=OuterRef("thread__channel"), resident=OuterRef("resident"))
    return rows.annotate(
        banned_since=Subquery(ban.values("since")),
        banned_until=Subquery(ban.values("until")),
        ban_reason=Subquery(ban.values("reason")),
        banned_in=ArraySubquery(elsewhere.values("channel__title")[:5]),
    )


def last_message_of(*, appeal_id: int) -> Message | None:
    """The resident's message that an answer goes to."""
    rows = messages_of(appeal_id=appeal_id).select_related("thread__channel", "answer_thread__channel")
    return addressed(list(rows))


def addressed(messages: Sequence[Message]) -> Message | None:
    """Of an appeal's messages, oldest first, the one that an answer goes to: the latest, deleted ones apart."""
    standing = [message for message in messages if message.deleted_at is None] or messages
    return standing[-1] if standing else None


def undecided(*, before: datetime) -> QuerySet[Message]:
    """Residents' messages that nobody and nothing has decided about."""
    waiting = Undecided.objects.values("message")
    return Message.objects.filter(pk__in=waiting, received_at__lt=before).order_by("pk")


def set_aside() -> QuerySet[Decision]:
    """Messages that were set aside, newest first."""
    return (
        Decision.objects.filter(appeal=None)
        .select_related("message__thread__channel", "message__resident", "by")
        .order_by("-at", "-pk")
    )


def overdue(rows: QuerySet[Appeal], *, now: datetime) -> QuerySet[Appeal]:
    """Those of the appeals whose nearest clock has run out (a resolved one just closes)."""
    return rows.filter(OPEN, next_due_at__lt=now).exclude(state=State.RESOLVED)


def troubled_parts(*, among: QuerySet[Appeal], state: LetterPart.State) -> QuerySet[LetterPart]:
    """Failed or unconfirmed parts of the appeals that nobody has dealt with.

    Whoever closed the appeal after the trouble has dealt with it; trouble that came later nobody has seen. A failed
    one is settled by a letter of the same appeal that was written later and arrived: what is resent is as old as its
    words.
    """
    unseen = Attempt.objects.filter(
        part=OuterRef("pk"), finished_at__gt=OuterRef("letter__reply__appeal__closed_at")
    )
    parts = outbox.in_trouble().filter(
        Q(letter__reply__appeal__closed_at=None) | Exists(unseen),
        state=state,
        letter__reply__appeal__in=among,
    )
    if state == LetterPart.State.FAILED:
        later = LetterPart.objects.filter(
            letter__reply__appeal=OuterRef("letter__reply__appeal"),
            letter__reply__is_notice=False,
            state=LetterPart.State.SENT,
        ).annotate(written=_WRITTEN)
        later = later.filter(written__gt=OuterRef("written"))
        parts = parts.annotate(written=_WRITTEN).filter(~Exists(later))
    return parts


def lost_files(*, among: QuerySet[Appeal]) -> QuerySet[Attachment]:
    """What residents attached to open ones of the appeals and the network will not give us, oldest first."""
    return (
        Attachment.objects.filter(fetch=Attachment.Fetch.FAILED, removed=False)
        .filter(message__decision__appeal__in=among.filter(OPEN))
        .annotate(appeal_id=F("message__decision__appeal"))
        .select_related("message__resident")
        .order_by("pk")
    )


def export_messages(*, channel_id: int | None, since: datetime | None) -> Iterator[Message]:
    """Every message with all that belongs to it, oldest first, in bounded memory."""
    rows = Message.objects.annotate(version_count=Count("versions"))
    if channel_id is not None:
        rows = rows.filter(thread__channel_id=channel_id)
    if since is not None:
        rows = rows.filter(received_at__gte=since)
    return (
        rows.select_related("thread__channel", "thread__post", "resident", "decision")
        .prefetch_related(Prefetch("attachments", inbox.attachments_in_order()))
        .order_by("pk")
        .iterator(chunk_size=500)
    )
