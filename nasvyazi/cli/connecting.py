"""What became of telling a network where to call, for the person who did it. Import nothing of Django at the top."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from nasvyazi.cli.output import line
from nasvyazi.cli.words import _, say
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

if TYPE_CHECKING:
    from nasvyazi.domain.channels.models import Channel
    from nasvyazi.networks.base import Network, NetworkError

_PASSING = {
    "connect": gettext_noop(
        "The network could not be reached; check the address and the internet connection."
    ),
    "deadline": gettext_noop("The network did not answer in time."),
    "timeout": gettext_noop("The network did not answer in time."),
    "broken": gettext_noop("The connection to the network broke before its answer came."),
    "limit": gettext_noop("The network asks to wait."),
    "certificate": gettext_noop("The network's certificate is not to be trusted."),
    "proxy:unreachable": gettext_noop("The proxy does not answer."),
}
"""What the product's own sentences say of letters ("tried again by itself") is not true of a command."""
_ASKS_TO_WAIT = _PASSING["limit"]
_DEADLINE = 20.0
_FAILED = gettext_noop("The network answered with an error of its own.")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a channel does not work yet: a stable code, the reason and what to do, both in the person's language."""

    code: str
    why: str
    mend: str


def connect(channel: Channel, *, public_url: str = "") -> Failure | None:
    """Tell the network where to call, or that we ask. None when all is well; the channel is as it is stored now."""
    from nasvyazi.flows import watching

    return _tried(channel, lambda: watching.connect(channel, public_url=public_url))


def look(channel: Channel) -> Failure | None:
    """Whether the network lets us in with a new key, and still calls us. None when all is well."""
    from nasvyazi.flows import watching

    return _tried(channel, lambda: watching.watch_hook(channel))


def identify(network: Network, told: str, *, api_url: str) -> str:
    """What the network calls the channel that is named so. Raises Refusal where it alone knows and does not say."""
    from nasvyazi.networks import base, optional

    if not isinstance(network, optional.KnowsWhoseKey):
        return network.identify(told)
    account = base.Account(network_id="", api_url=api_url, secrets={network.identity.name: told})
    try:
        return network.whose_key(account, deadline=_DEADLINE)
    except base.NetworkError as error:
        raise Refusal(
            gettext_noop("{network} does not say which channel this is, so nothing was kept. {why}"),
            network=network.title,
            why=_(_why(network, error)),
        ) from error


def _tried(channel: Channel, call: Callable[[], object]) -> Failure | None:
    from nasvyazi.networks.base import NetworkError

    failure = None
    try:
        call()
    except NetworkError as error:
        failure = _failure(channel, error)
    channel.refresh_from_db()
    return failure


def is_address_known(channel: Channel) -> bool:
    """Whether the network can be told where to call from here."""
    from django.conf import settings

    return channel.mode == channel.Mode.POLL or bool(settings.NASVYAZI_PUBLIC_URL)


def report(row: dict[str, Any], failure: Failure | None, *, well: str, ill: str, as_json: bool) -> None:
    """Say what became of a channel; exit code 1 where it does not work. `well`, `ill`: msgids."""
    if as_json:
        told = {"trouble": failure.code, "trouble_text": failure.why} if failure else {"trouble_text": ""}
        line(row | told)
    elif failure is None:
        say(well, title=row["title"], id=row["id"])
    if failure is not None:
        places = {"title": row["title"], "id": row["id"], "why": failure.why, "mend": failure.mend}
        click.echo(_(ill).format(**places), err=True)
        raise SystemExit(1)


def _failure(channel: Channel, error: NetworkError) -> Failure:
    from nasvyazi.networks import registry

    why = _why(registry.get(channel.network), error)
    return Failure(error.code, _(why), _mend(channel, error.code))


def _why(network: Network, error: NetworkError) -> str:
    """A msgid."""
    from nasvyazi.networks.base import NothingSent, Throttled, Unclear

    if isinstance(error, Throttled):
        return _ASKS_TO_WAIT
    if isinstance(error, NothingSent | Unclear):
        return _PASSING.get(error.code, _FAILED)
    return network.explain(error.code)


def _mend(channel: Channel, code: str) -> str:
    """What the person does about it."""
    if code in (f"{channel.network}:token", f"{channel.network}:no_token"):
        told = gettext_noop("nasvyazi channels set {network} {id} --token -")
    elif code == f"{channel.network}:no_address":
        told = gettext_noop("nasvyazi channels connect {id} --public-url https://YOUR-HOST")
    elif code not in _PASSING:
        told = gettext_noop("nasvyazi channels connect {id}")
    elif channel.mode == channel.Mode.POLL:
        told = gettext_noop("nasvyazi channels connect {id}, when the network can be reached.")
    else:
        told = gettext_noop(
            "nasvyazi channels connect {id}, when the network can be reached. Where the service knows "
            "NASVYAZI_PUBLIC_URL, the worker tries every five minutes, too."
        )
    return _(told).format(network=channel.network, id=channel.pk)
