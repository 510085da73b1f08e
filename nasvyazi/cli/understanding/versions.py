"""`nasvyazi understanding versions` and `use`: what was learnt when, and which of it speaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from nasvyazi.cli.environment import product
from nasvyazi.cli.output import as_json, local, rows
from nasvyazi.cli.words import _, say
from nasvyazi.toolbox.clock import now
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

_LEXICON = "lexicon"


@click.command()
@as_json
def versions(as_json: bool) -> None:
    """What was learnt, the newest first."""
    with product():
        from nasvyazi.domain.understanding import selectors

        rows(
            (
                {
                    "number": version.pk,
                    "target": version.target,
                    "made_at": version.made_at,
                    "examples": version.examples,
                    "in_use": version.in_use,
                    "figures": version.figures,
                }
                for version in selectors.versions()
            ),
            json_lines=as_json,
            words=_words,
        )


@click.command()
@click.argument("number")
@click.option("--target", type=click.Choice(["topic", "kind"]), default="topic", show_default=True)
def use(number: str, target: str) -> None:
    """Let version NUMBER guess; “lexicon” instead of a number: nothing that was learnt.

    That stays so: what is learnt at night waits then, until you use it or run `train`.
    """
    if number != _LEXICON and not (number.isascii() and number.isdigit()):
        raise click.BadParameter("a version's number or “lexicon”", param_hint="NUMBER")
    with product():
        from nasvyazi.domain.understanding import selectors, services
        from nasvyazi.domain.understanding.models import Switch

        if number == _LEXICON:
            services.use_lexicon(target=target, rule=Switch.TERMINAL, now=now())
            say("The lexicon guesses now.")
            return
        version = selectors.version(int(number))
        if version is None:
            raise Refusal(
                gettext_noop("There is no version number {number}: see `nasvyazi understanding versions`."),
                number=number,
            )
        services.use_version(version=version, rule=Switch.TERMINAL, now=now())
        say("Version {number} guesses now.", number=number)


def _words(row: Mapping[str, Any]) -> str:
    figures = row["figures"]
    return (
        f"{row['number']:>6}  {local(row['made_at'])}  {row['target']:<6} {row['examples']:>7}  "
        f"F1 {figures['weighted_f1']:.3f} / {figures['rival_weighted_f1']:.3f}  {_('in use') if row['in_use'] else ''}"
    ).rstrip()
