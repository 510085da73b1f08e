"""A hand on the other side of MAX: a practice bot, its channel, and a group chat."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from nasvyazi.networks.base import Account, Place, PlaceKind
from nasvyazi.networks.max import Max
from nasvyazi.networks.max.hook import SECRET_HEADER
from nasvyazi.networks.testing import Fault, Happened, Request, Rig
from nasvyazi.networks.testing.rig import SHORT, now
from nasvyazi.toolbox.ports import free_port
from tests.sandbox import FaultKind, Resident
from tests.sandbox_max import Bot, Chat, MaxSide, Said

SECRET = "sandbox-secret-7"
MAX = Max(pace=None)


class MaxRig(Rig):
    """A practice bot that is asked, its channel, and a group chat in which the resident is a member."""

    network = MAX
    tells_deletions = False
    """Of comments, which the contract asks for; of messages it does (see below)."""
    tells_own = False

    def __init__(self, side: MaxSide, api_url: str) -> None:
        self.side = side
        self.bot: Bot = side.bot("Глава района")
        self.channel: Chat = side.channel(self.bot, link="glava_rayona")
        self.group: Chat = side.group(self.bot, "Наш двор")
        self.post: Said = side.post(self.channel, "Убираем снег")
        self.marina: Resident = side.resident("Марина Кузнецова")
        side.join(self.group, self.marina)
        side.start(self.bot, self.marina)
        self.dialog = str(side.dialog(self.bot, self.marina))
        self.account = Account(
            network_id=str(self.bot.id), api_url=api_url, hook_url="", dialogs=(self.dialog,),
            chats=(str(self.channel.id), str(self.group.id)), channels=(str(self.channel.id),),
            secrets={"token": self.bot.token, "secret": SECRET},
        )  # fmt: skip
        self.said: dict[tuple[Place, str], Said] = {}
        self._marker = 1

    def told(self, *kinds: str, mid: str = "") -> dict[str, Any]:
        """The newest update of these kinds (about a message) that MAX has told. What came before is read by it."""
        answer = self.side.call("GET", "/updates", self.bot.token, marker=self._marker, timeout=0)
        self._marker = answer["marker"]
        found: list[dict[str, Any]] = [
            one for one in answer["updates"]
            if one["update_type"] in kinds
            and mid in {"", one.get("message_id"), one.get("message", {}).get("body", {}).get("mid")}
        ]  # fmt: skip
        return found[-1]

    def hooked(self, update: dict[str, Any]) -> Request:
        """An update as the webhook brings it."""
        return Request(headers={SECRET_HEADER: SECRET}, body=json.dumps(update).encode())

    def _happened(self, place: Place, said: Said, update: dict[str, Any]) -> Happened:
        self.said[place, said.id] = said
        return Happened(place=place, external_id=said.id, request=self.hooked(update))

    def write(self, text: str) -> Happened:
        said = self.side.write(self.bot, self.marina, text)
        place = Place(kind=PlaceKind.DIALOG, id=self.dialog)
        return self._happened(place, said, self.told("message_created", mid=said.id))

    def comment(self, text: str) -> Happened:
        return self._commented(self.side.comment(self.channel, self.post, self.marina, text))

    def _commented(self, said: Said, kind: str = "message_created") -> Happened:
        """MAX tells of no comment: the update is what it would tell, made of the comment as it shows it."""
        path = f"/messages/{self.post.id}/comments/{said.id}"
        shown = self.side.call("GET", path, self.bot.token)
        update = {"update_type": kind, "timestamp": int(now().timestamp() * 1000), "message": shown}
        return self._happened(Place(kind=PlaceKind.COMMENT, id=self.post.id), said, update)

    def edit(self, said: Happened, text: str) -> Happened:
        known = self.said[said.place, said.external_id]
        if said.place.kind is PlaceKind.COMMENT:
            return self._commented(self.side.edit_comment(self.channel, known, text), "message_edited")
        fresh = self.side.edit(self.bot, self.marina, known, text)
        return self._happened(said.place, fresh, self.told("message_edited", mid=fresh.id))

    def block(self) -> Place:
        other = self.side.resident("Пётр Сидоров")
        said = self.side.write(self.bot, other, "Не пишите мне")
        self.side.stop(self.bot, other)
        return Place(kind=PlaceKind.DIALOG, id=str(said.chat))

    def of_tomorrow(self, event: dict[str, Any]) -> dict[str, Any]:
        return {**event, "update_type": "something_of_tomorrow"}

    def resident(self) -> tuple[str, str]:
        return str(self.marina.id), self.marina.name

    def ours(self, place: Place) -> list[Said]:
        """What the bot has said in a place, oldest first."""
        if place.kind is PlaceKind.COMMENT:
            return [one for one in self.side.comments(self.channel, self.post) if one.speaker == "bot"]
        return self.side.answers(self.bot, self.marina) if place.id == self.dialog else []

    def arrived(self, place: Place) -> list[str]:
        return [one.text for one in self.ours(place)]

    def fail_next(self, fault: Fault) -> Account:
        if fault is Fault.UNREACHABLE:
            return replace(self.account, api_url=f"http://127.0.0.1:{free_port()}/max")
        kinds: dict[Fault, tuple[FaultKind, int | None]] = {
            Fault.SILENT_BEFORE: ("timeout_before", None),
            Fault.SILENT_AFTER: ("timeout_after", None),
            Fault.THROTTLED: ("error", 429),
            Fault.NEEDS_HUMAN: ("error", 401),
        }
        kind, code = kinds[fault]
        self.side.fault(kind, bot=self.bot, code=code, times=1, seconds=SHORT + 1)
        return self.account

    def forged(self, request: Request) -> list[Request]:
        return [replace(request, headers=headers) for headers in ({SECRET_HEADER: "wrong"}, {})]
