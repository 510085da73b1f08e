"""`nasvyazi users`."""

from __future__ import annotations

import click

from nasvyazi.cli.environment import product
from nasvyazi.cli.output import as_json, line
from nasvyazi.cli.words import say
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

_ROLES = ("operator", "head", "administrator")


@click.group()
def users() -> None:
    """Those who sign in."""


@users.command()
@click.argument("username")
@click.option("--role", type=click.Choice(_ROLES), default="operator", show_default=True)
@click.option("--name", default="", help="First name and surname, as colleagues see it.")
@click.option("--desk", "desk_name", default="", help="The desk they work at; the main one unless named.")
@click.option(
    "--password",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    envvar="NASVYAZI_PASSWORD",
    help="Asked for when absent; also from the variable NASVYAZI_PASSWORD.",
)
@as_json
def add(*, username: str, role: str, name: str, desk_name: str, password: str, as_json: bool) -> None:
    """Add a user who can sign in."""
    with product():
        from django.core.exceptions import ValidationError

        from nasvyazi.domain.accounts import selectors, services
        from nasvyazi.domain.accounts.models import Role

        desk = selectors.desk_named(name=desk_name) if desk_name else None
        if desk_name and desk is None:
            raise Refusal(gettext_noop("There is no desk named {name}."), name=desk_name)
        first, _, last = name.partition(" ")
        try:
            user = services.add_user(
                username=username,
                password=password,
                role=Role(role),
                first_name=first,
                last_name=last,
                desk=desk,
            )
        except services.UserExists as error:
            raise Refusal(gettext_noop("There is a user named {name} already."), name=username) from error
        except ValidationError as error:
            raise Refusal(gettext_noop("Not added: {why}"), why=" ".join(error.messages)) from error
    if as_json:
        line({"id": user.pk, "username": user.username, "role": user.role})
    else:
        say("{name} can sign in now.", name=username)


@users.command()
@click.argument("username")
@as_json
def deactivate(username: str, as_json: bool) -> None:
    """Somebody has left: no sign-in any more, their open appeals go back to the desk, their name stays."""
    with product():
        from nasvyazi.domain.accounts import selectors
        from nasvyazi.flows import staffing

        user = selectors.user_named(username=username)
        if user is None:
            raise Refusal(gettext_noop("There is no user named {name}."), name=username)
        released = staffing.leave(user)
    if as_json:
        line({"id": user.pk, "username": user.username, "released": released})
    else:
        say("{name} cannot sign in any more; appeals given back: {count}.", name=username, count=released)
