"""Plays the stories: a resident speaks in the practice network, the product hears it, its users act, letters leave.

Everything goes the road it goes in earnest (flows and services); only the clocks of both sides are set to the moment.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import singledispatchmethod
from typing import Any
from uuid import uuid4

from nasvyazi.demo import beats, photos
from nasvyazi.demo.cast import COMMUNITIES, RESIDENTS
from nasvyazi.demo.moments import spoken
from nasvyazi.demo.timeline import Cue
from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.deadlines import selectors as deadlines
from nasvyazi.domain.files import services as files
from nasvyazi.domain.files.models import File
from nasvyazi.domain.inbox import selectors as inbox
from nasvyazi.flows import answering, incoming, sending, watching
from nasvyazi.sandbox.client import Control
from nasvyazi.toolbox.clock import now, travelling

_BATCH = 100
_AN_HOUR_AND_MORE = timedelta(minutes=80)


class Player:
    """Plays cues one after another; `today` is the moment that the demo is filled at, in local time."""

    def __init__(
        self, control: Control, *, channels: Mapping[str, Channel], users: Mapping[str, User], today: datetime
    ) -> None:
        self._control = control
        self._channels = channels
        self._users = users
        self._today = today
        self._calendar = deadlines.calendar(since=today)
        self._posts: dict[str, int] = {}
        self._said: dict[int, str] = {}
        """The address of what a story's resident said last, below the community."""
        self._comments: dict[tuple[str, str], int] = {}
        self._drawn = 0

    def play(self, cue: Cue) -> None:
        """One beat. Raises PracticeError, and whatever the product raises: a demo that stumbles is not filled."""
        with travelling(cue.moment):
            self._control.post("/clock", {"now": cue.moment.isoformat()})
            self._act(cue.beat, cue)

    def night(self, moment: datetime) -> None:
        """What the program does by itself when it is time."""
        with travelling(moment):
            watching.close_resolved()
            self.ask_names()

    def ask_names(self) -> None:
        """Ask who the nameless residents are."""
        for channel in self._channels.values():
            watching.ask_names(channel)

    def listen(self, channel: Channel) -> None:
        """Hear what has happened in a community, and take it."""
        watching.poll(channel, wait=0)
        for event_id in inbox.due_event_ids(limit=_BATCH):
            incoming.take(event_id)

    # ------------------------------------------------------------------ residents and the community itself

    @singledispatchmethod
    def _act(self, beat: beats.Beat, cue: Cue) -> None:
        raise TypeError(f"nobody plays {type(beat).__name__}")

    @_act.register
    def _writes(self, beat: beats.Writes, cue: Cue) -> None:
        dialog = f"/dialogs/{_resident(cue)}/messages"
        body: dict[str, Any] = {"sticker": True} if beat.sticker else {"text": beat.text}
        said = self._say(cue, dialog, body, beat.photos)
        self._said[cue.number] = f"{dialog}/{said['cmid']}"

    @_act.register
    def _comments_(self, beat: beats.Comments, cue: Cue) -> None:
        body = {"resident": _resident(cue), "text": beat.text}
        if beat.to:
            body["reply_to"] = self._comments[beat.post, beat.to]
        said = self._say(cue, f"/posts/{self._posts[beat.post]}/comments", body, beat.photos)
        self._said[cue.number] = f"/comments/{said['id']}"
        self._comments[beat.post, cue.story.resident] = said["id"]

    @_act.register
    def _suggests(self, beat: beats.Suggests, cue: Cue) -> None:
        self._say(cue, "/suggestions", {"resident": _resident(cue), "text": beat.text}, beat.photos)

    @_act.register
    def _edits(self, beat: beats.Edits, cue: Cue) -> None:
        self._control.patch(_community(cue) + self._said[cue.number], {"text": beat.text})
        self.listen(self._channel(cue))

    @_act.register
    def _deletes(self, beat: beats.Deletes, cue: Cue) -> None:
        self._control.delete(_community(cue) + self._said[cue.number])
        self.listen(self._channel(cue))

    @_act.register
    def _allows(self, beat: beats.Allows, cue: Cue) -> None:
        self._say(cue, f"/dialogs/{_resident(cue)}/allow", {})

    @_act.register
    def _blocks(self, beat: beats.Blocks, cue: Cue) -> None:
        self._say(cue, f"/dialogs/{_resident(cue)}/deny", {})

    @_act.register
    def _publishes(self, beat: beats.Publishes, cue: Cue) -> None:
        said = self._say(cue, "/posts", {"text": beat.text}, beat.photos)
        self._posts[beat.key] = said["id"]

    @_act.register
    def _votes(self, beat: beats.Votes, cue: Cue) -> None:
        vote = {"owner_id": -COMMUNITIES[cue.story.community].group_id, "poll_id": 1, "option_id": 2,
                "user_id": RESIDENTS["rita"].user_id}  # fmt: skip
        self._say(cue, "/events", {"type": "poll_vote_new", "object": vote})

    @_act.register
    def _answers_in_network(self, beat: beats.AnswersInNetwork, cue: Cue) -> None:
        self._say(cue, f"/dialogs/{_resident(cue)}/messages", {"from": "community", "text": beat.text})

    def _say(self, cue: Cue, where: str, body: dict[str, Any], scenes: tuple[str, ...] = ()) -> Any:
        said = self._control.post(_community(cue) + where, body, [self._draw(scene) for scene in scenes])
        self.listen(self._channel(cue))
        return said

    def _draw(self, scene: str) -> bytes:
        self._drawn += 1
        return photos.draw(scene, seed=str(self._drawn))

    # ------------------------------------------------------------------ the press service

    @_act.register
    def _answers(self, beat: beats.Answers, cue: Cue) -> None:
        answering.answer(
            appeal=self._appeal(cue),
            text=self._text(beat),
            author=self._users[beat.by],
            request_key=uuid4(),
            files=[self._photo(scene) for scene in beat.photos],
        )
        if beat.lost:
            self._lose(cue)
        else:
            self._deliver()
        self.listen(self._channel(cue))

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

    # ------------------------------------------------------------------ what they need

    def _channel(self, cue: Cue) -> Channel:
        return self._channels[cue.story.community]

    def _appeal(self, cue: Cue) -> Appeal:
        """The latest appeal of the story's resident in its community."""
        return Appeal.objects.filter(
            channel=self._channel(cue), resident__network_id=str(_resident(cue))
        ).latest("pk")

    def _day(self, beat: beats.Deed) -> date:
        if beat.day is None:
            raise ValueError(f"{type(beat).__name__} needs a day")
        return beat.day.resolve(self._today, self._calendar.is_working)

    def _text(self, beat: beats.Deed) -> str:
        return beat.text.replace("{day}", spoken(self._day(beat))) if "{day}" in beat.text else beat.text

    def _photo(self, scene: str) -> File:
        return files.keep_photo(handle=io.BytesIO(self._draw(scene)), name=f"{scene}.jpg")

    def _deliver(self) -> None:
        while sending.deliver_next():
            continue

    def _lose(self, cue: Cue) -> None:
        """VK answers 500 without accepting; over an hour later nobody may repeat, and the letter is not found there."""
        community = COMMUNITIES[cue.story.community].group_id
        fault = {"kind": "http_500_before", "community": community, "method": "messages.send"}
        number = self._control.post("/vk/faults", fault)["id"]
        self._deliver()
        with travelling(cue.moment + _AN_HOUR_AND_MORE):
            self._deliver()
        self._control.delete(f"/vk/faults/{number}")


def _resident(cue: Cue) -> int:
    return RESIDENTS[cue.story.resident].user_id


def _community(cue: Cue) -> str:
    return f"/vk/communities/{COMMUNITIES[cue.story.community].group_id}"
