"""Registers of houses: rows of an importer → streets and houses → who manages them → places, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import structlog
from django.db import transaction
from django.utils.timezone import localdate

from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.files import selectors as files
from nasvyazi.domain.organisations import services as organisations
from nasvyazi.domain.places import importers
from nasvyazi.domain.places import selectors as reads
from nasvyazi.domain.places import services as places
from nasvyazi.domain.places.importers import Choice, Format
from nasvyazi.domain.places.models import RegisterImport
from nasvyazi.domain.places.report import Report, Tally
from nasvyazi.toolbox.clock import now
from nasvyazi.toolbox.refusal import Refusal

log = structlog.get_logger(__name__)


@transaction.atomic
def import_register(
    *,
    path: Path,
    choice: Choice,
    municipality: str = "",
    kind: Format | None = None,
    dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Take a register in, all of it or nothing. A dry run does the same and undoes it: its report is the same.

    What was said of its streets and houses before learns of it last: it is locked, and people wait for it.
    Raises Refusal: it cannot be read, its columns are missing, it is not clear of which municipality it is.
    """
    report = places.take_in(
        rows=importers.rows(path, choice, kind=kind),
        municipality=municipality,
        settlement=choice.settlement,
        progress=progress,
    )
    managed = organisations.manage(managers=report.managed, since=localdate())
    report.managers = Tally(managed.new, managed.changed, managed.same)
    if dry_run:
        transaction.set_rollback(True)
    else:
        appeals.relocate(places=reads.doubled())
        places.follow_register()
    return report


def work_on_next() -> bool:
    """Do the next step about the register that is due: try it, or take it in. Whether there was anything to do."""
    register_id = places.begin(now=now())
    if register_id is None:
        return False
    try:
        with transaction.atomic():
            register = places.attempt(register_id=register_id)
            if register is not None:
                _work_on(register)
    except Refusal as error:
        log.info("register_not_read", register=register_id, why=str(error))
        places.fail(register_id=register_id, error=error, now=now())
    return True


def _work_on(register: RegisterImport) -> None:
    path = files.path_of(register.file)
    choice = Choice(columns=register.columns, settlement=register.settlement, oktmo=register.oktmo)
    if register.state == RegisterImport.State.WAITING:
        report = import_register(path=path, choice=choice, municipality=register.municipality)
        places.done(register=register, report=report, now=now())
        return
    looked: importers.Looked | None = None
    tried: Report | None = None
    complaint: Refusal | None = None
    if importers.format_of(path) in (Format.CSV, Format.XLSX):
        looked = importers.look(path, register.columns)
    if looked is None or not looked.layout.missing:
        try:
            tried = import_register(
                path=path, choice=choice, municipality=register.municipality, dry_run=True
            )
        except places.MunicipalityUnclear as error:  # the person who brought it can say it
            complaint = error
    places.looked_at(register=register, looked=looked, report=tried, complaint=complaint)
