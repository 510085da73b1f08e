"""Filling an empty installation: all of it or nothing.

The product's side is one database transaction, so an interrupted filling leaves the database as empty as it was, and a
worker or listener that runs meanwhile sees nothing half done. What an interrupted filling left in the practice
network is forgotten when the next one begins. So no marker is needed: the channels themselves say that it is there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from nasvyazi.demo import byhand, passwords, town
from nasvyazi.demo.cast import COMMUNITIES, OFFICIALS, STAFF
from nasvyazi.demo.photos import Painter
from nasvyazi.demo.player import Connected, Player
from nasvyazi.demo.stages import Stage, stage_of
from nasvyazi.demo.stories import STORIES
from nasvyazi.demo.timeline import BEGINS_DAYS_AGO, nights, timeline
from nasvyazi.domain.accounts import services as accounts
from nasvyazi.domain.accounts.models import Role, User
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.organisations import services as organisations
from nasvyazi.domain.organisations.models import Official
from nasvyazi.domain.outbox.models import Letter
from nasvyazi.flows import watching
from nasvyazi.sandbox.client import Control, PracticeError
from nasvyazi.toolbox.clock import now, travelling
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

_ADMINISTRATOR = "admin"
_PRACTICE = "Тренажёр: все жители выдуманы, сообщения не покидают этой машины"
Progress = Callable[[int, int], None]
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
    users, painter, today = _add_users(), Painter(), timezone.localtime(now())
    stages = {key: stage_of(control, one, painter) for key, one in COMMUNITIES.items()}
    for stage in stages.values():
        _refuse_if_connected(stage)
    try:
        town.settle(by=users[_ADMINISTRATOR], today=today)
        connected = _connect(control, stages, users, today)
        player = Player(control, connected=connected, users=users, painter=painter, today=today)
        _play(player, today, progress)
        byhand.enter(users, today=today)
    finally:
        control.post("/clock")
    player.listen_to_all()
    player.ask_names()
    watching.watch_bursts()
    return Filled(
        channels=len(connected),
        users=len(users),
        appeals=Appeal.objects.count(),
        messages=Message.objects.filter(outgoing=False).count(),
        letters=Letter.objects.count(),
    )


def _play(player: Player, today: datetime, progress: Progress) -> None:
    with travelling(_beginning(today)):
        player.listen_to_all()  # the first poll of VK only says from where on the next one tells
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


def _connect(
    control: Control, stages: Mapping[str, Stage], users: Mapping[str, User], today: datetime
) -> dict[str, Connected]:
    """Communities that are polled while the past is played, and the channels that speak in them."""
    control.post("/clock", {"now": _beginning(today).isoformat()})
    officials = {
        key: organisations.add_official(
            name=one.name,
            position=one.position,
            kind=Official.Kind(one.kind),
            user=users.get(one.username),
        )
        for key, one in OFFICIALS.items()
    }
    found = {}
    for key, stage in stages.items():
        stage.add_residents()
        channel = _channel(stage, officials[stage.community.official])
        if channel.sending_rule is not None:
            channels.decide_sending(
                channel=channel, allowed=True, basis=_PRACTICE, by=users[_ADMINISTRATOR], now=now()
            )
        found[key] = Connected(stage, channel)
    return found


def _channel(stage: Stage, official: Official) -> Channel:
    one, opened = stage.community, stage.open()
    return channels.add_channel(
        network=one.network,
        network_id=str(one.number),
        title=one.title,
        api_url=opened.api_url,
        secrets_=opened.secrets,
        mode=Channel.Mode.WEBHOOK if one.webhook else Channel.Mode.POLL,
        official=official,
    )


def _beginning(today: datetime) -> datetime:
    return today - timedelta(days=BEGINS_DAYS_AGO)


def _refuse_if_connected(stage: Stage) -> None:
    """A community that calls a product already is somebody else's demo: its conversations are not ours to forget."""
    if url := stage.holder():
        raise Refusal(
            gettext_noop(
                "The practice networks hold the demo of another installation, connected to {url}. If it is gone, "
                "remove the folder sandbox in its NASVYAZI_HOME."
            ),
            url=url,
        )
