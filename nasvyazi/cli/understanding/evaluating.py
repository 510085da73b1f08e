"""`nasvyazi understanding evaluate`: how well one could learn from a file; needs no database."""

from __future__ import annotations

import json
from pathlib import Path

import click

from nasvyazi.cli.words import say


@click.command()
@click.option(
    "--csv", "file", type=click.Path(path_type=Path, dir_okay=False), required=True, help="CSV or XLSX."
)
@click.option("--text", required=True, help="The column of texts, or several joined by commas; a column "
              "of headings (subject, тема) is read with a single one.")  # fmt: skip
@click.option("--label", required=True, help="The column of labels.")
@click.option("--folds", type=click.IntRange(min=2), default=5, show_default=True)
@click.option("--seed", type=int, default=42, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def evaluate(file: Path, *, text: str, label: str, folds: int, seed: int, as_json: bool) -> None:
    """Learn from a part of a file and guess the rest, each part in turn."""
    from nasvyazi.cli.understanding import tables
    from nasvyazi.domain.understanding import learning, shipped
    from nasvyazi.domain.understanding.lexicon import Entry

    read = tables.read(file, text=[one.strip() for one in text.split(",") if one.strip()], label=label)
    entries = [Entry(topic.code, topic.group, topic.words) for topic in shipped.topics()]
    figures, _judged = learning.cross_validate(read.examples, entries, folds=folds, seed=seed)
    row = figures.row() | {
        "columns": read.columns, "without_text": read.without_text, "without_label": read.without_label,
    }  # fmt: skip
    if as_json:
        click.echo(json.dumps(row, ensure_ascii=False))
        return
    say("Weighted F1 {weighted_f1}, macro F1 {macro_f1}, the right one among three {top3}.", **row)
    say("Calibration error {calibration_error}; {ms_per_text} ms a text.", **row)
    say(
        "{rows} texts, {classes} labels; without a text: {without_text}, without a label: {without_label}.",
        **row,
    )
    for left, count in figures.left_out.items():
        say("Too few texts to hold out, left out: {label} ({count}).", label=left, count=count)
