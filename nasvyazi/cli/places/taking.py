"""`nasvyazi places import`: a register of houses from a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nasvyazi.cli.environment import product
from nasvyazi.cli.output import as_json, line
from nasvyazi.cli.words import _

if TYPE_CHECKING:
    from nasvyazi.domain.places.remarks import Remark
    from nasvyazi.domain.places.report import Report, Tally

_FORMATS = click.Choice(["csv", "xlsx", "gar", "geojson"])
_SHOWN = 10
"""So many rows are named for each reason; --json names all."""
_TOLD_EVERY = 10_000


def _columns(ctx: click.Context, param: click.Parameter, value: str) -> dict[str, str]:
    """«street=Улица,house=Дом» → {"street": "Улица", "house": "Дом"}; a title may hold commas."""
    pairs = [pair.partition("=") for pair in re.split(r",(?=\s*\w+=)", value) if pair.strip()]
    if not all(name.strip() and title.strip() for name, _equals, title in pairs):
        raise click.BadParameter(
            _("Write what each column says and its title, for example street=Улица,house=Дом."), ctx, param
        )
    return {name.strip().lower(): title.strip() for name, _equals, title in pairs}


@click.command("import")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--columns", default="", callback=_columns, help="Of a table: street=TITLE,house=TITLE[,lat=…,lon=…,…]."
)
@click.option(
    "--format", "kind", type=_FORMATS, help="What kind of file it is, where its contents do not tell."
)
@click.option(
    "--settlement", default="", help="Of rows that name none: it is this one. Of ГАР: only this one."
)
@click.option("--municipality", default="", help="Where all of it lies.")
@click.option("--oktmo", default="", help="Of ГАР: only what has a code that begins so.")
@click.option("--dry-run", is_flag=True, help="Report what would come of it, and change nothing.")
@as_json
def take_in(
    *,
    file: Path,
    columns: dict[str, str],
    kind: str | None,
    settlement: str,
    municipality: str,
    oktmo: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Take streets and houses in from FILE: CSV, XLSX, GeoJSON, or a region of ГАР (its folder or ZIP)."""
    with product():
        from nasvyazi.domain.places.importers import Choice, Format
        from nasvyazi.flows import territory

        report = territory.import_register(
            path=file,
            choice=Choice(columns=columns, settlement=settlement, oktmo=oktmo),
            municipality=municipality,
            kind=Format(kind) if kind else None,
            dry_run=dry_run,
            progress=_tell_progress,
        )
        if as_json:
            line({"dry_run": dry_run, **report.as_dict(), "remarks": [_row(one) for one in report.remarks]})
        else:
            for sentence in _words(report, dry_run=dry_run):
                click.echo(sentence)


def _tell_progress(count: int) -> None:
    if count % _TOLD_EVERY == 0:
        click.echo(_("{count} rows read …").format(count=count), err=True)


def _row(remark: Remark) -> dict[str, Any]:
    return {
        "line": remark.line,
        "code": remark.code.value,
        "text": remark.verbatim,
        "taken": remark.is_taken,
        "why": _sentence(remark),
    }


def _sentence(remark: Remark) -> str:
    from nasvyazi.domain.places.remarks import SENTENCES

    return _(SENTENCES[remark.code]).format(detail=remark.detail)


def _words(report: Report, *, dry_run: bool) -> Iterator[str]:
    if dry_run:
        yield _("Tried only, nothing was changed. The import would do this:")
    yield _("Rows read: {count}").format(count=report.rows)
    yield from _places(report)
    for what, tally in (
        (_("Settlements"), report.settlements),
        (_("Streets"), report.streets),
        (_("Houses"), report.houses),
        (_("Houses with who manages them"), report.managers),
    ):
        yield f"{what}: {_tally(tally)}"
    if report.repeated:
        yield _("Rows about a house that had been told already: {count}").format(count=report.repeated)
    yield _("Rows not understood: {count}").format(count=report.not_taken)
    yield from _remarks(report)


def _places(report: Report) -> Iterator[str]:
    made = f" ({_('made now')})"
    if report.municipality:
        yield _("Municipality: {name}").format(name=report.municipality) + made * report.is_municipality_made
    if report.settlement:
        yield (
            _("Settlement of rows that name none: {name}").format(name=report.settlement)
            + made * report.is_settlement_made
        )


def _tally(tally: Tally) -> str:
    return _("{new} new, {changed} changed, {same} as they were").format(**tally.as_dict())


def _remarks(report: Report) -> Iterator[str]:
    for code, count in report.counts().items():
        of_it = [remark for remark in report.remarks if remark.code == code]
        yield f"\n{code.label}: {count}"
        for remark in of_it[:_SHOWN]:
            place = _("line {number}").format(number=remark.line)
            yield f"  {place}: {remark.verbatim[:200]}\n    {_sentence(remark)}"
        if count > _SHOWN:
            yield "  " + _("… and {count} more: --json names them all.").format(count=count - _SHOWN)
