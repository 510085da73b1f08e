"""Answers: one letter for one press, nothing typed is ever lost."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext
from PIL import Image

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import services
from nasvyazi.domain.appeals.models import Appeal, Draft
from nasvyazi.domain.outbox.models import Letter, LetterPart
from nasvyazi.flows import fetching
from nasvyazi.networks import base, registry
from nasvyazi.toolbox.clock import now
from tests import factories

from .conftest import HTMX


@pytest.fixture(autouse=True)
def _own_media(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def appeal(db: None) -> Appeal:
    return factories.appeal()


def picture(name: str = "двор.jpg") -> SimpleUploadedFile:
    body = io.BytesIO()
    Image.new("RGB", (20, 10), "#9fb59a").save(body, "JPEG")
    return SimpleUploadedFile(name, body.getvalue(), content_type="image/jpeg")


def fields(html: str) -> dict[str, str]:
    """What the reply form of a page carries along."""
    form = html[html.index('id="reply"') :]
    return dict(re.findall(r'<input type="hidden" name="(request_key|seen_at|kept)" value="([^"]*)"', form))


def opened(desk: Client, appeal: Appeal) -> dict[str, str]:
    return fields(desk.get(f"/appeals/{appeal.pk}/").content.decode())


def test_an_answer_is_a_letter_and_the_draft_is_gone(desk: Client, appeal: Appeal, operator: User) -> None:
    services.save_draft(appeal_id=appeal.pk, text="Прин", author=operator, now=now())
    told = opened(desk, appeal)
    answer = desk.post(f"/appeals/{appeal.pk}/reply?view=open", {**told, "text": "Приняли,\r\nспасибо"})
    assert (answer.status_code, answer["Location"]) == (302, f"/appeals/{appeal.pk}/?view=open")
    letter = Letter.objects.get()
    assert (letter.text, letter.author, letter.thread) == ("Приняли,\nспасибо", operator, appeal.thread)
    assert not Draft.objects.exists()


def test_a_double_press_is_one_letter(desk: Client, appeal: Appeal) -> None:
    told = {**opened(desk, appeal), "text": "Приняли"}
    for headers in ({}, {}, HTMX):
        assert desk.post(f"/appeals/{appeal.pk}/reply", told, headers=headers).status_code in (200, 302)
    assert Letter.objects.count() == 1


def test_who_answered_meanwhile_is_shown_with_their_words_and_mine_are_kept(
    desk: Client, appeal: Appeal
) -> None:
    told = opened(desk, appeal)
    factories.answer(appeal, factories.user(username="ivan"), "Уже едем", now=now() + timedelta(seconds=1))
    answer = desk.post(f"/appeals/{appeal.pk}/reply", {**told, "text": "Мой длинный ответ"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Пока вы писали, уже ответили" in html
    assert re.search(r"<blockquote>.*Уже едем.*ivan", html, re.DOTALL)
    assert "Мой длинный ответ</textarea>" in html
    assert "Отправить всё равно" in html
    assert Letter.objects.count() == 1
    again = fields(html)
    assert again["seen_at"] == ""
    desk.post(f"/appeals/{appeal.pk}/reply", {**again, "text": "Мой длинный ответ"})
    assert Letter.objects.count() == 2


def test_an_answer_in_the_network_itself_counts_as_answered_meanwhile(desk: Client) -> None:
    channel = factories.channel()
    appeal = factories.appeal(channel, author="501")
    told = opened(desk, appeal)
    said = factories.seen("Ответ с телефона", author="501", outgoing=True, at=now())
    services.answered_elsewhere(message=factories.record(channel, said), now=now())
    html = desk.post(f"/appeals/{appeal.pk}/reply", {**told, "text": "Мой"}).content.decode()
    assert re.search(r"<blockquote>.*Ответ с телефона.*в самой соцсети", html, re.DOTALL)


def test_an_empty_answer_is_refused_in_a_sentence(desk: Client, appeal: Appeal) -> None:
    answer = desk.post(f"/appeals/{appeal.pk}/reply", {**opened(desk, appeal), "text": " \n "})
    assert answer.status_code == 422
    assert "Сначала напишите ответ" in answer.content.decode()


def test_photos_go_along_and_are_shown_to_those_who_see_the_appeal(desk: Client, appeal: Appeal) -> None:
    told = {**opened(desk, appeal), "text": "Убрали, вот фото", "photos": [picture(), picture()]}
    assert desk.post(f"/appeals/{appeal.pk}/reply", told).status_code == 302
    photo = Letter.objects.get().files.first()
    assert photo is not None
    address = f"/photos/{photo.file_id}"
    assert address not in desk.get(f"/appeals/{appeal.pk}/").content.decode(), "its copies are not made yet"
    while fetching.draw_next():
        continue
    assert f'src="{address}/thumb"' in desk.get(f"/appeals/{appeal.pk}/").content.decode()
    answer = desk.get(address)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_file_that_is_no_photo_is_refused_and_the_text_stays(desk: Client, appeal: Appeal) -> None:
    trap = SimpleUploadedFile("кот.jpg", b"<svg onload=alert(1)>", content_type="image/jpeg")
    told = {**opened(desk, appeal), "text": "Мой ответ", "photos": [trap]}
    answer = desk.post(f"/appeals/{appeal.pk}/reply", told)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "«кот.jpg» — не картинка" in html
    assert "Мой ответ</textarea>" in html
    assert not Letter.objects.exists()


def test_photos_chosen_once_are_kept_through_an_error(desk: Client, appeal: Appeal) -> None:
    told = opened(desk, appeal)
    factories.answer(appeal, factories.user(), "Уже едем", now=now() + timedelta(seconds=1))
    answer = desk.post(f"/appeals/{appeal.pk}/reply", {**told, "text": "Мой", "photos": [picture()]})
    html = answer.content.decode()
    assert "двор.jpg" in html
    desk.post(f"/appeals/{appeal.pk}/reply", {**fields(html), "text": "Мой"})
    assert Letter.objects.get(text="Мой").files.count() == 1


def test_kept_photos_of_somebody_else_are_not_taken(desk: Client, appeal: Appeal) -> None:
    told = {**opened(desk, appeal), "text": "Мой", "kept": "WzFd:1abc:forged"}
    answer = desk.post(f"/appeals/{appeal.pk}/reply", told)
    assert answer.status_code == 422
    assert not Letter.objects.exists()
    assert "Мой</textarea>" in answer.content.decode()


def test_too_many_photos_are_refused_in_a_sentence(desk: Client, appeal: Appeal) -> None:
    told = {**opened(desk, appeal), "text": "Мой", "photos": [picture() for _ in range(11)]}
    assert "не больше 10 фото" in desk.post(f"/appeals/{appeal.pk}/reply", told).content.decode()


def test_where_photos_cannot_go_it_is_said_and_none_can_be_chosen(desk: Client) -> None:
    comment = factories.wrote(factories.channel(), factories.seen(place=factories.under_post())).appeal
    assert comment is not None
    html = desk.get(f"/appeals/{comment.pk}/").content.decode()
    assert "Фото сюда нельзя" in html
    assert 'type="file"' not in html
    told = {**fields(html), "text": "Мой", "photos": [picture()]}
    answer = desk.post(f"/appeals/{comment.pk}/reply", told)
    assert answer.status_code == 422
    assert "Мой</textarea>" in answer.content.decode()


def test_where_nothing_can_be_sent_it_is_said_beforehand_and_the_words_are_kept(desk: Client) -> None:
    under_a_photo = base.Place(kind=base.PlaceKind.PHOTO, id="-1_6")
    appeal = factories.wrote(factories.channel("vk"), factories.seen(place=under_a_photo)).appeal
    assert appeal is not None
    with translation.override("ru"):
        why = escape(gettext(registry.get("vk").explain("vk:user_token_only")))
    html = desk.get(f"/appeals/{appeal.pk}/").content.decode()
    assert why in html
    answer = desk.post(f"/appeals/{appeal.pk}/reply", {**fields(html), "text": "Мой"})
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert "Мой</textarea>" in answer.content.decode()
    assert not Letter.objects.exists()


@pytest.mark.parametrize("broken", [{"request_key": "x"}, {"seen_at": "вчера"}, {"text": "а" * 50_001}])
def test_a_form_that_was_changed_on_the_way_sends_nothing_and_keeps_the_words(
    broken: dict[str, str], desk: Client, appeal: Appeal
) -> None:
    told = {**opened(desk, appeal), "text": "Мой ответ", **broken}
    answer = desk.post(f"/appeals/{appeal.pk}/reply", told)
    assert answer.status_code == 422
    assert told["text"][:100] in answer.content.decode()
    assert not Letter.objects.exists()


def test_a_draft_is_kept_for_its_author_and_comes_back(desk: Client, appeal: Appeal) -> None:
    answer = desk.post(f"/appeals/{appeal.pk}/draft", {"text": "Уважаемая\x00 Марина"})
    assert "16 знаков" in answer.content.decode()
    assert "черновик сохранён" in answer.content.decode()
    assert "Уважаемая Марина</textarea>" in desk.get(f"/appeals/{appeal.pk}/").content.decode()
    desk.post(f"/appeals/{appeal.pk}/draft", {"text": ""})
    assert not Draft.objects.exists()


def test_a_long_text_tells_how_many_messages_it_will_be_and_how_they_look(
    desk: Client, appeal: Appeal
) -> None:
    text = "Очень длинное предложение о снеге. " * 300
    counter = desk.post(f"/appeals/{appeal.pk}/draft", {"text": text}).content.decode()
    assert re.search(r"· \d+ сообщени", counter)
    shown = desk.post(f"/appeals/{appeal.pk}/preview", {"text": text}).content.decode()
    assert shown.count('class="b out said"') > 1


def test_without_scripts_the_preview_is_a_page_with_the_text_still_in_the_box(
    desk: Client, appeal: Appeal
) -> None:
    told = {**opened(desk, appeal), "text": "Скоро <b>будем</b>", "preview": "1"}
    answer = desk.post(f"/appeals/{appeal.pk}/reply", told)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Скоро &lt;b&gt;будем&lt;/b&gt;</textarea>" in html
    assert 'class="preview"' in html
    assert not Letter.objects.exists()


def test_what_was_not_delivered_is_sent_again_once_however_often_it_is_pressed(
    desk: Client, appeal: Appeal, operator: User
) -> None:
    letter = factories.answer(appeal, operator)
    LetterPart.objects.filter(letter=letter).update(state="failed", error_code="vk:901")
    key = str(uuid4())
    for _ in range(2):
        assert desk.post(f"/letters/{letter.pk}/resend", {"request_key": key}).status_code == 302
    assert Letter.objects.filter(resend_of=letter).count() == 1
    answer = desk.post(f"/letters/{letter.pk}/resend", {"request_key": str(uuid4())})
    assert answer.status_code == 422
    assert "уже отправлен ещё раз" in answer.content.decode()


def test_an_unconfirmed_answer_that_was_seen_in_the_network_is_delivered(
    desk: Client, appeal: Appeal, operator: User
) -> None:
    part = factories.answer(appeal, operator, now=now()).parts.get()
    LetterPart.objects.filter(pk=part.pk).update(state="unconfirmed", error_code="timeout")
    assert desk.post(f"/parts/{part.pk}/delivered").status_code == 302
    part.refresh_from_db()
    appeal.refresh_from_db()
    assert part.state == LetterPart.State.SENT
    assert appeal.first_answered_at is not None


def test_an_answer_on_its_way_is_neither_resent_nor_declared_delivered(
    desk: Client, appeal: Appeal, operator: User
) -> None:
    part = factories.answer(appeal, operator).parts.get()
    for path in (f"/letters/{part.letter_id}/resend", f"/parts/{part.pk}/delivered"):
        answer = desk.post(path, {"request_key": str(uuid4())})
        assert answer.status_code == 422
        assert "сейчас отправляется" in answer.content.decode()


def test_the_preview_knows_that_words_too_long_for_under_a_photo_follow_it(desk: Client) -> None:
    appeal = factories.appeal(factories.channel("telegram"))
    text = "Ответ по существу. " * 100
    for chosen, count in (("0", 1), ("2", 2)):
        told = desk.post(f"/appeals/{appeal.pk}/preview", {"text": text, "photos_chosen": chosen})
        assert told.content.decode().count('class="b out said"') == count
    assert "фото без слов" in told.content.decode()
