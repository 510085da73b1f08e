"""What the desk's panes show: views and list on the left, card and conversation on the right. Reads only."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.accounts import selectors as accounts
from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import lists, people
from nasvyazi.domain.appeals import selectors as appeal_reads
from nasvyazi.domain.appeals.cautions import Cautions
from nasvyazi.domain.appeals.guesses import Understood
from nasvyazi.domain.appeals.lists import FINISHED, View
from nasvyazi.domain.appeals.models import Appeal, Draft
from nasvyazi.domain.appeals.models_guess import Guess
from nasvyazi.domain.appeals.near import Near
from nasvyazi.domain.appeals.states import State, following
from nasvyazi.domain.channels import selectors as channels
from nasvyazi.domain.channels.models import Thread
from nasvyazi.domain.external import answers as external_answers
from nasvyazi.domain.external import selectors as external
from nasvyazi.domain.external.models import ExternalCase
from nasvyazi.domain.files.models import File
from nasvyazi.domain.inbox.models import Message, Way
from nasvyazi.domain.moderation import selectors as moderation_reads
from nasvyazi.flows import answering
from nasvyazi.networks import registry
from nasvyazi.toolbox import clock

from . import conversation, joining, matter, moments
from .alarms import alarms
from .kept import kept_mark
from .selection import Selection
from .suggesting import Suggestions
from .unsent import not_sent
from .whose import Belonging, belongings

PAGE_SIZE = 50
TALK_LATEST = 60
SISTERS = 5
_ALARMING = (View.DANGER, View.OVERDUE, View.FAILED, View.UNCONFIRMED)
_NAV: Sequence[Sequence[View]] = (
    (View.DANGER, View.NEW, View.MINE, View.WAITING, View.OVERDUE, View.PLANNED, View.RESOLVED),
    (View.FAILED, View.UNCONFIRMED, View.SNOOZED),
    (View.OPEN, View.CLOSED, View.DISMISSED),
)


@dataclass(frozen=True, slots=True)
class NavItem:
    """A view in the left pane; no count where counting would cost more than it tells."""

    label: str
    tail: str
    count: int | None
    is_on: bool
    is_alarming: bool


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What somebody else answered while the operator was writing."""

    who: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands in the reply box: kept through every error."""

    request_key: UUID
    text: str = ""
    files: Sequence[File] = ()
    seen_at: datetime | None = None
    preview: Sequence[str] = ()
    meanwhile: Meanwhile | None = None
    cautions: Cautions | None = None
    suggestions: Suggestions | None = None
    is_suggested: bool = False
    """Whether words were put in just now, with blanks that wait to be filled."""

    @property
    def looked_at(self) -> str:
        """What of a text a person has looked at: changed, it is another one."""
        return looked_at(self.text)


def looked_at(text: str) -> str:
    """A mark of these very words."""
    return hashlib.sha256(text.strip().encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why something could not be done: a sentence, the form it concerns with what was typed, a way out."""

    text: str
    action: str
    values: Mapping[str, str] = field(default_factory=dict)
    link: Appeal | None = None
    picked: Sequence[str] = ()


def list_pane(selection: Selection, *, user: User, now: datetime, after: str = "") -> dict[str, Any]:
    """The left and the middle pane. Raises ValueError when `after` marks no place in a list."""
    mine = access.appeals(user)
    counts = lists.counts(mine, user=user, now=now)
    return {
        "nav": nav(selection, counts),
        "newest": counts,
        "all_channels": selection.with_channel(None),
        "channel_choices": [
            (channel, selection.with_channel(channel.pk).tail)
            for channel in access.channels(user).order_by("title", "pk")
        ],
        "alarms": alarms(user),
        "now": now,
        **rows(selection, user=user, now=now, after=after),
    }


def rows(selection: Selection, *, user: User, now: datetime, after: str = "") -> dict[str, Any]:
    """One page of the list. Raises ValueError when `after` marks no place in a list."""
    page = lists.page(chosen(selection, user=user, now=now), sort=selection.sort, after=after, size=PAGE_SIZE)
    return {"page": page, "selection": selection, "now": now}


def chosen(selection: Selection, *, user: User, now: datetime) -> QuerySet[Appeal]:
    """The appeals that a selection shows."""
    mine = access.appeals(user)
    found = (
        lists.search(mine, selection.words)
        if selection.words
        else lists.in_view(mine, selection.view, user=user, now=now)
    )
    return lists.narrowed(found, channel_id=selection.channel, with_photos=selection.photos)


