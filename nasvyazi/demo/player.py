"""Plays the stories: a resident speaks in the practice network, the product hears it, its users act, letters leave.

Everything goes the road it goes in earnest (flows and services); only the clocks of both sides are set to the moment.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import singledispatchmethod
from uuid import uuid4

from django.db.models import QuerySet

from nasvyazi.demo import beats
from nasvyazi.demo.cast import RESIDENTS
from nasvyazi.demo.moments import spoken
from nasvyazi.demo.photos import Painter
from nasvyazi.demo.stages import Stage
from nasvyazi.demo.timeline import Cue
from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import selectors as appeal_reads
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels import selectors as channel_reads
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Channel, Resident
from nasvyazi.domain.deadlines import selectors as deadlines
from nasvyazi.domain.files import services as files
from nasvyazi.domain.files.models import File
from nasvyazi.domain.inbox import selectors as inbox
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.problems import services as problems
from nasvyazi.domain.understanding.kinds import Kind
from nasvyazi.domain.understanding.models import Topic
from nasvyazi.flows import (
    answering,
    backfilling,
    describing,
    fetching,
    incoming,
    people,
    sending,
    understanding,
    watching,
)
from nasvyazi.sandbox.client import Control
from nasvyazi.toolbox.clock import now, travelling

_BATCH = 100
_AN_HOUR_AND_MORE = timedelta(minutes=80)
_JUST_NOW = timedelta(minutes=1)


@dataclass(frozen=True)
class Connected:
    """A community on both sides: where its stories are played, and the product's channel."""

    stage: Stage
    channel: Channel


