"""`nasvyazi understanding train`: learn from people's decisions, or from a file of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nasvyazi.cli.environment import product
from nasvyazi.cli.words import _, say
from nasvyazi.toolbox.refusal import gettext_noop

if TYPE_CHECKING:
    from nasvyazi.domain.understanding.learning import Example
    from nasvyazi.domain.understanding.services import Trained

_SHOWN_UNKNOWN = 20
_ON_THE_SAME = gettext_noop(
    "On {rows} decisions that neither had seen it has {ours:.3f}; version {number}, which was in use, {theirs:.3f}."
)
_EACH_ON_ITS_OWN = gettext_noop(
    "Version {number}, which was in use, had {theirs:.3f} when it was learnt: too few decisions are new to both."
)

_KNOWS_LESS = gettext_noop(
    "It is kept, and not used: it was not taught what version {number} knows, and figures of other labels cannot be "
    "compared: {labels}."
)


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
@click.option(
    "--nightly",
    is_flag=True,
    help="As the program does at night: where somebody chose who guesses, only keep it.",
)
def train(file: Path | None, text: str, label: str, target: str, nightly: bool) -> None:
    """Learn, and use what was learnt if it guesses better than the lexicon and no worse than the version in use.

    By hand, even where somebody chose who guesses; what is put in use so, the nights that follow may replace.
    """
    with product():
        from django.utils import timezone

        from nasvyazi.domain.understanding import services

        examples = _of_file(file, text, label, target) if file else _of_people(target)
        _tell(services.train(target=target, examples=examples, now=timezone.now(), at_night=nightly))


def _tell(trained: Trained) -> None:
    from nasvyazi.domain.understanding.services import FEWEST_DECISIONS

    figures, version = trained.figures, trained.version
    for left, count in figures.left_out.items():
        say("Too few texts to learn from, left out: {label} ({count}).", label=left, count=count)
    say(
        "Version {number}: weighted F1 {ours:.3f} on {rows} held-out decisions; without learning {theirs:.3f}.",
        number=version.pk, ours=figures.weighted_f1, rows=figures.rows, theirs=figures.rival_weighted_f1,
    )  # fmt: skip
    if beside := version.figures.get("in_use"):
        say(_ON_THE_SAME if beside["rows"] else _EACH_ON_ITS_OWN, **beside)
    if version.in_use:
        say("It is in use now.")
    elif trained.waits:
        say("It does better, and waits: somebody chose who guesses. See `nasvyazi understanding use`.")
    elif figures.rows < FEWEST_DECISIONS:
        say(
            "It is kept, and not used: of fewer than {needed} decisions nobody can say what guesses better.",
            needed=FEWEST_DECISIONS,
        )
    elif beside and beside["missing"]:
        say(_KNOWS_LESS, number=beside["number"], labels=", ".join(beside["missing"]))
    else:
        say("It is kept, and not used: it is not better.")


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
