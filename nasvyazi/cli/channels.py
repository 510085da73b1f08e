"""`nasvyazi channels`: connecting communities and bots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from nasvyazi.cli.environment import product
from nasvyazi.cli.output import as_json, line, not_found, rows
from nasvyazi.cli.words import _, say
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

if TYPE_CHECKING:
    from nasvyazi.domain.channels.models import Channel
    from nasvyazi.networks.base import Network


def _networks() -> dict[str, Network]:
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nasvyazi.settings")
    from nasvyazi.networks import registry

    return registry.networks()


class AddNetwork(click.Group):
    """One sub-command for each network of the settings, with the options that this network asks for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_networks())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        network = _networks().get(cmd_name)
        return None if network is None else _add_command(network)


def _add_command(network: Network) -> click.Command:
    asked = [network.identity, *network.credentials]
    options: list[click.Parameter] = [
        click.Option(
            [f"--{credential.name.replace('_', '-')}", credential.name],
            required=credential.required,
            default=None if credential.required else "",
            help=_(credential.title),
        )
        for credential in asked
    ]
    return click.Command(
        network.code,
        help=_("Connect a channel of {network}.").format(network=network.title),
        callback=lambda **given: _add(network, **given),
        params=[
            click.Option(["--title"], required=True, help=_("How the desk calls the channel.")),
            *options,
            click.Option(["--api-url"], default=network.default_api_url, show_default=True),
            click.Option(
                ["--mode"], type=click.Choice(["webhook", "poll"]), default="webhook", show_default=True
            ),
            click.Option(["--json", "as_json"], is_flag=True, help=_("One JSON object.")),
        ],
    )


def _add(network: Network, *, title: str, api_url: str, mode: str, as_json: bool, **given: str) -> None:
    with product():
        from nasvyazi.domain.channels import services
        from nasvyazi.domain.channels.models import Channel

        network_id = given.pop(network.identity.name)
        try:
            channel = services.add_channel(
                network=network.code,
                network_id=network_id,
                title=title,
                api_url=api_url.rstrip("/"),
                secrets_={name: value for name, value in given.items() if value},
                mode=Channel.Mode(mode),
            )
        except services.ChannelExists as error:
            raise Refusal(
                gettext_noop("{network} {number} is connected already: see `nasvyazi channels list`."),
                network=network.title,
                number=network_id,
            ) from error
        row = _row(channel)
    if as_json:
        line(row)
        return
    say("Connected: {title}, number {id}.", title=title, id=row["id"])
    if mode == "webhook":
        say(
            "The network is to call the address of this installation with the path {path}",
            path=row["webhook_path"],
        )


@click.group()
def channels() -> None:
    """Connected communities and bots."""


channels.add_command(AddNetwork("add", help="Connect a community or bot."))


@channels.command("list")
@as_json
def list_(as_json: bool) -> None:
    """All channels; secrets are never shown."""
    with product():
        from nasvyazi.domain.channels import selectors

        found = [_row(channel) for channel in selectors.active()]
    rows(
        found,
        json_lines=as_json,
        words=lambda row: f"{row['id']:>4}  {row['network']:<4} {row['mode']:<8} {row['title']}",
    )


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
        "api_url": channel.api_url,
        "webhook_path": f"/hooks/{channel.network}/{channel.hook_key}",
        "has": sorted(name for name, value in channel.secrets.items() if value),
        "trouble": channel.trouble_code,
    }
