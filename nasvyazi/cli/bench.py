"""`nasvyazi bench`."""

from __future__ import annotations

import os

import click

from nasvyazi.cli.output import as_json, rows


@click.command()
@click.argument("name", default="all")
@as_json
def bench(name: str, as_json: bool) -> None:
    """Measure, in an installation made for it: NAME, or all."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nasvyazi.settings")
    from bench.names import BENCHES

    chosen = BENCHES if name == "all" else {name: BENCHES[name]} if name in BENCHES else {}
    if not chosen:
        raise click.BadParameter(f"no such bench; there are: {', '.join(BENCHES)}", param_hint="NAME")
    rows(
        (figure.row() for measure in chosen.values() for figure in measure()),
        json_lines=as_json,
        words=lambda row: f"{row['name']:<40} {row['value']:>12} {row['unit']:<12} {row['beside']}",
    )
