"""The practice Telegram: a bot, the channel it serves with its discussion group, and a group of neighbours."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import singledispatchmethod
from typing import Any

from nasvyazi.demo import beats
from nasvyazi.demo.cast import Bot
from nasvyazi.demo.stages.stage import Opened, Stage, described, resident
from nasvyazi.demo.timeline import Cue
from nasvyazi.domain.channels.models import Channel
from nasvyazi.flows import watching
from nasvyazi.networks.base import NetworkError
from nasvyazi.sandbox.client import PracticeError


@dataclass
class TelegramStage(Stage):
    """A bot."""

    community: Bot
    channel: int = 0
    group: int = 0
    yard: int = 0
    """Ids of its chats, known when it is opened."""

    @property
    def address(self) -> str:
        """Where the control API has the bot."""
        return f"/telegram/bots/{self.community.number}"

    def dialog(self, user_id: int) -> str:
        """The private chat of the control API."""
        return f"{self.address}/chats/{user_id}"

    def called(self, known: Any) -> str:
        """The address of its webhook."""
        return str(known["webhook"]["url"])

    def open(self) -> Opened:
        """A bot without a webhook, whose chats are empty; those of an interrupted filling are taken again."""
        one = self.community
        made = self.control.post("/telegram/bots", {"bot_id": one.number, "title": one.title})
        self.control.post("/telegram/reset", {"community": one.number})
        channel = self._chat("channels", title=one.channel_title, group_title=one.group_title)
        self.channel, self.group = channel["id"], channel["group"]["id"]
        self.yard = self._chat("groups", title=one.yard_title, admin=True)["id"]
        keys = {"token": made["token"], "secret": secrets.token_hex(16), "channel": str(self.channel)}
        return Opened(made["api_url"], keys)

    def _chat(self, kind: str, **given: Any) -> Any:
        known = self.control.get(f"{self.address}/{kind}")
        found = [one for one in known if one["title"] == given["title"]]
        return found[0] if found else self.control.post(f"{self.address}/{kind}", given)

    def call(self, channel: Channel, product_url: str) -> bool:
        """The product itself sets its webhook."""
        try:
            watching.connect(channel, public_url=product_url)
        except NetworkError as error:
            raise PracticeError(error.message or error.code) from error
        return True

    def fault(self) -> dict[str, Any]:
        """The letter arrives, and the answer to it never does: Telegram knows no keys, so nobody may repeat."""
        return {
            "kind": "timeout_after",
            "community": self.community.number,
            "method": "sendMessage",
            "seconds": 0.1,
        }

    def play(self, beat: beats.Beat, cue: Cue) -> None:
        """What people do in Telegram."""
        self._play(beat, cue)

    @singledispatchmethod
    def _play(self, beat: beats.Beat, cue: Cue) -> None:
        raise TypeError(f"nobody plays {type(beat).__name__} in Telegram")

    @_play.register
    def _writes(self, beat: beats.Writes, cue: Cue) -> None:
        body: dict[str, Any] = {"text": beat.text, **described(beat.thing)}
        if beat.thing and beat.thing.size:
            body["file_size"] = beat.thing.size
        if beat.answers:
            body["reply_to"] = self.last_of_ours(cue, "bot")["id"]
        files = []
        if beat.shot:
            body |= {"media": "document", "file_name": beat.shot.name}
            files.append(self.painter.shoot(beat.shot, sent=cue.moment))
        said = self.speak(f"{self.dialog(resident(cue))}/messages", body, beat.photos, files)
        self.said[cue.number] = f"{self.dialog(resident(cue))}/messages/{_number(said)}"

    @_play.register
    def _comments(self, beat: beats.Comments, cue: Cue) -> None:
        body = {"resident": resident(cue), "text": beat.text}
        if beat.to:
            body["reply_to"] = self.comments[beat.post, beat.to]
        number = _number(self.speak(self._talk(beat.post), body, beat.photos))
        self.said[cue.number] = f"/telegram/groups/{self._group(beat.post)}/messages/{number}"
        self.comments[beat.post, cue.story.resident] = number

    @_play.register
    def _edits(self, beat: beats.Edits, cue: Cue) -> None:
        self.change(cue, beat.text)

    @_play.register
    def _blocks(self, beat: beats.Blocks, cue: Cue) -> None:
        self.speak(f"{self.dialog(resident(cue))}/block", {})

    @_play.register
    def _publishes(self, beat: beats.Publishes, cue: Cue) -> None:
        said = self.speak(f"/telegram/channels/{self.channel}/posts", {"text": beat.text}, beat.photos)
        self.posts[beat.key] = _number(said)

    @_play.register
    def _answers_in_network(self, beat: beats.AnswersInNetwork, cue: Cue) -> None:
        post, number = next(
            (post, number)
            for (post, who), number in reversed(self.comments.items())
            if who == cue.story.resident
        )
        mask = "anonymous" if beat.anonymous else "channel"
        self.speak(self._talk(post), {"as": mask, "text": beat.text, "reply_to": number})

    def _talk(self, post: str) -> str:
        """Where one speaks under a post, or in the neighbours' group."""
        if not post:
            return f"/telegram/groups/{self.yard}/messages"
        return f"/telegram/channels/{self.channel}/posts/{self.posts[post]}/comments"

    def _group(self, post: str) -> int:
        return self.group if post else self.yard


def _number(said: Any) -> int:
    """The number of a message; that of an album is its first one's, which has the words."""
    return int(said["messages"][0]["id"] if "messages" in said else said["id"])
