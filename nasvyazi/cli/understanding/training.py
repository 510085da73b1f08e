"""`nasvyazi understanding train`: learn from people's decisions, or from a file of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nasvyazi.cli.environment import product
from nasvyazi.cli.words import _, say

if TYPE_CHECKING:
    from nasvyazi.domain.understanding.learning import Example

_SHOWN_UNKNOWN = 20


@click.command()
@click.option(
    "--from", "file", type=click.Path(path_type=Path, dir_okay=False), help="CSV or XLSX with decisions."
)
@click.option(
    "--text", default="text", show_default=True, help="Its column of texts, or several joined by commas."
)
@click.option(
    "--label", default="label", show_default=True, help="Its column of topics (codes or names), or kinds."
)
@click.option("--target", type=click.Choice(["topic", "kind"]), default="topic", show_default=True)
def train(file: Path | None, text: str, label: str, target: str) -> None:
    """Learn, and use what was learnt if it guesses better than the lexicon."""
    with product():
        from django.utils import timezone

        from nasvyazi.domain.understanding import services

        examples = _of_file(file, text, label, target) if file else _of_people(target)
        trained = services.train(target=target, examples=examples, now=timezone.now())
        figures, version = trained.figures, trained.version
        for left, count in figures.left_out.items():
            say("Too few texts to learn from, left out: {label} ({count}).", label=left, count=count)
        say(
            "Version {number}: weighted F1 {ours:.3f} on {rows} held-out decisions; without learning {theirs:.3f}.",
            number=version.pk, ours=figures.weighted_f1, rows=figures.rows, theirs=figures.rival_weighted_f1,
        )  # fmt: skip
        say("It is in use now." if version.in_use else "It is kept, and not used: it is not better.")


def _of_people(target: str) -> list[Example]:
    from nasvyazi.domain.understanding import services, sources

    examples = sources.decisions(target)
    if len(examples) < services.FEWEST_DECISIONS:
        raise services.TooFewDecisions(len(examples))
    return examples


def _of_file(file: Path, text: str, label: str, target: str) -> list[Example]:
    """The rows of a file whose labels we know; the others are listed."""
    from nasvyazi.cli.understanding import tables
    from nasvyazi.domain.understanding import selectors

    read = tables.read(file, text=[one.strip() for one in text.split(",") if one.strip()], label=label)
    known, unknown = selectors.known(read.examples, target=target)
    if unknown:
        _tell_unknown(unknown)
    return known


def _tell_unknown(unknown: Counter[str]) -> None:
    say("Labels that no topic or kind has; their rows are left out:")
    for label, count in unknown.most_common(_SHOWN_UNKNOWN):
        click.echo(f"  {label} ({count})")
    if (more := len(unknown) - _SHOWN_UNKNOWN) > 0:
        click.echo("  " + _("… and {count} more").format(count=more))
