"""A register on its way from the desk: brought, tried by a worker, confirmed by a person, taken in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.files import services as files
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

from ..importers.columns import Field
from ..importers.table import Looked, shown
from ..models import RegisterImport, RegisterRemark
from ..remarks import Remark
from ..report import Report

State = RegisterImport.State
_ATTEMPTS = 3
_BATCH = 1000
_SHOWN_ROWS = 8


class NotWaiting(Refusal):
    """The register is not waiting for anybody's confirmation: somebody has pressed the button already."""

    def __init__(
        self,
        message: str = gettext_noop("This register does not wait for you any more: look at what came of it."),
    ) -> None:
        super().__init__(message)


class BeingRead(NotWaiting):
    """A worker reads the register at this moment, which may last minutes."""

    def __init__(self) -> None:
        super().__init__(
            gettext_noop(
                "This register is being read at this moment: wait here until you see what came of it."
            )
        )


class ColumnTwice(Refusal):
    """Two columns were said to be the same thing."""

    def __init__(self, field: Field) -> None:
        super().__init__(
            gettext_noop("Two columns are said to be “{what}”. Leave one of them."), what=str(field.label)
        )


@transaction.atomic
def bring(*, body: bytes, name: str, by: User, now: datetime) -> RegisterImport:
    """Keep a file in our own storage; a worker looks at it next."""
    return RegisterImport.objects.create(file=files.keep_received(body=body, name=name), by=by, at=now)


def again(*, register: RegisterImport, by: User, now: datetime) -> RegisterImport:
    """The same file once more, to be read otherwise."""
    return RegisterImport.objects.create(
        file=register.file,
        by=by,
        at=now,
        columns=register.columns,
        municipality=register.municipality,
        settlement=register.settlement,
        oktmo=register.oktmo,
    )


def begin(*, now: datetime) -> int | None:
    """The id of the next register that a worker has something to do about; None when there is none.

    What three workers in a row did not come to the end of has killed them: it is given up.
    """
    due = RegisterImport.objects.filter(state__in=RegisterImport.UNDER_WAY)
    if not due.exists():
        return None
    with transaction.atomic():
        register = due.select_for_update(skip_locked=True).order_by("state", "pk").first()
        if register is None:
            return None
        register.attempts += 1
        register.save(update_fields=["attempts"])
        if register.attempts > _ATTEMPTS:
            fail(
                register_id=register.pk,
                error=Refusal(
                    gettext_noop("The worker broke off three times while it was read. Split the file.")
                ),
                now=now,
            )
            return None
        return register.pk


def attempt(*, register_id: int) -> RegisterImport | None:
    """The register, locked until the end of the transaction; None when another worker has it or it is done.

    The lock is the claim: whatever kills a worker ends its transaction, too, and nothing of it has happened.
    """
    return (
        RegisterImport.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("file")
        .filter(pk=register_id, state__in=RegisterImport.UNDER_WAY)
        .first()
    )


def looked_at(
    *,
    register: RegisterImport,
    looked: Looked | None,
    report: Report | None,
    complaint: Refusal | None = None,
) -> None:
    """A worker has tried it. `looked`: of a table, its columns; no `report` = a person has to say more: `complaint`."""
    if looked is not None:
        layout = looked.layout
        register.headers = list(layout.headers)
        register.columns = {field.value: layout.headers[place] for field, place in layout.columns.items()}
        register.head = [[line.number, list(line.cells)] for line in shown(looked)[:_SHOWN_ROWS]]
    if complaint is not None:
        register.error, register.error_details = complaint.message, _details(complaint)
    _keep(register, report)
    register.state, register.attempts = State.LOOKED, 0
    register.save()


def done(*, register: RegisterImport, report: Report, now: datetime) -> None:
    """It has been taken in."""
    _keep(register, report)
    register.state, register.finished_at = State.DONE, now
    register.save()


def fail(*, register_id: int, error: Refusal, now: datetime) -> None:
    """It cannot be read, and nothing of it was taken."""
    RegisterImport.objects.filter(pk=register_id).update(
        state=State.FAILED,
        error=error.message,
        error_details=_details(error),
        finished_at=now,
    )


@transaction.atomic
def change(*, register_id: int, said: Sequence[str], told: Mapping[str, str]) -> RegisterImport:
    """Try it otherwise. `said`: for each column a `Field`'s value or ""; `told`: municipality, settlement, oktmo.

    Raises NotWaiting, BeingRead, ColumnTwice.
    """
    register = _looked(register_id)
    if register.headers:
        register.columns = _columns(said, register.headers)
    register.municipality, register.settlement, register.oktmo = (
        told.get(name, "").strip() for name in ("municipality", "settlement", "oktmo")
    )
    register.state, register.error, register.error_details = State.NEW, "", {}
    register.save()
    return register


@transaction.atomic
def confirm(*, register_id: int) -> None:
    """A person has seen what would come of it: a worker takes it in. Raises NotWaiting, BeingRead."""
    register = _looked(register_id)
    if not register.report:
        raise NotWaiting
    register.state = State.WAITING
    register.save(update_fields=["state"])


def _columns(said: Sequence[str], headers: Sequence[str]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for name, title in zip(said, headers, strict=False):
        if name in columns:
            raise ColumnTwice(Field(name))
        if name in Field.values:
            columns[name] = title
    return columns


def _details(error: Refusal) -> dict[str, str]:
    return {name: str(value) for name, value in error.details.items()}


def _looked(register_id: int) -> RegisterImport:
    """The register, locked. Who wants it waits for the page: a worker holds the row as long as it reads the file."""
    register = RegisterImport.objects.select_for_update(skip_locked=True).filter(pk=register_id).first()
    if register is None:
        raise BeingRead
    if register.state != State.LOOKED:
        raise NotWaiting
    return register


def _keep(register: RegisterImport, report: Report | None) -> None:
    register.report = report.as_dict() if report is not None else {}
    RegisterRemark.objects.filter(register=register).delete()
    remarks: Sequence[Remark] = report.remarks if report is not None else ()
    for start in range(0, len(remarks), _BATCH):
        RegisterRemark.objects.bulk_create(
            RegisterRemark(
                register=register, line=one.line, code=one.code, verbatim=one.verbatim, detail=one.detail
            )
            for one in remarks[start : start + _BATCH]
        )
