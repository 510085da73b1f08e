"""Every request of the product to MAX against MAX's own OpenAPI file, over the practice network."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from nasvyazi.networks import http
from nasvyazi.networks.base import Account, OutgoingFile, Parcel, Place, PlaceKind
from nasvyazi.networks.max import Max
from nasvyazi.networks.testing.rig import DEADLINE, now
from tests.max_openapi import COMMENTS, template, wrong
from tests.sandbox import Sandbox
from tests.sandbox_max import Bot, MaxSide
from tests.shared import SHARED, WHY_SKIPPED

pytestmark = [pytest.mark.acceptance, pytest.mark.skipif(SHARED is None, reason=WHY_SKIPPED)]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, bytes | None]]:
    """Every request that the product makes: method, address, body."""
    made: list[tuple[str, str, bytes | None]] = []
    real = http.request

    def noted(method: str, url: str, **how: Any) -> http.Response:
        made.append((method, url, how.get("content")))
        return real(method, url, **how)

    monkeypatch.setattr(http, "request", noted)
    return made


def test_every_request_of_ours_is_as_the_file_has_it(
    tmp_path: Path, asked: list[tuple[str, str, bytes | None]]
) -> None:
    with Sandbox(rate_limits=False) as sandbox:
        say_and_ask_everything(MaxSide(sandbox), tmp_path / "1.jpg")
        base = sandbox.max_url
    called = {(method, path) for method, url, _ in asked if (path := template(url, base))}
    assert called >= {
        ("POST", "/messages"), ("POST", COMMENTS), ("GET", "/messages"), ("GET", COMMENTS), ("POST", "/uploads"),
        ("GET", "/updates"), ("POST", "/subscriptions"), ("GET", "/subscriptions"), ("DELETE", "/subscriptions"),
        ("GET", "/me"), ("GET", "/chats/{chatId}"), ("GET", "/chats/{chatId}/members"), ("GET", "/videos/{videoToken}"),
    }  # fmt: skip
    assert [one for method, url, body in asked for one in wrong(method, url, body, base)] == []


def say_and_ask_everything(side: MaxSide, photo: Path) -> None:
    """Everything that the product ever wants of MAX."""
    network, bot, resident = Max(pace=None), side.bot(), side.resident()
    channel, said = side.channel(bot), side.write(bot, resident, "Яма", media="video")
    post = side.post(channel)
    comment = side.comment(channel, post, resident, "А у нас?")
    account = Account(
        network_id=str(bot.id), api_url=bot.api_url, hook_url="http://127.0.0.1:9/hooks/max/key",
        chats=(str(channel.id),), channels=(str(channel.id),), dialogs=(str(said.chat),),
        secrets={"token": bot.token, "secret": "sandbox-secret-7"},
    )  # fmt: skip
    Image.new("RGB", (64, 48)).save(photo)
    file = OutgoingFile(path=photo, name=photo.name, content_type="image/jpeg")
    dialog, under = Place(kind=PlaceKind.DIALOG, id=str(said.chat)), Place(kind=PlaceKind.COMMENT, id=post.id)
    for parcel in (
        Parcel(place=dialog, text="Едем", key="1", reply_to=said.id, files=[file]),
        Parcel(place=Place(kind=PlaceKind.DIALOG, id=f"u{resident.id}"), text="Едем", key="2"),
        Parcel(place=under, text="И у вас", key="3", reply_to=comment.id),
    ):
        network.send(account, parcel, deadline=DEADLINE)
        network.find(account, parcel, since=now(), deadline=DEADLINE)
    _listen(network, account)
    network.profiles(account, [str(resident.id)], deadline=DEADLINE)
    network.fetch(account, f"video {_token_of(side, bot, said.id)}", most=10**6, deadline=DEADLINE)


def _listen(network: Max, account: Account) -> None:
    for cursor in ("", "1"):
        network.poll(account, cursor, wait=0)
    for part in network.history:
        if part.is_readable:
            list(network.read_back(account, part.code, since=now().replace(year=2020)))
    network.check(account, deadline=DEADLINE)
    network.hook(account, deadline=DEADLINE)
    network.hook(replace(account, hook_url=""), deadline=DEADLINE)


def _token_of(side: MaxSide, bot: Bot, mid: str) -> str:
    shown = side.call("GET", f"/messages/{mid}", bot.token)
    return str(shown["body"]["attachments"][0]["payload"]["token"])
