"""A table on its way: brought, looked at by a worker, its columns confirmed by a person, read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.files import services as files
from nasvyazi.domain.files.models import File
from nasvyazi.toolbox.tables import Head, Unreadable

from .. import columns as layouts
from ..columns import Field, Layout
from ..models import NAME_LENGTH, ExternalImport, ExternalSystem
from ..selectors import head_of

State = ExternalImport.State


class NameMissing(Exception):
    """A system needs a name."""


class NotWaiting(Exception):
    """The table is not waiting for anybody's confirmation: somebody has pressed the button already."""


class NumberColumnMissing(Exception):
    """No column was named as the one with the cases' numbers."""


class ColumnTwice(Exception):
    """Two columns were named as saying the same thing; `field` is which."""

    def __init__(self, field: Field) -> None:
        super().__init__(field.value)
        self.field = field


def ensure_system(*, name: str) -> ExternalSystem:
    """The system of this name, made if there is none. Raises NameMissing."""
    name = " ".join(name.split())[:NAME_LENGTH]
    if not name:
        raise NameMissing
    known = ExternalSystem.objects.filter(name__iexact=name).first()
    return known or ExternalSystem.objects.get_or_create(name=name)[0]


@transaction.atomic
def bring(*, system: ExternalSystem, body: bytes, name: str, by: User, now: datetime) -> ExternalImport:
    """Keep a table in our own storage; a worker looks at it next."""
    file = files.keep_received(body=body, name=name)
    return ExternalImport.objects.create(system=system, file=file, by=by, at=now)


def again(*, table: ExternalImport, by: User, now: datetime) -> ExternalImport:
    """The same file once more, to be read with other columns."""
    file: File = table.file
    return ExternalImport.objects.create(system=table.system, file=file, by=by, at=now)


def claim(*, holder: str, lease: timedelta, now: datetime) -> ExternalImport | None:
    """Take the next table that a worker has something to do about, or go on with one's own; None when there is none.

    Tables of one system are read in the order in which they came. A worker that dies leaves its table to the next.
    A look without a transaction answers most askings.
    """
    due = ExternalImport.objects.filter(state__in=ExternalImport.UNDER_WAY)
    return _claim(due, holder=holder, lease=lease, now=now) if due.exists() else None


@transaction.atomic
def _claim(
    due: QuerySet[ExternalImport], *, holder: str, lease: timedelta, now: datetime
) -> ExternalImport | None:
    older = ExternalImport.objects.filter(
        system=OuterRef("system"), pk__lt=OuterRef("pk"), state__in=(State.WAITING, State.READING)
    )
    free = Q(lease_until=None) | Q(lease_until__lte=now) | Q(holder=holder)
    table = (
        due.select_for_update(skip_locked=True, of=("self",))
        .select_related("system", "file")
        .filter(free, Q(state=State.NEW) | ~Exists(older))
        .order_by("state", "pk")  # "new" comes before the others: somebody waits for the first rows
        .first()
    )
    if table is not None:
        table.holder, table.lease_until = holder, now + lease
        if table.state == State.WAITING:
            table.state = State.READING
        table.save(update_fields=["holder", "lease_until", "state"])
    return table


def looked_at(*, table: ExternalImport, heads: Sequence[Head]) -> None:
    """A worker has looked at the first rows: what columns there are is guessed, a person confirms it."""
    table.heads = [asdict(head) for head in heads]
    _lay_out(table, heads[0])
    table.state, table.holder, table.lease_until = State.LOOKED, "", None
    table.save(
        update_fields=[
            "heads", "sheet", "expected", "header_line", "headers", "columns", "state", "holder", "lease_until",
        ]
    )  # fmt: skip


def fail(*, table: ExternalImport, error: Unreadable, now: datetime) -> None:
    """The file cannot be read, or not to its end: what was taken of it stays."""
    table.state, table.error, table.error_at = State.FAILED, error.code, error.at[:200]
    table.finished_at, table.holder, table.lease_until = now, "", None
    table.save(update_fields=["state", "error", "error_at", "finished_at", "holder", "lease_until"])


@transaction.atomic
def choose_sheet(*, table_id: int, sheet: int) -> ExternalImport:
    """Look at another sheet of the file. Raises NotWaiting, ValueError when there is no such sheet."""
    table = _looked(table_id)
    _lay_out(table, head_of(table, sheet))
    table.save(update_fields=["sheet", "expected", "header_line", "headers", "columns"])
    return table


@transaction.atomic
def choose(
    *, table_id: int, said: Sequence[str], closed_words: Sequence[str] | None = None
) -> ExternalImport:
    """A person has confirmed the columns: the table waits for a worker, its system remembers.

    `said` is for each column in their order a Field's value, or "" for one that says nothing of ours. Raises
    NotWaiting, NumberColumnMissing, ColumnTwice.
    """
    table = _looked(table_id)
    columns: dict[str, int] = {}
    for place, name in enumerate(said[: len(table.headers)]):
        if name in columns:
            raise ColumnTwice(Field(name))
        if name in Field.values:
            columns[name] = place
    if Field.NUMBER not in columns:
        raise NumberColumnMissing
    table.columns, table.state = columns, State.WAITING
    table.save(update_fields=["columns", "state"])
    _remember(table, columns, closed_words)
    return table


def _remember(table: ExternalImport, columns: Mapping[str, int], closed_words: Sequence[str] | None) -> None:
    system = table.system
    system.headers = table.headers
    system.columns = {name: table.headers[place] for name, place in columns.items()}
    if closed_words is not None:
        system.closed_words = [word[:50] for word in closed_words]
    system.save(update_fields=["headers", "columns", "closed_words"])


def _looked(table_id: int) -> ExternalImport:
    table = ExternalImport.objects.select_for_update(of=("self",)).select_related("system").get(pk=table_id)
    if table.state != State.LOOKED:
        raise NotWaiting
    return table


def _lay_out(table: ExternalImport, head: Head) -> None:
    layout: Layout = layouts.guess(head.lines, known=table.system.columns, seen=table.system.headers)
    table.sheet, table.expected = head.sheet, head.count
    table.header_line, table.headers = layout.header_line, list(layout.headers)
    table.columns = {field.value: place for field, place in layout.columns.items()}
