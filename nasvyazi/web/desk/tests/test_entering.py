"""The form by which people enter what no program hears: filled by others, never losing what was typed."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.external.models import ExternalCase, ExternalSystem
from nasvyazi.domain.inbox.models import Message
from nasvyazi.networks import base
from nasvyazi.toolbox.clock import now
from tests import factories

from .conftest import HTMX

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


def picture() -> SimpleUploadedFile:
    body = io.BytesIO()
    Image.new("RGB", (20, 10), "#9fb59a").save(body, "PNG")
    return SimpleUploadedFile("экран.png", body.getvalue(), content_type="image/png")


def hidden(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(request_key|kept|author)" value="([^"]*)"', html))


def test_a_call_is_entered_and_opens_on_the_desk(desk: Client) -> None:
    told = hidden(desk.get("/enter/").content.decode())
    answer = desk.post("/enter/", {**told, "way": "call", "text": "Нет света", "name": "Тамара"})
    appeal = Appeal.objects.get()
    assert answer["Location"] == f"/appeals/{appeal.pk}/"
    page = desk.get(answer["Location"]).content.decode()
    assert "Тамара" in page
    assert "Отсюда ничего не отправляется" in page
    assert 'id="reply"' not in page


def test_photos_and_words_outlive_a_form_that_cannot_be_done(desk: Client) -> None:
    known = factories.appeal()
    Message.objects.filter(decision__appeal=known).update(url="https://ok.ru/topic/2")
    thread = known.thread
    thread.kind = base.PlaceKind.COMMENT
    thread.save()
    form = {"way": "link", "text": "Жалуется сосед", "url": "https://ok.ru/topic/2", "photos": picture()}
    answer = desk.post("/enter/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="/appeals/{known.pk}/"' in page
    assert "Жалуется сосед" in page
    again = desk.post("/enter/", {**hidden(page), "way": "screenshot", "text": "Жалуется сосед"})
    assert again.status_code == 302
    assert Appeal.objects.latest("pk").photo_count == 1


def test_an_empty_form_says_what_is_missing(desk: Client) -> None:
    answer = desk.post("/enter/", {"way": "call", "text": " "})
    assert answer.status_code == 422
    assert "Напишите, что было сказано" in answer.content.decode()


def test_what_was_answered_there_stops_the_clock_at_once(desk: Client) -> None:
    desk.post("/enter/", {"way": "reception", "text": "Просит лавочку", "answered": "Поставим в мае"})
    appeal = Appeal.objects.get()
    assert appeal.first_answered_at is not None
    assert appeal.answer_due_at is None


def test_a_bookmarklet_fills_the_form_and_enters_nothing(desk: Client) -> None:
    page = desk.get("/enter/?url=https://ok.ru/topic/2&text=Во дворе яма").content.decode()
    assert 'value="https://ok.ru/topic/2"' in page
    assert "Во дворе яма" in page
    assert not Appeal.objects.exists()


def test_the_telephone_shares_a_screenshot_and_an_address_among_words(desk: Client) -> None:
    form = {"text": "Смотри https://ok.ru/topic/2 у нас", "title": "OK", "photos": picture()}
    page = desk.post("/enter/shared", form).content.decode()
    assert 'value="https://ok.ru/topic/2"' in page
    assert "экран.png" in page
    entered = desk.post(
        "/enter/", {**hidden(page), "way": "link", "text": "", "url": "https://ok.ru/topic/2"}
    )
    assert entered.status_code == 302
    assert Appeal.objects.get().photo_count == 1


def test_the_manifest_sends_what_is_shared_to_that_address_and_no_token_is_asked(
    operator: User, enter: object
) -> None:
    path = finders.find("desk/manifest.webmanifest")
    shared = json.loads(Path(str(path)).read_text(encoding="utf-8"))["share_target"]
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(operator, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert strict.post(shared["action"], {"text": "яма"}).status_code == 200
    assert strict.post("/enter/", {"way": "call", "text": "яма"}).status_code == 403


def test_a_link_that_cannot_be_read_keeps_what_was_typed(desk: Client) -> None:
    form = {"way": "link", "url": "https://ok.ru/topic/2", "text": "набрано", "name": "Пётр"}
    page = desk.post("/enter/link", form, headers={**HTMX, "HX-Target": "enter"}).content.decode()
    assert "не может прочитать эту страницу" in page
    assert "набрано" in page
    assert 'value="Пётр"' in page
    assert "<html" not in page


def test_nobody_makes_up_a_resident_of_a_network(desk: Client) -> None:
    answer = desk.post("/enter/", {"way": "link", "text": "яма", "author": "eyJuZXR3b3JrIjoidmsifQ:x:y"})
    assert answer.status_code == 422
    assert not Appeal.objects.exists()


def test_where_a_rule_forbids_answers_the_page_says_so_and_offers_what_can_be_done(desk: Client) -> None:
    appeal = factories.appeal(factories.channel("telegram"))
    page = desk.get(f"/appeals/{appeal.pk}/").content.decode()
    assert "Ответы в Telegram не отправляются" in page
    assert "№ 41-ФЗ" in page
    assert 'id="reply"' not in page
    answer = desk.post(f"/appeals/{appeal.pk}/elsewhere", {"way": "call", "text": "Позвонили"})
    assert answer.status_code == 302
    appeal.refresh_from_db()
    assert appeal.first_answered_at is not None


def test_an_administrator_records_a_basis_and_answers_are_sent(
    administrator: User, enter: object, desk: Client
) -> None:
    channel = factories.channel("telegram")
    admin = enter(administrator)  # type: ignore[operator]
    assert desk.post(f"/channels/{channel.pk}/sending", {"allowed": "1", "basis": "x"}).status_code == 404
    admin.post(f"/channels/{channel.pk}/sending", {"allowed": "1", "basis": "  "})
    channel.refresh_from_db()
    assert channel.may_send is None
    admin.post(f"/channels/{channel.pk}/sending", {"allowed": "1", "basis": "Приказ № 7"})
    channel.refresh_from_db()
    assert channel.may_send is True
    assert "Приказ № 7" in admin.get("/channels/").content.decode()
    assert 'id="reply"' in desk.get(f"/appeals/{factories.appeal(channel).pk}/").content.decode()


def test_the_conversation_says_who_of_ours_answered_elsewhere(desk: Client, operator: User) -> None:
    channel = factories.channel()
    appeal = factories.appeal(channel, author="7")
    channels.add_own_profile(
        network=channel.network, network_id="900", name="Депутат Зимородкова", by=operator, now=now()
    )
    row = factories.record(channel, factories.seen("Едем", author="7", outgoing=True, at=now()))
    Message.objects.filter(pk=row.pk).update(author_id="900")
    appeals.answered_elsewhere(message=row, now=now())
    page = desk.get(f"/appeals/{appeal.pk}/").content.decode()
    assert re.search(r"<small>[^<]* · Депутат Зимородкова", page)


def test_a_draft_that_was_overtaken_is_shown_with_what_overtook_it(desk: Client, operator: User) -> None:
    channel = factories.channel()
    appeal = factories.appeal(channel, author="7")
    appeals.save_draft(appeal_id=appeal.pk, text="Мой начатый ответ", author=operator, now=now())
    row = factories.record(channel, factories.seen("Едем", author="7", outgoing=True, at=now()))
    appeals.answered_elsewhere(message=row, now=now())
    page = desk.get(f"/appeals/{appeal.pk}/").content.decode()
    assert "Ваш черновик не отправлен" in page
    assert "Мой начатый ответ" in page
    assert "Мой начатый ответ" not in page[page.index("data-answer>") : page.index("</textarea>")]
    desk.post(f"/appeals/{appeal.pk}/draft-on")
    page = desk.get(f"/appeals/{appeal.pk}/").content.decode()
    assert "Ваш черновик не отправлен" not in page
    assert "Мой начатый ответ" in page


def test_a_case_of_another_system_without_an_appeal_is_entered_and_belongs_to_it(desk: Client) -> None:
    system = ExternalSystem.objects.create(name="Учёт")
    case = ExternalCase.objects.create(
        system=system,
        number="7",
        text="Нет тепла",
        author="Пётр",
        url="https://ok.ru/topic/9",
        changed_at=now(),
    )
    page = desk.get(f"/enter/?case={case.pk}").content.decode()
    assert "Нет тепла" in page
    assert 'value="https://ok.ru/topic/9"' in page
    form = {"way": "link", "text": "Нет тепла", "url": "https://ok.ru/topic/9", "case": str(case.pk)}
    assert desk.post("/enter/", form).status_code == 302
    case.refresh_from_db()
    assert case.appeal == Appeal.objects.get()
    assert f"/enter/?case={case.pk}" not in desk.get(f"/external/cases/{case.pk}/").content.decode()
