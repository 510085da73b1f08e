"""The practice VK: a community with its wall."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import singledispatchmethod
from typing import Any

from nasvyazi.demo import beats
from nasvyazi.demo.cast import RESIDENTS, Person
from nasvyazi.demo.stages.stage import Opened, Stage, described, resident
from nasvyazi.demo.timeline import Cue
from nasvyazi.domain.channels.models import Channel


@dataclass
class VkStage(Stage):
    """A community."""

    things: dict[str, tuple[str, int]] = field(default_factory=dict)
    """What was added outside of the wall by the stories' keys: kind and number."""

    @property
    def address(self) -> str:
        """Where the control API has the community."""
        return f"/vk/communities/{self.community.number}"

    def dialog(self, user_id: int) -> str:
        """The private chat of the control API."""
        return f"{self.address}/dialogs/{user_id}"

    def called(self, known: Any) -> str:
        """The address of its first callback server."""
        return known["servers"][0]["url"] if known["servers"] else ""

    def about(self, person: Person) -> dict[str, Any]:
        """Names in VK have genders."""
        return {"sex": person.sex}

    def open(self) -> Opened:
        """An empty community that asks nobody."""
        one, secret = self.community, secrets.token_hex(16)
        given = {"group_id": one.number, "title": one.title, "secret": secret, "mode": "poll"}
        made = self.control.post("/vk/communities", {**given, "screen_name": one.name})
        self.control.post("/vk/reset", {"community": one.number})
        keys = {
            "token": made["tokens"]["community"],
            "service_token": made["tokens"]["service"],
            "user_token": made["tokens"]["user"],
            "secret": secret,
            "confirmation": made["confirmation"],
        }
        return Opened(made["api_url"], keys)

    def call(self, channel: Channel, product_url: str) -> bool:
        """Callback API; the product has to confirm."""
        hook = f"{product_url}{channel.hook_path}"
        given = {"group_id": self.community.number, "mode": "webhook", "callback_url": hook}
        self.control.post("/vk/communities", given)
        told = self.control.post(f"{self.address}/confirm")
        return all(server["status"] == "ok" for server in told["servers"])

    def fault(self) -> dict[str, Any]:
        """VK answers 500 without accepting; over an hour later nobody may repeat, and the letter is not found there."""
        return {"kind": "http_500_before", "community": self.community.number, "method": "messages.send"}

    def hiding(self) -> AbstractContextManager[None]:
        """Inside the block VK has no photo any more."""
        return self.troubled({"kind": "file_gone", "method": "file"})

    def play(self, beat: beats.Beat, cue: Cue) -> None:
        """What people do in VK."""
        self._play(beat, cue)

    @singledispatchmethod
    def _play(self, beat: beats.Beat, cue: Cue) -> None:
        raise TypeError(f"nobody plays {type(beat).__name__} in VK")

    @_play.register
    def _writes(self, beat: beats.Writes, cue: Cue) -> None:
        body: dict[str, Any] = {"text": beat.text, **_carried(beat.thing)}
        if beat.forwards:
            body["forwards"] = _passed_on(beat.forwards)
        if beat.answers:
            body["reply_to"] = self.last_of_ours(cue, "community")["cmid"]
        said = self.speak(f"{self.dialog(resident(cue))}/messages", body, beat.photos)
        self.said[cue.number] = f"{self.dialog(resident(cue))}/messages/{said['cmid']}"

    @_play.register
    def _comments(self, beat: beats.Comments, cue: Cue) -> None:
        body = {"resident": resident(cue), "text": beat.text}
        if beat.to:
            body["reply_to"] = self.comments[beat.post, beat.to]
        talk, comments = self._talk(beat.post)
        said = self.speak(talk, body, beat.photos)
        self.said[cue.number] = f"{comments}/{said['id']}"
        self.comments[beat.post, cue.story.resident] = said["id"]

    @_play.register
    def _suggests(self, beat: beats.Suggests, cue: Cue) -> None:
        self.speak(f"{self.address}/suggestions", {"resident": resident(cue), "text": beat.text}, beat.photos)

    @_play.register
    def _adds(self, beat: beats.Adds, cue: Cue) -> None:
        body: dict[str, Any] = {"kind": beat.kind, "title": beat.title, "text": beat.text}
        if cue.story.resident:
            body["resident"] = resident(cue)
        added = self.speak(f"{self.address}/things", body, beat.photos)
        self.things[beat.key] = beat.kind, added["id"]

    @_play.register
    def _shares(self, beat: beats.Shares, cue: Cue) -> None:
        body = {"resident": resident(cue), "text": beat.text}
        self.speak(f"{self.address}/posts/{self.posts[beat.post]}/reposts", body)

    @_play.register
    def _bans(self, beat: beats.Bans, cue: Cue) -> None:
        self.speak(f"{self.address}/bans", {"resident": resident(cue), "comment": beat.reason})

    @_play.register
    def _edits(self, beat: beats.Edits, cue: Cue) -> None:
        self.change(cue, beat.text)

    @_play.register
    def _deletes(self, beat: beats.Deletes, cue: Cue) -> None:
        self.control.delete(self.said[cue.number])

    @_play.register
    def _allows(self, beat: beats.Allows, cue: Cue) -> None:
        self.speak(f"{self.dialog(resident(cue))}/allow", {})

    @_play.register
    def _blocks(self, beat: beats.Blocks, cue: Cue) -> None:
        self.speak(f"{self.dialog(resident(cue))}/deny", {})

    @_play.register
    def _publishes(self, beat: beats.Publishes, cue: Cue) -> None:
        self.posts[beat.key] = self.speak(f"{self.address}/posts", {"text": beat.text}, beat.photos)["id"]

    @_play.register
    def _fills_in(self, beat: beats.FillsIn, cue: Cue) -> None:
        form = {"lead_id": 1, "group_id": self.community.number, "user_id": RESIDENTS["rita"].user_id, "form_id": 1,
                "form_name": "Запись на экскурсию", "ad_id": 0, "answers": []}  # fmt: skip
        self.speak(f"{self.address}/events", {"type": "lead_forms_new", "object": form})

    @_play.register
    def _answers_in_network(self, beat: beats.AnswersInNetwork, cue: Cue) -> None:
        self.speak(f"{self.dialog(resident(cue))}/messages", {"from": "community", "text": beat.text})

    def _talk(self, key: str) -> tuple[str, str]:
        """Where one speaks under a post or an addition, and where the control API has what was said there."""
        if key in self.things:
            kind, number = self.things[key]
            return f"{self.address}/things/{kind}/{number}/remarks", f"{self.address}/remarks/{kind}"
        return f"{self.address}/posts/{self.posts[key]}/comments", f"{self.address}/comments"


def _carried(thing: beats.Thing | None) -> dict[str, Any]:
    """A thing as the control API of VK has it: stickers and places are no media there."""
    if thing is None:
        return {}
    if thing == beats.STICKER:
        return {"sticker": True}
    given = described(thing)
    if thing.kind == "location":
        del given["media"]
    return given | ({"said": thing.said} if thing.said else {})


def _passed_on(forwards: Sequence[beats.PassedOn]) -> list[dict[str, Any]]:
    return [
        {"resident": RESIDENTS[one.by].user_id, "text": one.text, "photos": list(one.photos),
         "forwards": _passed_on(one.inner)}
        for one in forwards
    ]  # fmt: skip