def nav(selection: Selection, counts: lists.Counts) -> list[list[NavItem]]:
    """Views with counts, in groups."""
    return [
        [
            NavItem(
                label=str(view.label),
                tail=selection.at(view).tail,
                count=None if view in FINISHED else counts.by_view[view],
                is_on=view == selection.view and not selection.words,
                is_alarming=view in _ALARMING and bool(counts.by_view[view]),
            )
            for view in group
        ]
        for group in _NAV
    ]


class Case:
    """One appeal on the right: card, conversation, what can be done, the reply box."""

    def __init__(
        self,
        appeal: Appeal,
        *,
        user: User,
        now: datetime,
        answer: Answer | None = None,
        trouble: Trouble | None = None,
    ) -> None:
        self.appeal = appeal
        self.now = now
        self.user = user
        self.trouble = trouble
        self.may_work = access.may(user, access.WORK_ON_APPEAL, appeal)
        self.messages = list(appeal_reads.conversation(appeal, latest=TALK_LATEST))
        since = self.messages[0].sent_at if self.messages else appeal.opened_at
        self.letters = list(appeal_reads.letters_of(appeal, since=since))
        self.history = list(appeal_reads.history(appeal_id=appeal.pk))
        self.notes = list(appeal_reads.notes(appeal_id=appeal.pk))
        self.drafts = list(appeal_reads.drafts_of(appeal_id=appeal.pk))
        self.colleagues = list(accounts.colleagues(desk_id=appeal.desk_id))
        self.measures = moderation_reads.standing(
            message.pk for message in self.messages if appeal.thread.is_public and not message.outgoing
        )
        mine = access.appeals(user)
        self.sisters = list(appeal_reads.sisters(appeal, among=mine)[:SISTERS]) if appeal.problem_id else []
        ours = {one.author_id for one in self.messages if one.outgoing and one.author_id}
        network = appeal.thread.channel.network
        self.names = channels.names(network=network, network_ids=ours) if ours else {}
        self.not_sent = not_sent(self.thread.channel)
        self.answer = answer or Answer(request_key=uuid4(), text=self._draft(), seen_at=now)

    @cached_property
    def days(self) -> list[tuple[datetime, list[conversation.Item]]]:
        """The conversation, day by day."""
        found = conversation.items(
            self.appeal,
            messages=self.messages,
            letters=self.letters,
            notes=self.notes,
            history=self.history,
            names=self.names,
            measures=self.measures,
            now=self.now,
        )
        return conversation.by_day(found)

    @cached_property
    def understood(self) -> list[Understood]:
        """What was read in its messages."""
        return appeal_reads.understood(self.own)

    @property
    def matter(self) -> list[matter.Fact]:
        """What it is and where."""
        return matter.facts(self.appeal, self.understood)

    @property
    def language(self) -> str:
        """In which language it is written, where a person is needed who knows it."""
        return matter.language(self.understood)

    @cached_property
    def belongings(self) -> list[Belonging]:
        """In whose district it is, and who manages the house."""
        return belongings(self.appeal.place, on=localdate(self.now))

    @property
    def danger_why(self) -> str:
        """By which words it was found dangerous."""
        return matter.danger_why(self.unseen)

    @cached_property
    def unseen(self) -> list[Guess]:
        """What of its messages nobody has seen as dangerous: who presses the button has seen these."""
        return appeal_reads.unseen_dangers(self.own)

    @cached_property
    def may_moderate(self) -> bool:
        """Whether what is said there can be moderated by the user."""
        thread = self.appeal.thread
        return thread.is_public and access.may(self.user, access.MODERATE, thread.channel)

    @cached_property
    def addressed(self) -> int | None:
        """The message that an answer, and a key, goes to."""
        message = appeal_reads.addressed(self.own)
        return message.pk if message is not None else None

    @cached_property
    def history_lines(self) -> list[conversation.Line]:
        """The whole history, newest first."""
        network = self.appeal.thread.channel.network
        lines = conversation.history_lines(self.history, self.notes, network=network, now=self.now)
        return lines[::-1]

    @cached_property
    def thread(self) -> Thread:
        """Where an answer goes."""
        return answering.destination(self.appeal, appeal_reads.addressed(self.own))

    @cached_property
    def own(self) -> list[Message]:
        """The messages that the appeal consists of, oldest first."""
        return [message for message in self.messages if self._is_own(message)]

    @property
    def may_split(self) -> bool:
        """Whether some of its messages can become another matter's."""
        return self.may_work and len(self.own) > 1

    @property
    def picked(self) -> set[int]:
        """Messages that were chosen in a form that could not be done as it was."""
        return (
            {int(number) for number in self.trouble.picked if number.isdecimal()} if self.trouble else set()
        )

    @property
    def more_sisters(self) -> int:
        """How many more appeals speak of the problem than are named."""
        problem = self.appeal.problem
        return max(problem.appeal_count - 1 - len(self.sisters), 0) if problem is not None else 0

    @cached_property
    def near(self) -> list[Near]:
        """What may be the same thing by place and topic, and can be joined with it."""
        if not self.may_work or not self.appeal.is_open:
            return []
        return joining.suggested(self.appeal, user=self.user, now=self.now)

    @cached_property
    def external_cases(self) -> list[ExternalCase]:
        """What the appeal, with those merged into it, is in other systems."""
        if not getattr(self.appeal, "is_external", False):
            return []
        return list(external.of_appeals(appeal_ids=[self.appeal.pk, *getattr(self.appeal, "took_in", ())]))

    @cached_property
    def final_answer(self) -> str:
        """The last answer that arrived, whole: what the other systems are told."""
        found = external_answers.final([self.appeal.pk]).get(self.appeal.pk)
        return found.text if found is not None else ""

    @property
    def is_answerable(self) -> bool:
        """Whether the installation speaks the network at all: words that came from one it no longer does stay."""
        return self.thread.channel.network in registry.networks()

    @property
    def refused_words(self) -> str:
        """Why no answer can be sent there from here, in the reader's language; "" when one can."""
        why = answering.refused(self.thread)
        return gettext(why) if why else ""

    @property
    def photos_refused(self) -> str:
        """Why photos cannot be sent (a msgid), or nothing."""
        return answering.photos_refused(self.thread)

    @property
    def photos_refused_words(self) -> str:
        """The same in the reader's language."""
        return gettext(self.photos_refused) if self.photos_refused else ""

    @property
    def quick_reasons(self) -> list[str]:
        """The commonest reasons why nothing needs an answer."""
        return [
            gettext("Residents talk among themselves"),
            gettext("A repeat of an earlier appeal"),
            gettext("Thanks or a greeting"),
            gettext("Spam or advertising"),
        ]

    @property
    def kept(self) -> str:
        """The photos of an answer that could not be sent yet, so that nobody has to choose them again."""
        return kept_mark(self.answer.files, self.user)

    @property
    def writing(self) -> list[str]:
        """Colleagues who have begun to write an answer within the last quarter of an hour."""
        recent = self.now - timedelta(minutes=15)
        return [
            str(draft.author)
            for draft in self.drafts
            if draft.author_id != self.user.pk and draft.updated_at > recent
        ]

    @cached_property
    def next_states(self) -> set[str]:
        """What the appeal may become now."""
        return {state.value for state in following(State(self.appeal.state))}

    @property
    def snooze_choices(self) -> list[tuple[str, str]]:
        """Moments to snooze until, none of them after the nearest due time: value and words."""
        return moments.snooze_choices(self.appeal, now=self.now)

    @property
    def seen_at(self) -> str:
        """When this conversation was read, as the form carries it; "" = the operator knows and sends anyway."""
        return self.answer.seen_at.isoformat() if self.answer.seen_at is not None else ""

    def _is_own(self, message: Message) -> bool:
        decision = getattr(message, "decision", None)
        return decision is not None and decision.appeal_id == self.appeal.pk

    @property
    def own_draft(self) -> Draft | None:
        """What the reader has begun to write here."""
        return next((draft for draft in self.drafts if draft.author_id == self.user.pk), None)

    @property
    def overtaken(self) -> Draft | None:
        """The reader's draft, if somebody has answered elsewhere meanwhile."""
        draft = self.own_draft
        return draft if draft is not None and draft.overtaken_by is not None else None

    @property
    def overtaken_by(self) -> str:
        """Who gave that answer, as far as it is known."""
        answer = self.overtaken.overtaken_by if self.overtaken is not None else None
        return "" if answer is None else answer.speaker or self.names.get(answer.author_id, "")

    @property
    def ways(self) -> list[tuple[str, str]]:
        """By what roads an answer is given elsewhere."""
        chosen = (Way.LINK, Way.CALL, Way.RECEPTION, Way.EMAIL, Way.OTHER)
        return [(way.value, str(way.label)) for way in chosen]

    def _draft(self) -> str:
        draft = self.own_draft
        return draft.text if draft is not None and draft.overtaken_by is None else ""


def author_salt(user: User) -> str:
    """The author whom a link told belongs to the one who read it."""
    return f"desk.author.{user.pk}"


def appeal_or_none(appeal_id: int, *, user: User) -> Appeal | None:
    """The appeal as its card shows it, if it is the user's to see."""
    mine = access.appeals(user)
    rows = appeal_reads.for_card(mine).select_related("place__street__settlement")
    shown = appeal_reads.with_others(rows, among=mine)
    shown = people.with_elsewhere(external.with_known(shown), among=mine)
    return appeal_reads.card(appeal_reads.with_ban(shown, now=clock.now()), appeal_id=appeal_id)
