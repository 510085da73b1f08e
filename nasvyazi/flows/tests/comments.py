"""Comments in a network in memory, told to the product and taken by it."""

from __future__ import annotations

from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.models import Event, Message
from nasvyazi.flows import incoming
from nasvyazi.networks.base import Envelope
from nasvyazi.networks.memory.world import Told, World
from nasvyazi.toolbox.clock import now


def heard(channel: Channel, told: Told) -> None:
    """The network tells of something, and it is taken."""
    envelope = Envelope(external_id="", type="memory", body=told.body)
    inbox.keep_event(channel_id=channel.pk, envelope=envelope, road=Event.Road.WEBHOOK, now=now())
    take_all()


def take_all() -> None:
    for event in Event.objects.filter(state=Event.State.NEW).order_by("pk"):
        assert incoming.take(event.pk)


def tell_all(channel: Channel, world: World) -> None:
    """Everything that the network has told so far, told (again)."""
    for body in world.events(channel.network_id):
        envelope = Envelope(external_id="", type="memory", body=body)
        inbox.keep_event(channel_id=channel.pk, envelope=envelope, road=Event.Road.WEBHOOK, now=now())
    take_all()


def comment(
    world: World, channel: Channel, text: str = "Дворник мудак, снег не убран", *, post: str = "1"
) -> Message:
    heard(channel, world.comment(channel.network_id, post, "501", text))
    return Message.objects.select_related("thread__channel").get(
        thread__channel=channel, text=text, thread__external_id=post
    )


def standing(world: World, channel: Channel) -> list[str]:
    return [one["text"] for one in world.standing(channel.network_id)]
