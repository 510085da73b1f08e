"""The practice MAX: a bot and the channel it serves, with comments below the posts."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import singledispatchmethod
from typing import Any, ClassVar

from nasvyazi.demo import beats
from nasvyazi.demo.cast import Bot
from nasvyazi.demo.stages.stage import Opened, Stage, described, resident
from nasvyazi.demo.timeline import Cue
from nasvyazi.domain.channels.models import Channel
from nasvyazi.flows import watching
from nasvyazi.networks.base import NetworkError
from nasvyazi.sandbox.client import PracticeError


@dataclass
class MaxStage(Stage):
    """A bot."""

    community: Bot
    channel: int = 0
    """The id of its channel, known when it is opened."""
    untold: ClassVar[Sequence[str]] = ("comments",)

    @property
    def address(self) -> str:
        """Where the control API has the bot."""
        return f"/max/bots/{self.community.number}"

    def dialog(self, user_id: int) -> str:
        """The dialogue of the control API."""
        return f"{self.address}/dialogs/{user_id}"

    def called(self, known: Any) -> str:
        """The address of its first subscription."""
        return str(known["subscriptions"][0]["url"]) if known["subscriptions"] else ""

    def open(self) -> Opened:
        """A bot that calls nobody, whose chats are empty; the channel of an interrupted filling is taken again."""
        one = self.community
        made = self.control.post("/max/bots", {"bot_id": one.number, "title": one.title})
        self.control.post("/max/reset", {"community": one.number})
        known = self.control.get(f"{self.address}/channels")
        given = {"title": one.channel_title, "link": one.name}
        self.channel = (known or [self.control.post(f"{self.address}/channels", given)])[0]["id"]
        keys = {"token": made["token"], "secret": secrets.token_hex(16), "channel": str(self.channel)}
        return Opened(made["api_url"], keys)

    def call(self, channel: Channel, product_url: str) -> bool:
        """The product itself subscribes."""
        try:
            watching.connect(channel, public_url=product_url)
        except NetworkError as error:
            raise PracticeError(error.message or error.code) from error
        return True

    def fault(self) -> dict[str, Any]:
        """The letter arrives, and the answer to it never does: MAX knows no keys, so nobody may repeat."""
        return {
            "kind": "timeout_after",
            "community": self.community.number,
            "method": "POST /messages",
            "seconds": 0.1,
        }

    def play(self, beat: beats.Beat, cue: Cue) -> None:
        """What people do in MAX."""
        self._play(beat, cue)

    @singledispatchmethod
    def _play(self, beat: beats.Beat, cue: Cue) -> None:
        raise TypeError(f"nobody plays {type(beat).__name__} in MAX")

    @_play.register
    def _writes(self, beat: beats.Writes, cue: Cue) -> None:
        body: dict[str, Any] = {"text": beat.text, **described(beat.thing)}
        if beat.answers:
            body["reply_to"] = self.last_of_ours(cue, "bot")["id"]
        said = self.speak(f"{self.dialog(resident(cue))}/messages", body, beat.photos)
        self.said[cue.number] = f"{self.dialog(resident(cue))}/messages/{said['id']}"

    @_play.register
    def _comments(self, beat: beats.Comments, cue: Cue) -> None:
        body = {"resident": resident(cue), "text": beat.text}
        if beat.to:
            body["reply_to"] = self.comments[beat.post, beat.to]
        self.comments[beat.post, cue.story.resident] = self.speak(self._below(beat.post), body)["id"]

    @_play.register
    def _edits(self, beat: beats.Edits, cue: Cue) -> None:
        self.change(cue, beat.text)

    @_play.register
    def _blocks(self, beat: beats.Blocks, cue: Cue) -> None:
        self.speak(f"{self.dialog(resident(cue))}/stop", {})

    @_play.register
    def _publishes(self, beat: beats.Publishes, cue: Cue) -> None:
        said = self.speak(f"/max/channels/{self.channel}/posts", {"text": beat.text}, beat.photos)
        self.posts[beat.key] = said["id"]

    @_play.register
    def _answers_in_network(self, beat: beats.AnswersInNetwork, cue: Cue) -> None:
        post, mid = next(
            (post, mid) for (post, who), mid in reversed(self.comments.items()) if who == cue.story.resident
        )
        self.speak(self._below(post), {"text": beat.text, "reply_to": mid})

    def _below(self, post: str) -> str:
        """Where one speaks under a post."""
        return f"/max/channels/{self.channel}/posts/{self.posts[post]}/comments"
