"""Tables of other systems: looked at, then read batch by batch, by whichever worker has claimed them."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

import structlog
from django.conf import settings

from nasvyazi.domain.external import services as external
from nasvyazi.domain.external.models import ExternalImport
from nasvyazi.domain.files import selectors as files
from nasvyazi.toolbox import tables
from nasvyazi.toolbox.clock import now

log = structlog.get_logger(__name__)
BATCH = 500


@dataclass(slots=True)
class _Opened:
    """A table that stands open between two batches: to come to its middle anew costs as much as to read the half."""

    table_id: int
    taken: int
    rows: Iterator[tables.Row]


class Importer:
    """Does the next step about the table that is due. A step is short, and what it does is one commit."""

    def __init__(self) -> None:
        self._holder = secrets.token_hex(8)
        self._opened: _Opened | None = None

    def __call__(self) -> bool:
        """Whether there was anything to do."""
        lease = timedelta(seconds=settings.NASVYAZI_SEND_LEASE)
        table = external.claim(holder=self._holder, lease=lease, now=now())
        if table is None:
            self._opened = None
            return False
        try:
            if table.state == ExternalImport.State.NEW:
                external.looked_at(table=table, heads=tables.heads(files.path_of(table.file)))
            else:
                self._read(table)
        except tables.Unreadable as error:
            log.info("table_not_read", table=table.pk, code=error.code)
            self._opened = None
            external.fail(table=table, error=error, now=now())
        return True

    def _read(self, table: ExternalImport) -> None:
        opened = self._at(table)
        batch = list(islice(opened.rows, BATCH))
        # Forgotten until the batch is committed: after an error the table is opened anew, at the right place.
        self._opened = None
        is_last = len(batch) < BATCH
        if external.take(
            table_id=table.pk,
            holder=self._holder,
            start=opened.taken,
            rows=batch,
            is_last=is_last,
            now=now(),
        ):
            opened.taken += len(batch)
            self._opened = None if is_last else opened

    def _at(self, table: ExternalImport) -> _Opened:
        """The table, opened where its next batch begins."""
        opened = self._opened
        if opened is not None and (opened.table_id, opened.taken) == (table.pk, table.taken):
            return opened
        rows = tables.rows(files.path_of(table.file), sheet=table.sheet, after=table.header_line)
        return _Opened(table.pk, table.taken, islice(rows, table.taken, None))
