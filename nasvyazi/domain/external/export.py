"""Cases as a table of their system: its own columns in its own order, and beside them how the matter stands here."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import IO

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from .answers import FinalAnswer, final
from .columns import Field
from .models import ExternalCase, ExternalSystem

MAX_WORKBOOK_ROWS = 20_000
"""More rows a workbook takes longer to write than a page may take to come; a CSV leaves while it is written."""
_BATCH = 500
_LONGEST_CELL = 32_767
_ACTIVE = ("=", "+", "-", "@", "\t", "\r")
"""A table program takes a cell that begins so for a formula."""


def rows(system: ExternalSystem, cases: QuerySet[ExternalCase]) -> Iterator[list[str]]:
    """The titles, then a row for each case, oldest first, in bounded memory."""
    yield [*_headers(system), _("Appeal here"), _("State here"), _("Answer"), _("Answered at")]
    after = 0
    chosen = cases.filter(system=system).select_related("appeal__merged_into").order_by("pk")
    while batch := list(chosen.filter(pk__gt=after)[:_BATCH]):
        answers = final({case.matter_id for case in batch if case.matter_id is not None})
        for case in batch:
            case.system = system
            yield _row(system, case, answers.get(case.matter_id or 0))
        after = batch[-1].pk


def as_csv(table: Iterator[Sequence[str]]) -> Iterator[bytes]:
    """A CSV as Russian table programs open it: UTF-8 with a mark, semicolons."""
    yield b"\xef\xbb\xbf"
    for row in table:
        line = io.StringIO()
        csv.writer(line, delimiter=";").writerow(
            [f"'{cell}" if cell.startswith(_ACTIVE) else cell for cell in row]
        )
        yield line.getvalue().encode()


def write_workbook(table: Iterator[Sequence[str]], target: IO[bytes]) -> None:
    """An XLSX of texts alone: nothing in it is a formula, whatever it begins with."""
    # Ten megabytes in each process that may never write one.
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    for row in table:
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text)[:_LONGEST_CELL])
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    workbook.save(target)


def _headers(system: ExternalSystem) -> list[str]:
    return list(system.headers) or [str(field.label) for field in Field]


def _row(system: ExternalSystem, case: ExternalCase, answer: FinalAnswer | None) -> list[str]:
    known = {title: _told(case, Field(name)) for name, title in _titles(system).items()}
    # As it stood in the table; what a person has written since, or a case that was never in one, as we know it.
    is_by_hand = case.changed_by_id is not None or not case.raw
    own = {**case.raw, **known} if is_by_hand else case.raw
    appeal = case.matter
    here = [f"№ {appeal.pk}", appeal.get_state_display()] if appeal is not None else ["", ""]
    told = [answer.text, _moment(answer.at)] if answer is not None else ["", ""]
    return [*(str(own.get(title, "")) for title in _headers(system)), *here, *told]


def _titles(system: ExternalSystem) -> dict[str, str]:
    return dict(system.columns) if system.headers else {field.value: str(field.label) for field in Field}


def _told(case: ExternalCase, field: Field) -> str:
    value = getattr(case, field.value)
    return _moment(value) if isinstance(value, datetime) else str(value or "")


def _moment(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%d.%m.%Y %H:%M")