class Player:
    """Plays cues one after another; `today` is the moment that the demo is filled at, in local time."""

    def __init__(
        self,
        control: Control,
        *,
        connected: Mapping[str, Connected],
        users: Mapping[str, User],
        painter: Painter,
        today: datetime,
    ) -> None:
        self._control = control
        self._connected = connected
        self._users = users
        self._painter = painter
        self._today = today
        self._calendar = deadlines.calendar(since=today)

    def play(self, cue: Cue) -> None:
        """One beat. Raises PracticeError, and whatever the product raises: a demo that stumbles is not filled.

        Of most deeds the network hears nothing, and needs no clock for them.
        """
        with travelling(cue.moment):
            if isinstance(cue.beat, beats.Answers) or not isinstance(cue.beat, beats.Deed):
                self._control.post("/clock", {"now": cue.moment.isoformat()})
            self._act(cue.beat, cue)

    def night(self, moment: datetime) -> None:
        """What the program does by itself when it is time."""
        with travelling(moment):
            watching.close_resolved()
            self.ask_names()

    def ask_names(self) -> None:
        """Ask who the nameless residents are."""
        for one in self._connected.values():
            watching.ask_names(one.channel)

    def listen_to_all(self) -> None:
        """Hear what has happened anywhere."""
        for one in self._connected.values():
            self.listen(one.channel)

    def listen(self, channel: Channel) -> None:
        """Hear what has happened in a community, take it, fetch what came with it, read it, and send what is due."""
        watching.poll(channel, wait=0)
        self._take()

    def _read(self, channel: Channel, parts: Sequence[str]) -> None:
        """Read what the network tells nobody."""
        channels.plan_backfills(readable={channel.network: parts}, unreadable={}, now=now())
        for backfill in channel_reads.backfills(channel_id=channel.pk).filter(part__in=parts):
            backfilling.read(backfill, since=now() - _JUST_NOW)
        self._take()

    def _take(self) -> None:
        for event_id in inbox.due_event_ids(limit=_BATCH):
            incoming.take(event_id)
        while fetching.fetch_next():
            continue
        while understanding.read_next():
            continue
        self._deliver()

    @singledispatchmethod
    def _act(self, beat: beats.Beat, cue: Cue) -> None:
        """What is no deed of the press service happens in the network itself."""
        community = self._community(cue)
        community.stage.play(beat, cue)
        if community.stage.untold and isinstance(beat, beats.Comments | beats.AnswersInNetwork):
            self._read(community.channel, community.stage.untold)
        else:
            self.listen(community.channel)

    @_act.register
    def _writes(self, beat: beats.Writes, cue: Cue) -> None:
        community = self._community(cue)
        community.stage.play(beat, cue)
        with community.stage.hiding() if beat.gone else nullcontext():
            self.listen(community.channel)

    # ------------------------------------------------------------------ the press service

    @_act.register
    def _answers(self, beat: beats.Answers, cue: Cue) -> None:
        appeal = self._appeal(cue)
        self._sees(appeal, self._users[beat.by])
        answering.answer(
            appeal=appeal,
            text=self._text(beat),
            author=self._users[beat.by],
            request_key=uuid4(),
            files=[self._photo(scene) for scene in beat.photos],
            is_looked_at=True,
        )
        if beat.lost:
            self._lose(cue)
        self._deliver()
        self.listen(self._community(cue).channel)

    @_act.register
    def _notes(self, beat: beats.Notes, cue: Cue) -> None:
        appeals.add_note(
            appeal_id=self._appeal(cue).pk, text=self._text(beat), by=self._users[beat.by], now=now()
        )

    @_act.register
    def _drafts(self, beat: beats.Drafts, cue: Cue) -> None:
        author = self._users[beat.by]
        appeals.save_draft(appeal_id=self._appeal(cue).pk, text=beat.text, author=author, now=now())

    @_act.register
    def _assigns(self, beat: beats.Assigns, cue: Cue) -> None:
        appeals.assign(
            appeal_id=self._appeal(cue).pk,
            person=self._users[beat.to],
            by=self._users[beat.by],
            now=now(),
            reason=self._text(beat),
        )

    @_act.register
    def _plans(self, beat: beats.Plans, cue: Cue) -> None:
        appeals.plan(
            appeal_id=self._appeal(cue).pk,
            day=self._day(beat),
            by=self._users[beat.by],
            now=now(),
            reason=self._text(beat),
        )

    @_act.register
    def _postpones(self, beat: beats.Postpones, cue: Cue) -> None:
        appeal = self._appeal(cue)
        due = deadlines.end_of_day(self._day(beat), appeal.policy)
        appeals.set_due(
            appeal_id=appeal.pk, due=due, reason=self._text(beat), by=self._users[beat.by], now=now()
        )

    @_act.register
    def _resolves(self, beat: beats.Resolves, cue: Cue) -> None:
        appeals.resolve(
            appeal_id=self._appeal(cue).pk, by=self._users[beat.by], now=now(), reason=self._text(beat)
        )

    @_act.register
    def _closes(self, beat: beats.Closes, cue: Cue) -> None:
        appeals.close(
            appeal_id=self._appeal(cue).pk, by=self._users[beat.by], now=now(), reason=self._text(beat)
        )

    @_act.register
    def _dismisses(self, beat: beats.Dismisses, cue: Cue) -> None:
        appeals.dismiss(
            appeal_id=self._appeal(cue).pk, by=self._users[beat.by], now=now(), reason=self._text(beat)
        )

    @_act.register
    def _joins(self, beat: beats.Joins, cue: Cue) -> None:
        problem = appeals.join_problem(
            appeal_id=self._appeal(cue).pk,
            other_id=self._appeals(cue, beat.to).latest("pk").pk,
            by=self._users[beat.by],
            now=now(),
            reason=self._text(beat),
        )
        if beat.title:
            problems.describe(problem_id=problem.pk, title=beat.title, place=beat.place, topic=problem.topic)

    @_act.register
    def _merges(self, beat: beats.Merges, cue: Cue) -> None:
        younger, older = self._appeals(cue, cue.story.resident).order_by("-pk")[:2]
        appeals.merge(
            appeal_id=older.pk,
            other_id=younger.pk,
            by=self._users[beat.by],
            now=now(),
            reason=self._text(beat),
        )

    @_act.register
    def _splits(self, beat: beats.Splits, cue: Cue) -> None:
        appeal = self._appeal(cue)
        last = Message.objects.filter(decision__appeal=appeal).latest("pk")
        appeals.split(
            appeal_id=appeal.pk,
            message_ids=[last.pk],
            by=self._users[beat.by],
            now=now(),
            reason=self._text(beat),
        )

    @_act.register
    def _describes(self, beat: beats.Describes, cue: Cue) -> None:
        describing.describe(
            appeal_id=self._appeal(cue).pk,
            kind=Kind(beat.kind) if beat.kind else None,
            topic=Topic.objects.get(code=beat.topic) if beat.topic else None,
            place=beat.place,
            by=self._users[beat.by],
        )

    @_act.register
    def _sees_danger(self, beat: beats.SeesDanger, cue: Cue) -> None:
        self._sees(self._appeal(cue), self._users[beat.by])

    def _sees(self, appeal: Appeal, by: User) -> None:
        """Nobody answers past the red bar."""
        read = list(appeal_reads.messages_of(appeal_id=appeal.pk).values_list("pk", flat=True))
        appeals.see_danger(appeal_id=appeal.pk, message_ids=read, by=by, now=now())

    @_act.register
    def _recognises(self, beat: beats.Recognises, cue: Cue) -> None:
        people.join(
            resident=_resident(cue.story.resident),
            other=_resident(beat.to),
            reason=self._text(beat),
            by=self._users[beat.by],
            now=now(),
        )

    # ------------------------------------------------------------------ what they need

    def _community(self, cue: Cue) -> Connected:
        return self._connected[cue.story.community]

    def _appeal(self, cue: Cue) -> Appeal:
        """The latest appeal of the story's resident in its community."""
        return self._appeals(cue, cue.story.resident).latest("pk")

    def _appeals(self, cue: Cue, key: str) -> QuerySet[Appeal]:
        """A resident's appeals in the story's community, without those that became part of another."""
        return Appeal.objects.filter(
            channel=self._community(cue).channel,
            resident__network_id=str(RESIDENTS[key].user_id),
            merged_into=None,
        )

    def _day(self, beat: beats.Deed) -> date:
        if beat.day is None:
            raise ValueError(f"{type(beat).__name__} needs a day")
        return beat.day.resolve(self._today, self._calendar.is_working)

    def _text(self, beat: beats.Deed) -> str:
        return beat.text.replace("{day}", spoken(self._day(beat))) if "{day}" in beat.text else beat.text

    def _photo(self, scene: str) -> File:
        return files.keep_photo(handle=io.BytesIO(self._painter.paint(scene)), name=f"{scene}.jpg")

    def _deliver(self) -> None:
        while sending.deliver_next():
            continue

    def _lose(self, cue: Cue) -> None:
        """A letter leaves into doubt, and stays in it also when it may not be sent again any more."""
        with self._community(cue).stage.losing():
            self._deliver()
            with travelling(cue.moment + _AN_HOUR_AND_MORE):
                self._deliver()


def _resident(key: str) -> Resident:
    """Somebody of the cast, as the product knows them."""
    person = RESIDENTS[key]
    return Resident.objects.get(network=person.network, network_id=str(person.user_id))
