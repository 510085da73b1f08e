"""A batch of a table's rows becomes cases: all of it and how far it has come, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from nasvyazi.domain.appeals.services.ledger import touch
from nasvyazi.toolbox.tables import Row

from .. import matching
from ..models import ExternalCase, ExternalImport, ImportRemark
from ..rows import Reader, Remark, Told, fingerprint
from .cases import lock_system

State, Code, Match = ExternalImport.State, ImportRemark.Code, ExternalCase.Match
_TOLD = ("url", "link", "text", "author", "registered_at", "deadline", "state", "is_closed")
_WRITTEN = [
    *_TOLD, "fingerprint", "raw", "appeal", "match", "matched_at", "suggestion", "seen_in", "seen_line",
    "changed_by", "changed_at",
]  # fmt: skip
_KEPT_WHEN_BLANK = ("url", "link", "text", "author")
"""A cell that has become empty takes nothing away of these."""


@transaction.atomic
def take(
    *, table_id: int, holder: str, start: int, rows: Sequence[Row], is_last: bool, now: datetime
) -> bool:
    """Take the rows behind the first `start` ones. False, and nothing happens, when they are not due to this worker.

    The rows, the remarks on them, the counts and the place where the next batch begins are one commit: however often
    a batch is repeated after a crash, each row is taken once.
    """
    table = ExternalImport.objects.select_for_update(of=("self",)).get(pk=table_id)
    if (table.state, table.holder, table.taken) != (State.READING, holder, start):
        return False
    system = lock_system(table.system_id)
    reader = Reader(table.headers, table.columns, system.closed_words)
    read = [one for row in rows if (one := reader.read(row)) is not None]
    batch = _Batch(table, now)
    batch.take([one for one in read if isinstance(one, Told)])
    batch.remark(one for one in read if isinstance(one, Remark))
    batch.write()
    table.taken += len(rows)
    if is_last:
        table.state, table.finished_at, table.holder, table.lease_until = State.DONE, now, "", None
    table.save()
    return True


class _Batch:
    """Rows of a table that are taken together."""

    def __init__(self, table: ExternalImport, now: datetime) -> None:
        self._table = table
        self._now = now
        self._cases: list[ExternalCase] = []
        self._remarks: list[Remark] = []
        self._shown: set[int] = set()
        """Appeals whose cards show something else now."""

    def remark(self, remarks: Iterable[Remark]) -> None:
        """Keep what has to be said about rows."""
        for one in remarks:
            self._remarks.append(one)
            self._table.not_understood += one.code in ImportRemark.NOT_TAKEN

    def take(self, read: Sequence[Told]) -> None:
        """Make or renew the cases that rows tell of, and find their appeals."""
        latest = self._latest(read)
        known = {
            case.number: case
            for case in ExternalCase.objects.select_for_update(no_key=True)
            .filter(system=self._table.system_id, number__in=latest)
            .order_by("pk")
        }
        fresh = []
        for told in latest.values():
            case = known.get(told.number) or ExternalCase(system_id=self._table.system_id, number=told.number)
            if self._renew(case, told):
                fresh.append((case, told))
            self._cases.append(case)
        self._remark_twins(fresh)
        self._match()

    def write(self) -> None:
        """Write the cases, in one order lest two wait for each other, and the remarks."""
        ExternalCase.objects.bulk_create(
            sorted(self._cases, key=lambda case: case.number),
            update_conflicts=True,
            unique_fields=["number", "system"],
            update_fields=_WRITTEN,
        )
        ImportRemark.objects.bulk_create(
            (
                ImportRemark(table=self._table, line=one.line, code=one.code, detail=one.detail, raw=one.raw)
                for one in self._remarks
            ),
            ignore_conflicts=True,
        )
        for appeal_id in sorted(self._shown):
            touch(appeal_id)

    def _latest(self, read: Sequence[Told]) -> dict[str, Told]:
        """Of rows with the same number the last one counts; the others are kept in remarks."""
        latest: dict[str, Told] = {}
        for told in read:
            earlier = latest.pop(told.number, None)
            if earlier is not None:
                self.remark([Remark(earlier.line, Code.NUMBER_TWICE, str(told.line), earlier.raw)])
            latest[told.number] = told
            self.remark(told.remarks)
        return latest

    def _renew(self, case: ExternalCase, told: Told) -> bool:
        """Let a case say what its row says. Whether it is new, or another matter than before."""
        if case.seen_in_id == self._table.pk:
            self.remark([Remark(case.seen_line, Code.NUMBER_TWICE, str(told.line), case.raw)])
        before = [case.raw, *(getattr(case, name) for name in _TOLD)]
        for name, value in told.values.items():
            if value or name not in _KEPT_WHEN_BLANK:
                setattr(case, name, value)
        case.raw = {**case.raw, **told.raw}
        is_changed = before != [case.raw, *(getattr(case, name) for name in _TOLD)]
        self._count(case, is_changed=is_changed)
        if is_changed or case.pk is None:
            case.changed_by, case.changed_at = None, self._now
        if is_changed and case.appeal_id is not None:
            self._shown.add(case.appeal_id)
        case.seen_in, case.seen_line = self._table, told.line
        was, case.fingerprint = (
            case.fingerprint,
            fingerprint(link=case.link, text=case.text, author=case.author),
        )
        return was != case.fingerprint

    def _count(self, case: ExternalCase, *, is_changed: bool) -> None:
        if case.seen_in_id == self._table.pk:
            return
        if case.pk is None:
            self._table.created += 1
        elif is_changed:
            self._table.updated += 1
        else:
            self._table.unchanged += 1

    def _remark_twins(self, fresh: Sequence[tuple[ExternalCase, Told]]) -> None:
        """Say of a case that is new to us under which other number its matter is known already."""
        prints = {case.fingerprint for case, _told in fresh if case.fingerprint}
        rows = ExternalCase.objects.filter(system=self._table.system_id, fingerprint__in=prints).order_by(
            "-pk"
        )
        first = dict(rows.values_list("fingerprint", "number")) if prints else {}
        for case, told in fresh:
            number = first.setdefault(case.fingerprint, case.number) if case.fingerprint else case.number
            if number != case.number:
                self.remark([Remark(told.line, Code.SAME_MATTER, number, told.raw)])

    def _match(self) -> None:
        """Find appeals for what has none; what a person has decided stands."""
        table = self._table
        table.matched_before += sum(case.appeal_id is not None for case in self._cases)
        wanting = [case for case in self._cases if case.appeal_id is None and case.match != Match.APART]
        table.unmatched += sum(case.match == Match.APART for case in self._cases)
        found = matching.find(wanting, now=self._now)
        for case in wanting:
            match = found.get(case.number)
            if match is None or match.how == Match.NONE:
                case.suggestion_id = match.appeal_id if match is not None else case.suggestion_id
                table.suggested += case.suggestion_id is not None
                table.unmatched += case.suggestion_id is None
                continue
            case.appeal_id, case.match, case.suggestion_id = match.appeal_id, match.how, None
            case.matched_at = self._now
            table.by_link += match.how == Match.LINK
            table.by_text += match.how == Match.TEXT
            self._shown.add(match.appeal_id)
