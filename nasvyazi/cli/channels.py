"""`nasvyazi channels`: connecting communities and bots."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import click

from nasvyazi.cli import connecting
from nasvyazi.cli.backfill import backfill
from nasvyazi.cli.connecting import Failure
from nasvyazi.cli.environment import product
from nasvyazi.cli.given import address, credential, url
from nasvyazi.cli.output import as_json, not_found, rows
from nasvyazi.cli.sending import sending
from nasvyazi.cli.words import _, say
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

if TYPE_CHECKING:
    from nasvyazi.domain.channels.models import Channel
    from nasvyazi.networks.base import Network

_LONG = 24
_MODE = click.Choice(["webhook", "poll"])
_FROM_INPUT = gettext_noop(
    "“-” for a key or secret: one line of standard input each, in the order given, so that it does not stay in the "
    "shell's history."
)
_CONNECTED = gettext_noop("Connected: {title}, number {id}.")
_CHANGED = gettext_noop("Changed: {title}, number {id}.")
_ADDED_IN_VAIN = gettext_noop("{title}, number {id}: added, but it does not work yet: {why} Mend it: {mend}")
_CHANGED_IN_VAIN = gettext_noop(
    "{title}, number {id}: changed, but it does not work yet: {why} Mend it: {mend}"
)
_NOT_CONNECTED = gettext_noop(
    "{title}, number {id}: the network could not be told where to call: {why} Mend it: {mend}"
)


def _networks() -> dict[str, Network]:
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nasvyazi.settings")
    from nasvyazi.networks import registry

    return registry.networks()


class ForNetwork(click.Group):
    """One sub-command for each network of the settings, with the options that this network asks for."""

    def __init__(self, name: str, *, command: Callable[[Network], click.Command], told: str) -> None:
        super().__init__(name, help=told)
        self._command = command

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_networks())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        network = _networks().get(cmd_name)
        return None if network is None else self._command(network)


def _add_command(network: Network) -> click.Command:
    asked = {one.name: one for one in (network.identity, *network.credentials)}
    return click.Command(
        network.code,
        help=_("Connect a channel of {network}.").format(network=network.title),
        epilog=_(_FROM_INPUT),
        callback=lambda **given: _add(network, **given),
        params=[
            click.Option(["--title"], required=True, help=_("How the desk calls the channel.")),
            *(
                credential(one, required=one.required, default=None if one.required else "")
                for one in asked.values()
            ),
            url("--api-url", default=network.default_api_url),
            click.Option(["--mode"], type=_MODE, default="webhook", show_default=True),
            click.Option(["--json", "as_json"], is_flag=True, help=_("One JSON object.")),
        ],
    )


def _set_command(network: Network) -> click.Command:
    return click.Command(
        network.code,
        help=_("Change a channel of {network}: what is not named stays.").format(network=network.title),
        epilog=_(_FROM_INPUT),
        callback=lambda **given: _set(network, **given),
        params=[
            click.Argument(["channel_id"], type=int),
            click.Option(["--title"], help=_("How the desk calls the channel.")),
            *(credential(one, required=False, default=None) for one in network.credentials),
            url("--api-url"),
            click.Option(["--mode"], type=_MODE),
            click.Option(["--on/--off", "is_active"], default=None, help=_("Hear it, or leave it alone.")),
            click.Option(["--json", "as_json"], is_flag=True, help=_("One JSON object.")),
        ],
    )


def _add(network: Network, *, title: str, api_url: str, mode: str, as_json: bool, **given: str) -> None:
    with product():
        from nasvyazi.domain.channels import services
        from nasvyazi.domain.channels.models import Channel

        network_id = connecting.identify(network, given[network.identity.name], api_url=api_url)
        try:
            channel = services.add_channel(
                network=network.code,
                network_id=network_id,
                title=title,
                api_url=api_url,
                secrets_=_secrets(network, given),
                mode=Channel.Mode(mode) if network.is_heard else Channel.Mode.HAND,
            )
        except services.ChannelExists as error:
            raise Refusal(
                gettext_noop("{network} {number} is connected already: see `nasvyazi channels list`."),
                network=network.title,
                number=network_id,
            ) from error
        failure = connecting.connect(channel) if network.is_heard else None
        row = _row(channel)
    connecting.report(row, failure, well=_CONNECTED, ill=_ADDED_IN_VAIN, as_json=as_json)
    if not as_json:
        _say_path(network, row)


def _say_path(network: Network, row: Mapping[str, Any]) -> None:
    """Where a person is to have the network call, if it is not told over its API."""
    if row["mode"] == "webhook" and not _tells_itself(network):
        say(
            "The network is to call the address of this installation with the path {path}",
            path=row["webhook_path"],
        )


def _secrets(network: Network, given: dict[str, str]) -> dict[str, str]:
    """What is kept of the given values; what may be made up is."""
    kept = {}
    for asked in network.credentials:
        value = given.get(asked.name) or (secrets.token_urlsafe(32) if asked.is_made_up else "")
        if value:
            kept[asked.name] = value
    return kept


def _tells_itself(network: Network) -> bool:
    from nasvyazi.networks.optional import TakesHooks

    return isinstance(network, TakesHooks)


def _set(network: Network, *, channel_id: int, as_json: bool, **given: Any) -> None:
    changed = {name: value for name, value in given.items() if value is not None}
    if not changed:
        raise click.UsageError(
            _("Nothing to change: name what is to be different, for example --token - or --off."),
            click.get_current_context(),
        )
    with product():
        from nasvyazi.domain.channels import selectors, services
        from nasvyazi.domain.channels.models import Channel
        from nasvyazi.toolbox.clock import now

        channel = selectors.connected().filter(pk=channel_id, network=network.code).first()
        if channel is None:
            raise Refusal(
                gettext_noop("There is no {network} channel number {number}: see `nasvyazi channels list`."),
                network=network.title,
                number=channel_id,
            )
        api_url = changed.get("api_url") or channel.api_url
        _ensure_same(network, channel, changed.get(network.identity.name), api_url=api_url)
        former_digest = channel.hook_digest
        services.change_channel(
            channel=channel,
            title=changed.get("title"),
            api_url=changed.get("api_url"),
            mode=Channel.Mode(changed["mode"]) if "mode" in changed else None,
            is_active=changed.get("is_active"),
            secrets_={one.name: changed[one.name] for one in network.credentials if one.name in changed},
            now=now(),
        )
        is_moved = channel.hook_digest != former_digest
        failure = connecting.connect(channel) if is_moved else _retell(network, channel, changed)
        row = _row(channel)
    connecting.report(row, failure, well=_CHANGED, ill=_CHANGED_IN_VAIN, as_json=as_json)
    if is_moved and not as_json:
        _say_path(network, row)


def _ensure_same(network: Network, channel: Channel, told: str | None, *, api_url: str) -> None:
    """Raises Refusal where what was given is of another channel."""
    number = connecting.identify(network, told, api_url=api_url) if told else channel.network_id
    if number != channel.network_id:
        raise Refusal(
            gettext_noop(
                "This is of another channel of {network}: {number}. Connect that with `nasvyazi channels add`."
            ),
            network=network.title,
            number=number,
        )


def _retell(network: Network, channel: Channel, changed: dict[str, Any]) -> Failure | None:
    """What the network says to what was changed, where that concerns it."""
    if not channel.is_active or not any(value for name, value in changed.items() if name != "title"):
        return None
    is_key_alone = changed.keys() <= {"title", "token", "channel"}
    if is_key_alone and _tells_itself(network) and not connecting.is_address_known(channel):
        return connecting.look(channel)
    return connecting.connect(channel)


@click.group()
def channels() -> None:
    """Connected communities and bots."""


channels.add_command(ForNetwork("add", command=_add_command, told="Connect a community or bot."))
channels.add_command(
    ForNetwork("set", command=_set_command, told="Change a channel: a new key, another road.")
)


channels.add_command(backfill)
channels.add_command(sending)


@channels.command("list")
@as_json
def list_(as_json: bool) -> None:
    """All channels; of a secret only that it is there, and the end of a long one."""
    with product():
        from nasvyazi.domain.channels import selectors

        found = [_row(channel) for channel in selectors.connected()]
    rows(
        found,
        json_lines=as_json,
        words=lambda row: (
            f"{row['id']:>4}  {row['network']:<8}  {row['mode']:<7}  {_state(row):<24}  {row['title']}"
            f"  ({', '.join(f'{name} {masked}' for name, masked in row['secrets'].items())})"
        ),
    )


@channels.command()
@click.argument("channel_id", type=int)
@click.option(
    "--public-url",
    default="",
    callback=address,
    help="Where the network reaches us; default: NASVYAZI_PUBLIC_URL.",
)
@as_json
def connect(channel_id: int, public_url: str, as_json: bool) -> None:
    """Have the network call this installation (or, for a polled channel, nobody), whoever it called before."""
    with product():
        from nasvyazi.domain.channels import selectors
        from nasvyazi.networks import registry

        channel = selectors.active().filter(pk=channel_id).first()
        if channel is None:
            raise not_found("channel", channel_id)
        if not _tells_itself(registry.get(channel.network)):
            raise Refusal(
                gettext_noop("{network} is told in its own settings where to call: the path is {path}"),
                network=registry.get(channel.network).title,
                path=channel.hook_path,
            )
        failure = connecting.connect(channel, public_url=public_url)
        row = _row(channel)
    connecting.report(row, failure, well=_CONNECTED, ill=_NOT_CONNECTED, as_json=as_json)


@channels.command()
@click.argument("channel_id", type=int, required=False)
@as_json
def check(channel_id: int | None, as_json: bool) -> None:
    """Ask the networks what works and what is missing; exit code 1 when something is missing."""
    with product():
        from nasvyazi.domain.channels import selectors
        from nasvyazi.flows import watching

        found = [channel for channel in selectors.active() if channel_id in (None, channel.pk)]
        if channel_id is not None and not found:
            raise not_found("channel", channel_id)
        findings = [(channel, finding) for channel in found for finding in watching.check(channel)]
        printed: list[dict[str, Any]] = [
            {
                "channel": channel.pk,
                "title": channel.title,
                "ok": finding.ok,
                "text": _(finding.text).format(**finding.params) if finding.params else _(finding.text),
            }
            for channel, finding in findings
        ]
    rows(
        printed,
        json_lines=as_json,
        words=lambda row: f"{'✓' if row['ok'] else '✗'} {row['title']}: {row['text']}",
    )
    if not all(row["ok"] for row in printed):
        raise SystemExit(1)


def _state(row: Mapping[str, Any]) -> str:
    """In a word whether a channel works: a code where it does not."""
    return (row["trouble"] or "ok") if row["active"] else "off"


def _row(channel: Channel) -> dict[str, Any]:
    from nasvyazi.networks.base import SEALED

    secrets_ = {} if channel.is_shut else {name: _masked(value) for name, value in channel.secrets.items()}
    return {
        "id": channel.pk,
        "network": channel.network,
        "network_id": channel.network_id,
        "title": channel.title,
        "mode": channel.mode,
        "active": channel.is_active,
        "api_url": channel.api_url,
        "webhook_path": "" if channel.is_shut else channel.hook_path,
        "sending": channel.is_sending,
        "has": sorted(secrets_),
        "secrets": dict(sorted(secrets_.items())),
        "trouble": SEALED if channel.is_shut else channel.trouble_code,
    }


def _masked(secret: str) -> str:
    """Enough to tell two tokens apart, where so much is no help to anybody else."""
    return f"…{secret[-4:]}" if len(secret) >= _LONG else "…"
