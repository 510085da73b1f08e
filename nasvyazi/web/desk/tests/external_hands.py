"""What an operator does with tables of other systems, and a small world to do it in."""

from __future__ import annotations

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.external.models import ExternalCase, ExternalSystem
from nasvyazi.domain.external.tests.books import TITLES, xlsx
from nasvyazi.domain.outbox.models import Letter, LetterPart
from nasvyazi.flows.importing import Importer
from nasvyazi.toolbox.clock import now
from tests import factories

Answer = Any


def work() -> None:
    importer = Importer()
    while importer():
        continue


def upload(desk: Client, body: bytes, *, system: ExternalSystem | None = None, name: str = "") -> Answer:
    told = {
        "table": SimpleUploadedFile("утро.xlsx", body),
        "system": system.pk if system else "",
        "name": name,
    }
    return desk.post("/external/bring", told, follow=True)


def confirm(desk: Client, address: str, **more: str) -> str:
    """Press the button of the preview as it stands; give the page after the worker has read the table."""
    page = desk.get(address).content.decode()
    said = {
        name: (re.search(r'<option value="(\w+)" selected', options) or ["", ""])[1]
        for name, options in re.findall(r'name="(column_\d+)">(.*?)</select>', page, re.DOTALL)
    }
    desk.post(f"{address}choose", {**said, **more})
    work()
    return desk.get(address).content.decode()


def read(desk: Client, system: ExternalSystem, *rows: Any) -> str:
    """Bring a table with the usual titles and have it read: the page of its report."""
    address = upload(desk, xlsx(TITLES, *rows), system=system).redirect_chain[-1][0]
    work()
    return confirm(desk, address)


def delivered(appeal: Appeal, by: User, *texts: str) -> Letter:
    letter = factories.answer(appeal, by, *texts, now=now())
    for part in LetterPart.objects.filter(letter=letter):
        part.state, part.sent_at = LetterPart.State.SENT, now()
        part.save()
        appeals.answer_delivered(part=part, now=now())
    return letter


def known(system: ExternalSystem, number: str, **more: Any) -> ExternalCase:
    if more.get("appeal") is not None:
        more.setdefault("match", ExternalCase.Match.PERSON)
    return ExternalCase.objects.create(system=system, number=number, changed_at=now(), **more)
