"""Schemes of districts at the desk: pasted, looked over, tried, put in force."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.places.models import DistrictSet
from nasvyazi.domain.places.schemes import selectors, services
from nasvyazi.toolbox.clock import now

TEXT = "Округ № 1\nул. Минская с N 1 по N 49\nОкруг № 2\nул. Минская с N 41 по N 99; дома лесхоза"
NEW = reverse("desk:new_scheme")


@pytest.fixture
def office(administrator: User, enter: Callable[[User], Client]) -> Client:
    """The administrator's browser."""
    return enter(administrator)


@pytest.fixture
def draft(db: None) -> DistrictSet:
    return services.bring(body="Собрание", source=TEXT, first_day=date(2026, 1, 1), now=now())


def at(name: str, scheme: DistrictSet) -> str:
    return reverse(f"desk:{name}", args=[scheme.pk])


def test_a_pasted_scheme_is_looked_over_and_put_in_force(office: Client) -> None:
    sent = office.post(NEW, {"body": "Собрание", "first_day": "2026-01-01", "text": TEXT}, follow=True)
    page = sent.content.decode()
    scheme = DistrictSet.objects.get()
    assert not scheme.in_force
    assert "Минская, 41" in page  # the first house that both districts take
    assert '<mark title="' in page
    assert "дома лесхоза</mark>" in page
    office.post(at("scheme_force", scheme))
    scheme.refresh_from_db()
    assert (scheme.in_force, scheme.put_by is not None) == (True, True)
    assert "Собрание" in office.get(reverse("desk:schemes")).content.decode()


def test_a_file_is_read_instead_of_the_box(office: Client) -> None:
    file = SimpleUploadedFile("scheme.txt", TEXT.encode("cp1251"))
    office.post(NEW, {"body": "Собрание", "first_day": "2026-01-01", "text": "", "file": file})
    assert DistrictSet.objects.get().districts.count() == 2


@pytest.mark.parametrize(
    "changed",
    [
        {"text": ""},
        {"text": "Слова без округов"},
        {"first_day": "31.02.2026"},
        {"first_day": ""},
        {"body": " "},
        {"last_day": "2025-01-01"},
        {"file": SimpleUploadedFile("scheme.docx", b"PK\x03\x04")},
        {"polygons": SimpleUploadedFile("borders.json", b"{}")},
        {"polygons": SimpleUploadedFile("borders.json", b'{"features": [NaN]}')},
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(office: Client, changed: dict[str, object]) -> None:
    answer = office.post(NEW, {"body": "Собрание", "first_day": "2026-01-01", "text": TEXT, **changed})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'role="alert"' in page
    assert ("Минская" in page) == ("text" not in changed)
    assert not DistrictSet.objects.exists()


@pytest.mark.parametrize(
    ("address", "words"),
    [("Минская 5", "ул. Минская с N 1 по N 49</blockquote>"), ("Минская 45", "1, 2."), ("5", "«5»")],
)
def test_an_address_is_tried_before_the_scheme_is_in_force(
    office: Client, draft: DistrictSet, address: str, words: str
) -> None:
    page = office.get(at("scheme", draft), {"address": address}).content.decode()
    assert words.replace("«5»", "5") in page
    assert 'role="status"' in page


def test_days_that_are_taken_are_told_on_the_schemes_page(office: Client, draft: DistrictSet) -> None:
    services.put_in_force(scheme_id=draft.pk, by=None, now=now())
    second = services.bring(body="Собрание", source=TEXT, first_day=date(2026, 1, 1), now=now())
    answer = office.post(at("scheme_force", second))
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert office.post(at("scheme_discard", draft)).status_code == 422


def test_a_draft_is_thrown_away(office: Client, draft: DistrictSet) -> None:
    office.post(at("scheme_discard", draft))
    assert not DistrictSet.objects.exists()


def test_a_scheme_in_force_is_withdrawn_with_a_reason_that_its_page_shows(
    office: Client, administrator: User, draft: DistrictSet
) -> None:
    assert 'name="why"' not in office.get(at("scheme", draft)).content.decode()
    services.put_in_force(scheme_id=draft.pk, by=None, now=now())
    assert 'name="why"' in office.get(at("scheme", draft)).content.decode()
    told = {"since": str(localdate()), "why": "отменена судом"}
    page = office.post(at("scheme_withdraw", draft), told, follow=True).content.decode()
    assert "отменена судом" in page
    assert 'name="why"' not in page
    draft.refresh_from_db()
    assert (draft.ended_by, draft.days.upper) == (administrator, localdate())
    assert not selectors.in_force(on=localdate()).exists()


@pytest.mark.parametrize(
    "changed",
    [{"why": " "}, {"since": "31.02.2026"}, {"since": "2026-01-01"}, {"since": "2026-01-02"}, {"since": ""}],
)
def test_a_withdrawal_that_is_not_whole_is_refused_and_stays_typed(
    office: Client, draft: DistrictSet, changed: dict[str, str]
) -> None:
    services.put_in_force(scheme_id=draft.pk, by=None, now=now())
    told = {"since": str(localdate()), "why": "отменена судом", **changed}
    answer = office.post(at("scheme_withdraw", draft), told)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'value="{told["why"]}"' in page
    form = page[page.index('<details class="sheet withdraw" id="withdraw" open>') :]
    assert page.count('role="alert"') == form.count('role="alert"') == 1
    assert f'action="{at("scheme_withdraw", draft)}#withdraw"' in form, (
        "the browser opens the page at the form"
    )
    draft.refresh_from_db()
    assert (draft.ended_at, draft.last_day) == (None, None)


def test_who_withdraws_a_scheme_that_is_withdrawn_is_told_by_whom(
    office: Client, administrator: User, draft: DistrictSet
) -> None:
    office.cookies["django_language"] = "en"
    services.put_in_force(scheme_id=draft.pk, by=None, now=now())
    told = {"since": str(localdate()), "why": "отменена судом"}
    office.post(at("scheme_withdraw", draft), told)
    answer = office.post(at("scheme_withdraw", draft), {**told, "why": "ещё раз"})
    assert answer.status_code == 422
    said = f"This scheme is withdrawn already, by {administrator}: from {localdate():%d.%m.%Y} on"
    page = answer.content.decode()
    assert f'id="withdraw" role="alert">{said}' in page
    assert 'name="why"' not in page
    draft.refresh_from_db()
    assert draft.ended_why == "отменена судом"


def test_schemes_are_the_administrators(desk: Client, draft: DistrictSet) -> None:
    for name in ("scheme", "scheme_force", "scheme_withdraw", "scheme_discard"):
        method = desk.get if name == "scheme" else desk.post
        assert method(at(name, draft)).status_code == 404
    assert desk.get(NEW).status_code == 404
    assert DistrictSet.objects.filter(pk=draft.pk, in_force=False).exists()
