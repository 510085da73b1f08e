"""`nasvyazi channels`: connecting communities and bots."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from nasvyazi.cli.environment import product
from nasvyazi.cli.output import as_json, line, not_found, rows
from nasvyazi.cli.words import _, say
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

if TYPE_CHECKING:
    from nasvyazi.domain.channels.models import Channel
    from nasvyazi.networks.base import Credential, Network

_MODE = click.Choice(["webhook", "poll"])


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
    return click.Command(
        network.code,
        help=_("Connect a channel of {network}.").format(network=network.title),
        callback=lambda **given: _add(network, **given),
        params=[
            click.Option(["--title"], required=True, help=_("How the desk calls the channel.")),
            *(
                _option(asked, required=asked.required, default=None if asked.required else "")
                for asked in {
                    asked.name: asked for asked in (network.identity, *network.credentials)
                }.values()
            ),
            click.Option(["--api-url"], default=network.default_api_url, show_default=True),
            click.Option(["--mode"], type=_MODE, default="webhook", show_default=True),
            click.Option(["--json", "as_json"], is_flag=True, help=_("One JSON object.")),
        ],
    )


def _set_command(network: Network) -> click.Command:
    return click.Command(
        network.code,
        help=_("Change a channel of {network}: what is not named stays.").format(network=network.title),
        callback=lambda **given: _set(network, **given),
        params=[
            click.Argument(["channel_id"], type=int),
            click.Option(["--title"], help=_("How the desk calls the channel.")),
            *(_option(asked, required=False, default=None) for asked in network.credentials),
            click.Option(["--api-url"]),
            click.Option(["--mode"], type=_MODE),
            click.Option(["--on/--off", "is_active"], default=None, help=_("Hear it, or leave it alone.")),
            click.Option(["--json", "as_json"], is_flag=True, help=_("One JSON object.")),
        ],
    )


def _option(asked: Credential, *, required: bool, default: str | None) -> click.Option:
    return click.Option(
        [f"--{asked.name.replace('_', '-')}", asked.name],
        required=required,
        default=default,
        help=_(asked.title),
        callback=partial(_matching, asked.pattern),
    )


def _matching(pattern: str, ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """The value, if it looks as the network says; a number with a letter in it would never hear anybody."""
    is_wrong = bool(pattern) and not re.fullmatch(pattern, value) if value else param.required
    if is_wrong:
        raise click.BadParameter(_("“{value}” does not look right.").format(value=value), ctx, param)
    return value


def _add(network: Network, *, title: str, api_url: str, mode: str, as_json: bool, **given: str) -> None:
    with product():
        from nasvyazi.domain.channels import services
        from nasvyazi.domain.channels.models import Channel

        network_id = network.identify(given[network.identity.name])
        try:
            channel = services.add_channel(
                network=network.code,
                network_id=network_id,
                title=title,
                api_url=api_url.rstrip("/"),
                secrets_=_secrets(network, given),
                mode=Channel.Mode(mode),
            )
        except services.ChannelExists as error:
            raise Refusal(
                gettext_noop("{network} {number} is connected already: see `nasvyazi channels list`."),
                network=network.title,
                number=network_id,
            ) from error
        trouble = _connect(channel)
        row = _row(channel) | {"trouble_text": trouble}
    if as_json:
        line(row)
        return
    say("Connected: {title}, number {id}.", title=title, id=row["id"])
    if trouble:
        click.echo(trouble, err=True)
    elif mode == "webhook" and not _tells_itself(network):
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
    from nasvyazi.networks.base import TakesHooks

    return isinstance(network, TakesHooks)


def _connect(channel: Channel, *, public_url: str = "") -> str:
    """Tell the network where to call; a sentence when that cannot be done now, "" when all is well."""
    from nasvyazi.flows import watching
    from nasvyazi.networks import registry
    from nasvyazi.networks.base import NetworkError

    try:
        watching.connect(channel, public_url=public_url)
    except NetworkError as error:
        why = _(registry.get(channel.network).explain(error.code))
        return _(
            "The network could not be told where to call: {why} Then: nasvyazi channels connect {id}"
        ).format(why=why, id=channel.pk)
    return ""


def _set(
    network: Network, *, channel_id: int, api_url: str | None, mode: str | None, as_json: bool, **given: Any
) -> None:
    with product():
        from nasvyazi.domain.channels import selectors, services
        from nasvyazi.domain.channels.models import Channel

        channel = selectors.connected().filter(pk=channel_id, network=network.code).first()
        if channel is None:
            raise not_found("channel", channel_id)
        title, is_active = given.pop("title"), given.pop("is_active")
        told = given.get(network.identity.name)
        if told and network.identify(told) != channel.network_id:
            raise Refusal(
                gettext_noop(
                    "This is of another channel of {network}: {number}. Connect that with `nasvyazi channels add`."
                ),
                network=network.title,
                number=network.identify(told),
            )
        services.change_channel(
            channel=channel,
            title=title,
            api_url=api_url.rstrip("/") if api_url else None,
            mode=Channel.Mode(mode) if mode else None,
            is_active=is_active,
            secrets_={name: value for name, value in given.items() if value is not None},
        )
        is_rehooked = bool(api_url or mode or is_active or any(given.values()))
        trouble = _connect(channel) if channel.is_active and is_rehooked else ""
        row = _row(channel) | {"trouble_text": trouble}
    if as_json:
        line(row)
    else:
        say("Changed: {title}, number {id}.", title=row["title"], id=row["id"])
        if trouble:
            click.echo(trouble, err=True)


@click.group()
def channels() -> None:
    """Connected communities and bots."""


channels.add_command(ForNetwork("add", command=_add_command, told="Connect a community or bot."))
channels.add_command(
    ForNetwork("set", command=_set_command, told="Change a channel: a new key, another road.")
)


@channels.command("list")
@as_json
def list_(as_json: bool) -> None:
    """All channels; secrets are never shown."""
    with product():
        from nasvyazi.domain.channels import selectors

        found = [_row(channel) for channel in selectors.connected()]
    rows(
        found,
        json_lines=as_json,
        words=lambda row: (
            f"{row['id']:>4}  {row['network']:<4} {row['mode'] if row['active'] else '–':<8} {row['title']}"
        ),
    )


@channels.command()
@click.argument("channel_id", type=int)
@click.option("--public-url", default="", help="Where the network reaches us; default: NASVYAZI_PUBLIC_URL.")
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
        trouble = _connect(channel, public_url=public_url)
        if trouble:
            raise Refusal(trouble)
        row = _row(channel)
    if as_json:
        line(row)
    else:
        say("Connected: {title}, number {id}.", title=row["title"], id=row["id"])


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


def _row(channel: Channel) -> dict[str, Any]:
    return {
        "id": channel.pk,
        "network": channel.network,
        "network_id": channel.network_id,
        "title": channel.title,
        "mode": channel.mode,
        "active": channel.is_active,
        "api_url": channel.api_url,
        "webhook_path": channel.hook_path,
        "has": sorted(name for name, value in channel.secrets.items() if value),
        "trouble": channel.trouble_code,
    }
