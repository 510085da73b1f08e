"""`nasvyazi bench`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import click

from nasvyazi.cli.output import as_json, rows
from nasvyazi.toolbox.refusal import Refusal, gettext_noop


@click.command()
@click.argument("name", default="all")
@as_json
def bench(name: str, as_json: bool) -> None:
    """Measure, in an installation made for it: NAME, or all."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nasvyazi.settings")
    from bench.names import BENCHES

    if name not in (*BENCHES, "all"):
        raise click.BadParameter(f"no such bench; there are: {', '.join(BENCHES)}", param_hint="NAME")
    found = (figure.row() for figure in BENCHES[name]()) if name in BENCHES else _each(BENCHES)
    rows(
        found,
        json_lines=as_json,
        words=lambda row: f"{row['name']:<40} {row['value']:>12} {row['unit']:<12} {row['beside']}",
    )


def _each(names: Mapping[str, object]) -> Iterator[dict[str, Any]]:
    """The figures of all benches, each in a process of its own: one measures one installation."""
    for name in names:
        command = [sys.executable, "-m", "nasvyazi.cli", "bench", name, "--json"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            yield from (json.loads(line) for line in child.stdout or ())
        if child.returncode:
            raise Refusal(
                gettext_noop("`nasvyazi {command}` has failed, see above."), command=f"bench {name}"
            )
