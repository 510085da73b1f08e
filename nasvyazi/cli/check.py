"""`nasvyazi check`: what an installation lacks, in words."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

import click

from nasvyazi.cli.environment import product
from nasvyazi.cli.output import as_json, rows
from nasvyazi.cli.words import _
from nasvyazi.toolbox.home import home, private_folder
from nasvyazi.toolbox.refusal import gettext_noop

LEAST_FREE_BYTES = 2 * 1024**3
OLDEST_POSTGRES = 140000  # server_version_num; older ones lose their security updates in 2026


class State(StrEnum):
    """Only what is missing makes the command fail."""

    FINE = "fine"
    NOTICE = "notice"
    MISSING = "missing"


_MARKS = {State.FINE: "✓", State.NOTICE: "!", State.MISSING: "✗"}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `text` is an English msgid with {named} places that `details` fill."""

    state: State
    text: str
    details: dict[str, object] = field(default_factory=dict)


@click.command()
@as_json
def check(as_json: bool) -> None:
    """What is in order here (✓), what to know (!) and what is missing (✗), in words; exit code 1 only for ✗."""
    with product():
        found = [finding for look in LOOKS for finding in look()]
    printed = [_row(finding) for finding in found]
    rows(printed, json_lines=as_json, words=lambda row: f"{_MARKS[row['state']]} {row['text']}")
    if any(finding.state is State.MISSING for finding in found):
        raise SystemExit(1)


def _row(finding: Finding) -> dict[str, Any]:
    return {**asdict(finding), "text": _(finding.text).format(**finding.details)}


def _home() -> Iterator[Finding]:
    folder = private_folder(home())
    free = shutil.disk_usage(folder).free
    yield Finding(
        State.FINE if free >= LEAST_FREE_BYTES else State.MISSING,
        gettext_noop("{home} has {free:.1f} GB of free space; at least {least:.0f} GB should be free."),
        {"home": str(folder), "free": free / 1024**3, "least": LEAST_FREE_BYTES / 1024**3},
    )
    for secret in sorted((folder / "secrets").glob("*")):
        if secret.stat().st_mode & 0o077:
            yield Finding(
                State.MISSING, gettext_noop("Others can read {file}: chmod 600 it."), {"file": str(secret)}
            )


def _database() -> Iterator[Finding]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int, current_setting('server_version'),"
            " current_setting('server_encoding'), lower('ДОРОГА') = 'дорога'"
        )
        number, version, encoding, knows_cyrillic = cursor.fetchone()
    yield Finding(
        State.FINE if number >= OLDEST_POSTGRES else State.MISSING,
        gettext_noop("PostgreSQL {version} answers; version 14 or newer is needed."),
        {"version": version},
    )
    if encoding != "UTF8" or not knows_cyrillic:
        yield Finding(
            State.MISSING,
            gettext_noop(
                "The database does not know Cyrillic letters: make it with ENCODING UTF8 and LOCALE C.UTF-8."
            ),
        )


def _people() -> Iterator[Finding]:
    from nasvyazi.domain.accounts import selectors
    from nasvyazi.domain.accounts.models import Role

    for role, meaning in (
        (Role.OPERATOR, gettext_noop("Nobody can answer residents: nasvyazi users add NAME --role operator")),
        (
            Role.ADMINISTRATOR,
            gettext_noop("There is no administrator: nasvyazi users add NAME --role administrator"),
        ),
    ):
        if not selectors.has_active(role=role):
            yield Finding(State.MISSING, meaning)
    for desk in selectors.desks_without_members():
        yield Finding(
            State.MISSING,
            gettext_noop("Nobody works at the desk “{desk}”: what comes to it is seen by nobody."),
            {"desk": desk.name},
        )


def _channels() -> Iterator[Finding]:
    from nasvyazi.domain.channels import selectors

    count = selectors.active().count()
    if not count:
        yield Finding(State.MISSING, gettext_noop("No channel is connected: nasvyazi channels add --help"))
        return
    yield Finding(
        State.FINE,
        gettext_noop(
            "Channels: {count}. Whether the networks let us in, `nasvyazi channels check` asks them."
        ),
        {"count": count},
    )


def _secrets() -> Iterator[Finding]:
    from nasvyazi.domain.channels import selectors

    for channel in selectors.active():
        if channel.is_shut:
            yield Finding(
                State.MISSING,
                gettext_noop(
                    "The keys of “{title}” cannot be opened: put the former key behind the others "
                    "(NASVYAZI_SECRET_KEYS or secrets/sealing_keys), or set them anew: "
                    "nasvyazi channels set {network} {id}"
                ),
                {"title": channel.title, "network": channel.network, "id": channel.pk},
            )


def _roads() -> Iterator[Finding]:
    from django.conf import settings

    from nasvyazi.networks import registry, roads

    for code, road in settings.NASVYAZI_ROADS.items():
        network = registry.networks().get(code)
        if network is None:
            yield Finding(
                State.MISSING,
                gettext_noop(
                    "There is no network “{code}”: NASVYAZI_{name}_CA_FILE and _PROXY change nothing."
                ),
                {"code": code, "name": code.upper()},
            )
            continue
        for found in roads.check(road):
            state = State.FINE if found.ok else State.MISSING
            yield Finding(
                state,
                "{network}: {told}",
                {"network": network.title, "told": _(found.text).format(**found.params)},
            )


def _doors() -> Iterator[Finding]:
    from django.conf import settings

    if settings.DEBUG:
        yield Finding(State.MISSING, gettext_noop("NASVYAZI_DEBUG is on: errors show secrets to everybody."))
    if not os.environ.get("NASVYAZI_ALLOWED_HOSTS"):
        yield Finding(
            State.NOTICE,
            gettext_noop(
                "The desk opens on this machine only: set NASVYAZI_ALLOWED_HOSTS to its public name."
            ),
        )
    elif not settings.SESSION_COOKIE_SECURE:
        yield Finding(
            State.MISSING, gettext_noop("Passwords travel in the open: serve by HTTPS, set NASVYAZI_HTTPS=1.")
        )


def _framework() -> Iterator[Finding]:
    from django.core.checks import run_checks

    for message in run_checks():
        state = State.MISSING if message.is_serious() else State.NOTICE
        yield Finding(state, "{message}", {"message": f"{message.id}: {message.msg}"})


LOOKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    _home,
    _database,
    _people,
    _channels,
    _secrets,
    _roads,
    _doors,
    _framework,
)
