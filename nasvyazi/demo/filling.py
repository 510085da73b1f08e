"""Filling an empty installation: all of it or nothing.

The product's side is one database transaction, so an interrupted filling leaves the database as empty as it was, and a
worker or listener that runs meanwhile sees nothing half done. What an interrupted filling left in the practice
network is forgotten when the next one begins. So no marker is needed: the channels themselves say that it is there.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from nasvyazi.demo import passwords
from nasvyazi.demo.cast import COMMUNITIES, RESIDENTS, STAFF, Community
from nasvyazi.demo.player import Player
from nasvyazi.demo.stories import STORIES
from nasvyazi.demo.timeline import nights, timeline
from nasvyazi.domain.accounts import services as accounts
from nasvyazi.domain.accounts.models import Role, User
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.organisations import services as organisations
from nasvyazi.domain.organisations.models import Official
from nasvyazi.domain.outbox.models import Letter
from nasvyazi.sandbox.client import Control, PracticeError
from nasvyazi.toolbox.clock import now
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

Progress = Callable[[int, int], None]
_NOT_FOUND = 404
_LOCK = 0x64656D6F  # an advisory lock's number of our own: "demo"


@dataclass(frozen=True)
class Filled:
    """What the demo consists of."""

    channels: int
    users: int
    appeals: int
    messages: int
    letters: int


def is_wanted() -> bool:
    """Whether the installation is empty: nobody has connected a channel or added a user."""
    return not Channel.objects.exists() and not User.objects.exists()


def fill(sandbox_url: str, progress: Progress) -> Filled:
    """Fill the installation from the practice networks at `sandbox_url`; `progress` is told (done, total).

    Raises Refusal where the installation holds channels or users of the demo's names, and where the practice
    networks do not answer.
    """
    with Control(sandbox_url) as control:
        try:
            return _fill(control, progress)
        except PracticeError as error:
            raise Refusal(
                gettext_noop("The practice networks at {url} do not help to fill the demo: {error}"),
                url=sandbox_url,
                error=error,
            ) from error


@transaction.atomic
def _fill(control: Control, progress: Progress) -> Filled:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    _refuse_if_taken()
    users = _add_users()
    connected = {key: _connect(control, one, users) for key, one in COMMUNITIES.items()}
    _add_residents(control)
    today = timezone.localtime(now())
    player = Player(control, channels=connected, users=users, today=today)
    try:
        _play(player, connected, today, progress)
    finally:
        control.post("/clock")
    for channel in connected.values():
        player.listen(channel)
    player.ask_names()
    return Filled(
        channels=len(connected),
        users=len(users),
        appeals=Appeal.objects.count(),
        messages=Message.objects.filter(outgoing=False).count(),
        letters=Letter.objects.count(),
    )


def _play(player: Player, connected: Mapping[str, Channel], today: datetime, progress: Progress) -> None:
    for channel in connected.values():
        player.listen(channel)  # the first poll only says from where on the next one tells
    cues, waiting = timeline(STORIES, now=today), nights(now=today)
    for done, cue in enumerate(cues):
        while waiting and waiting[0] <= cue.moment:
            player.night(waiting.pop(0))
        player.play(cue)
        progress(done + 1, len(cues))
    for night in waiting:
        player.night(night)


def _refuse_if_taken() -> None:
    if Channel.objects.exists():
        raise Refusal(
            gettext_noop(
                "This installation holds channels already; the demo goes only into an empty one: set another "
                "NASVYAZI_HOME."
            )
        )
    names = [one.username for one in STAFF]
    taken = User.objects.filter(username__in=names).values_list("username", flat=True)
    if taken:
        raise Refusal(
            gettext_noop(
                "There are users whose names the demo needs: {names}. Fill another NASVYAZI_HOME with the demo."
            ),
            names=", ".join(taken),
        )


def _add_users() -> dict[str, User]:
    words = passwords.keep(one.username for one in STAFF)
    return {
        one.username: accounts.add_user(
            username=one.username,
            password=words[one.username],
            role=Role(one.role),
            first_name=one.first_name,
            last_name=one.last_name,
        )
        for one in STAFF
    }


def _connect(control: Control, one: Community, users: Mapping[str, User]) -> Channel:
    """A community with keys of its own, polled while the past is played, and the channel that speaks in it."""
    _refuse_if_connected(control, one)
    secret = secrets.token_hex(16)
    given = {"group_id": one.group_id, "title": one.title, "secret": secret, "mode": "poll"}
    made = control.post("/vk/communities", {**given, "screen_name": one.screen_name})
    control.post("/vk/reset", {"community": one.group_id})
    official = organisations.add_official(
        name=one.official,
        position=one.position,
        kind=Official.Kind(one.kind),
        user=users["glava"] if one.kind == Official.Kind.HEAD else None,
    )
    return channels.add_channel(
        network="vk",
        network_id=str(one.group_id),
        title=one.title,
        api_url=made["api_url"],
        secrets_={
            "token": made["tokens"]["community"],
            "service_token": made["tokens"]["service"],
            "user_token": made["tokens"]["user"],
            "secret": secret,
            "confirmation": made["confirmation"],
        },
        mode=Channel.Mode.WEBHOOK if one.webhook else Channel.Mode.POLL,
        official=official,
    )


def _refuse_if_connected(control: Control, one: Community) -> None:
    """A community that calls a product already is somebody else's demo: its conversations are not ours to forget."""
    try:
        seen = control.get(f"/vk/communities/{one.group_id}")
    except PracticeError as error:
        if error.status == _NOT_FOUND:
            return
        raise
    if seen["servers"]:
        raise Refusal(
            gettext_noop(
                "The practice networks hold the demo of another installation, connected to {url}. If it is gone, "
                "remove the folder sandbox in its NASVYAZI_HOME."
            ),
            url=seen["servers"][0]["url"].partition("/hooks/")[0],
        )


def _add_residents(control: Control) -> None:
    known = {one["id"] for one in control.get("/vk/residents")}
    # The page to play a resident on shows the newest first: the cast begins with whom it should be.
    for one in reversed(RESIDENTS.values()):
        if one.user_id not in known:
            control.post("/vk/residents", {"name": one.name, "user_id": one.user_id, "sex": one.sex})
