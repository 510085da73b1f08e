"""`nasvyazi secrets`: the keys under which the tokens of channels lie in the database."""

from __future__ import annotations

import click

from nasvyazi.cli.environment import product
from nasvyazi.cli.output import as_json, line
from nasvyazi.cli.words import _, say
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

_NOTHING_TO_DO = gettext_noop(
    "All {count} are sealed with the first key of NASVYAZI_SECRET_KEYS. For another key: make one with "
    "`openssl rand -base64 32`, put it before the others, restart everything, and run this again. Where several "
    "machines work, put it behind the others on all of them first, and restart them."
)
_DONE = gettext_noop("Sealed with the first key: {count}, of them {changed} anew.")
_NEW_KEY = gettext_noop(
    "{file} has a new first key. The former ones stay below it for copies of the database made before; when those are "
    "gone, their lines may go too. Keep the file apart from the copies."
)
_SHUT = gettext_noop(
    "{who}: cannot be opened with any key. Put the former key behind the others and run this again; if it is "
    "lost: {mend}"
)
_SET_ANEW = gettext_noop("nasvyazi channels set {network} {id}, with all its keys")
_STEP_ANEW = gettext_noop("remove the second step of this user and let them set it up again")


@click.group()
def secrets() -> None:
    """The keys under which tokens lie in the database."""


@secrets.command()
@as_json
def rotate(as_json: bool) -> None:
    """Make a new key and seal everything with it; whatever interrupts it, nothing is lost: run it again."""
    with product():
        from nasvyazi.flows import sealing
        from nasvyazi.toolbox import sealing as keys

        ours = not keys.are_in_environment()
        if ours:
            keys.add_key()
        done = sealing.seal_again()
        shut = [
            *((one.title, _(_SET_ANEW).format(network=one.network, id=one.pk)) for one in done.channels),
            *((name, _(_STEP_ANEW)) for name in done.people),
        ]
        file = str(keys.key_file()) if ours else ""
    if as_json:
        line({"sealed": done.count, "anew": done.changed, "shut": [who for who, _mend in shut], "file": file})
    else:
        if ours:
            say(_NEW_KEY, file=file)
        nothing = not ours and not done.changed and not shut
        say(_NOTHING_TO_DO if nothing else _DONE, count=done.count, changed=done.changed)
    if shut:
        raise Refusal("{all}", all="\n".join(_(_SHUT).format(who=who, mend=mend) for who, mend in shut))
