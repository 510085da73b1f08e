"""`nasvyazi channels sending`: whether residents are answered in a channel, and on what basis."""

from __future__ import annotations

import click

from nasvyazi.cli.environment import product
from nasvyazi.cli.output import as_json, line, not_found
from nasvyazi.cli.words import say
from nasvyazi.toolbox.refusal import Refusal, gettext_noop


@click.command()
@click.argument("channel_id", type=int)
@click.option("--allow/--forbid", "allowed", default=None, help="Answers are sent from now on, or are not.")
@click.option("--basis", default="", help="The document or order, its number and date.")
@click.option("--by", "username", default="", help="The user who answers for it.")
@as_json
def sending(*, channel_id: int, allowed: bool | None, basis: str, username: str, as_json: bool) -> None:
    """Show whether residents are answered in a channel; with --allow or --forbid, record it with its basis."""
    with product():
        from nasvyazi.domain.accounts import selectors as accounts
        from nasvyazi.domain.channels import selectors, services
        from nasvyazi.toolbox.clock import now

        channel = selectors.connected().filter(pk=channel_id).first()
        if channel is None:
            raise not_found("channel", channel_id)
        if allowed is not None:
            user = accounts.user_named(username=username)
            if user is None:
                raise Refusal(gettext_noop("There is no user named {name}."), name=username or "—")
            try:
                services.decide_sending(channel=channel, allowed=allowed, basis=basis, by=user, now=now())
            except services.BasisMissing as error:
                raise Refusal(
                    gettext_noop("Say on what basis with --basis: a document, an order, its number and date.")
                ) from error
        rule, is_sending = channel.sending_rule, channel.is_sending
    if as_json:
        line({"id": channel_id, "sending": is_sending, "rule": rule.source if rule else None})
    elif is_sending:
        say("Residents are answered in {title}.", title=channel.title)
    else:
        say(
            "Residents are not answered in {title}. {rule}",
            title=channel.title,
            rule=rule.source if rule else "",
        )
