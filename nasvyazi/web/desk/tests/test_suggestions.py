"""Suggested answers beside the reply box: put into it, never sent by themselves, asked about while a blank is open."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nasvyazi.domain.accounts.models import Desk, Role, User
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.outbox.models import Letter, LetterPart
from nasvyazi.domain.suggestions import services
from nasvyazi.domain.suggestions.models import Template
from nasvyazi.domain.suggestions.services import Wording
from nasvyazi.toolbox.clock import now
from tests import factories

from .conftest import HTMX

Enter = Callable[[User], Client]
ASKED = "Во дворе не чистят снег"


@pytest.fixture(autouse=True)
def in_english(desk: Client) -> None:
    desk.cookies["django_language"] = "en"


@pytest.fixture
def channel(db: None) -> Channel:
    return factories.channel()


@pytest.fixture
def opened(channel: Channel) -> Appeal:
    appeal = factories.wrote(channel, factories.seen(ASKED, author="900", name="Ольга Белова")).appeal
    assert appeal is not None
    return appeal


@pytest.fixture
def template(operator: User) -> Template:
    told = Wording(name="Снег", text="{имя}, здравствуйте! Снег уберут до {дата}.")
    return services.add_template(told=told, by=operator, now=now())


def answered(channel: Channel, operator: User, told: str) -> Appeal:
    seen = factories.seen(ASKED, author=str(factories.next_number() + 7000), name="Марина Кузнецова")
    appeal = factories.wrote(channel, seen).appeal
    assert appeal is not None
    letter = factories.answer(appeal, operator, told, now=now() - timedelta(hours=1))
    LetterPart.objects.filter(letter=letter).update(state="sent", sent_at=now())
    appeals.answer_delivered(part=letter.parts.get(), now=now())
    return appeal


def offered(html: str) -> list[str]:
    return re.findall(r'name="suggestion" value="([^"]+)"', html)


def box(html: str) -> str:
    found = re.search(r"data-answer[^>]*>(.*?)</textarea>", html, re.DOTALL)
    assert found is not None
    return found.group(1)


def form(desk: Client, appeal: Appeal) -> dict[str, str]:
    html = desk.get(f"/appeals/{appeal.pk}/").content.decode()
    return dict(re.findall(r'<input type="hidden" name="(request_key|seen_at)" value="([^"]*)"', html))


def press(desk: Client, appeal: Appeal, *, status: int = 200, **told: str) -> str:
    """Press a button of the reply form."""
    answer = desk.post(f"/appeals/{appeal.pk}/reply", {**form(desk, appeal), **told}, headers=HTMX)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def test_templates_that_fit_go_first_then_answers_to_appeals_much_alike(
    desk: Client, channel: Channel, operator: User, opened: Appeal, template: Template
) -> None:
    near = answered(channel, operator, "Марина, снег уберут до 25 ноября.")
    html = desk.get(f"/appeals/{opened.pk}/suggestions").content.decode()
    assert offered(html) == [f"template:{template.pk}", f"appeal:{near.pk}"]
    assert "Ольга, здравствуйте! Снег уберут до <mark>[дата]</mark>." in re.sub(r"</?span[^>]*>", "", html)
    assert "the resident has not written since" in html
    assert f'href="/appeals/{near.pk}/"' in html


def test_without_scripts_the_list_stands_in_the_form_with_the_words_kept(
    desk: Client, opened: Appeal, template: Template
) -> None:
    html = press(desk, opened, suggestions="1", text="Мои слова")
    assert offered(html) == [f"template:{template.pk}"]
    assert box(html) == "Мои слова"
    assert not Letter.objects.exists()


def test_what_is_chosen_stands_in_the_box_behind_ones_own_words_and_is_not_sent(
    desk: Client, channel: Channel, operator: User, opened: Appeal, template: Template
) -> None:
    near = answered(channel, operator, "Марина, снег уберут до 25 ноября.")
    html = press(desk, opened, suggestion=f"template:{template.pk}", text="")
    assert box(html) == "Ольга, здравствуйте! Снег уберут до [дата]."
    assert "Tab goes to the next one" in html
    html = press(desk, opened, suggestion=f"appeal:{near.pk}", text="Мои слова\n")
    assert box(html) == "Мои слова\n\nОльга, снег уберут до [дата]."
    assert Letter.objects.count() == 1, "only the older answer"
    template.refresh_from_db()
    assert template.use_count == 1


def test_an_open_blank_stops_for_a_question_where_only_the_resident_reads_too(
    desk: Client, opened: Appeal
) -> None:
    told = {**form(desk, opened), "text": "Снег уберут до [дата]."}
    answer = desk.post(f"/appeals/{opened.pk}/reply", told)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(r"It is not finished:.*Left to fill in:.*\[дата\]", html, re.DOTALL)
    assert box(html) == told["text"]
    assert "Ask to write in private instead" not in html
    assert not Letter.objects.exists()
    looked_at = re.search(r'name="looked_at" value="([^"]+)"', html)
    assert looked_at is not None
    for text, sent in (("Снег уберут до [срок].", 0), (told["text"], 1)):
        desk.post(f"/appeals/{opened.pk}/reply", {**told, "text": text, "looked_at": looked_at.group(1)})
        assert Letter.objects.count() == sent


def test_where_everybody_reads_it_is_asked_about_a_blank_and_about_what_is_somebodys_own(
    desk: Client, channel: Channel
) -> None:
    appeal = factories.wrote(channel, factories.seen(ASKED, place=factories.under_post())).appeal
    assert appeal is not None
    html = press(desk, appeal, status=422, text="Мастер будет [дата], 8-917-123-45-67.")
    assert re.search(r"Everybody will read this.*\[дата\].*8-917-123-45-67", html, re.DOTALL)
    html = press(desk, appeal, status=422, text="Мастер будет [дата].")
    assert "It is not finished:" in html
    assert "Everybody will read this" not in html


def test_a_text_without_blanks_is_sent_as_ever(desk: Client, opened: Appeal) -> None:
    told = {**form(desk, opened), "text": "Снег уберут до 25 ноября, см. [1] и [ФОТО]."}
    assert desk.post(f"/appeals/{opened.pk}/reply", told).status_code == 302


def test_what_is_not_theirs_nobody_is_offered_and_nobody_can_choose(
    desk: Client, enter: Enter, channel: Channel, operator: User, opened: Appeal
) -> None:
    seventh = Desk.objects.create(name="Округ № 7")
    hidden = answered(factories.channel(desk=seventh), operator, "Чужой ответ про снег во дворе.")
    told = Wording(name="Чужой", text="Чужие слова про снег", desk=seventh)
    theirs = services.add_template(told=told, by=operator, now=now())
    retired = services.add_template(
        told=Wording(name="Старый", text="Старые слова", is_active=False), by=operator, now=now()
    )
    assert offered(desk.get(f"/appeals/{opened.pk}/suggestions").content.decode()) == []
    wrong = (f"appeal:{hidden.pk}", f"template:{theirs.pk}", f"template:{retired.pk}", f"appeal:{opened.pk}")
    for value in (*wrong, "", "x", "template:", "template:x", "appeal:" + "9" * 30, "letter:1"):
        html = press(desk, opened, status=422, suggestion=value, text="Мои слова")
        assert "This suggestion is not there any more" in html
        assert box(html) == "Мои слова"
    assert not Letter.objects.filter(reply__appeal=opened).exists()
    # Whoever sees every appeal reads private answers in them, but is not offered them for others.
    head = factories.user(Role.HEAD)
    head.memberships.all().delete()
    answered(channel, operator, "Сказано лично: снег уберут.")
    assert offered(enter(head).get(f"/appeals/{opened.pk}/suggestions").content.decode()) == []


def test_who_does_not_see_an_appeal_sees_no_suggestions_for_it(enter: Enter, opened: Appeal) -> None:
    stranger = factories.user(desk=Desk.objects.create(name="Округ № 7"))
    assert enter(stranger).get(f"/appeals/{opened.pk}/suggestions").status_code == 404
    assert Client().get(f"/appeals/{opened.pk}/suggestions").status_code == 302


def test_the_number_of_queries_does_not_grow_with_what_is_offered(
    desk: Client, channel: Channel, operator: User, opened: Appeal, template: Template
) -> None:
    counts = []
    for number in range(1, 5):
        answered(channel, operator, f"Снег уберут, {'очень ' * number} скоро.")
        told = Wording(name=f"Снег {number}", text="Уберут.")
        services.add_template(told=told, by=operator, now=now())
        with CaptureQueriesContext(connection) as queries:
            desk.get(f"/appeals/{opened.pk}/suggestions")
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 25, "the session and the appeal's card among them"


# ---------------------------------------------------------------- the pages of templates


def write(client: Client, path: str = "/templates/new", *, status: int = 302, **told: str) -> str:
    answer = client.post(path, {"name": "Снег", "text": "Уберут до {дата}.", "desk": "1", **told})
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


def test_an_operator_writes_for_their_desk_and_the_administrator_for_all(
    desk: Client, enter: Enter, administrator: User, operator: User
) -> None:
    write(desk)
    assert "Choose a desk of yours" in write(desk, status=422, name="Для всех", desk="")
    elsewhere = Desk.objects.create(name="Округ № 7")
    assert "Choose a desk of yours" in write(desk, status=422, name="Чужой", desk=str(elsewhere.pk))
    write(enter(administrator), name="Для всех", desk="")
    assert list(Template.objects.order_by("pk").values_list("name", "desk")) == [
        ("Снег", 1),
        ("Для всех", None),
    ]


def test_what_is_refused_is_said_and_what_was_typed_stays(desk: Client) -> None:
    html = write(desk, status=422, text="до {12}")
    assert "{12} is no blank" in html
    assert "до {12}</textarea>" in html
    write(desk)
    assert "There is a template “снег” already" in write(desk, status=422, name="снег")


def test_a_template_is_changed_taken_out_of_use_and_back_and_its_history_shown(desk: Client) -> None:
    write(desk)
    template = Template.objects.get()
    page = f"/templates/{template.pk}/"

    def seen() -> str:
        found = re.search(r'name="seen" value="(\d+)"', desk.get(page).content.decode())
        assert found is not None
        return found.group(1)

    old = seen()
    write(desk, page, seen=old, text="Уберут завтра.")
    assert "A colleague has changed this template meanwhile" in write(desk, page, status=422, seen=old)
    write(desk, page, seen=seen(), text="Уберут завтра.", retire="1")
    html = desk.get(page).content.decode()
    assert html.count("as it was then") == 3
    assert "Уберут до {дата}." in html
    assert f"/templates/{template.pk}/" not in desk.get("/templates/").content.decode()
    assert f"/templates/{template.pk}/" in desk.get("/templates/?tab=retired").content.decode()
    write(desk, page, seen=seen(), text="Уберут завтра.")
    template.refresh_from_db()
    assert template.is_active


def test_templates_are_found_by_words_and_listed_page_by_page(desk: Client, operator: User) -> None:
    for number in range(52):
        told = Wording(name=f"Ш{number:02} & Ко", text="Лифт" if number == 51 else "Снег")
        services.add_template(told=told, by=operator, now=now())
    with CaptureQueriesContext(connection) as queries:
        first = desk.get("/templates/").content.decode()
    assert len(queries) <= 10
    assert "Ш49" in first
    assert "Ш50" not in first
    further = re.search(r'href="(\?after=[^"]+)"', first)
    assert further is not None
    assert "Ш50" in desk.get("/templates/" + further.group(1)).content.decode()
    found = desk.get("/templates/", {"q": "лифты"}).content.decode()
    assert ("Ш51" in found, "Ш50" in found) == (True, False)
    assert "Nothing found" in desk.get("/templates/", {"q": "жираф"}).content.decode()
    assert desk.get("/templates/", {"after": "x"}).status_code == 404


def test_who_may_only_read_a_template_reads_it(
    desk: Client, enter: Enter, operator: User, template: Template
) -> None:
    page = f"/templates/{template.pk}/"
    html = desk.get(page).content.decode()
    assert template.text in html
    assert 'name="text"' not in html
    seen = str(template.versions.get().pk)
    write(desk, page, status=404, seen=seen)
    elsewhere = Desk.objects.create(name="Округ № 7")
    theirs = services.add_template(
        told=Wording(name="Чужой", text="Слова", desk=elsewhere), by=operator, now=now()
    )
    assert desk.get(f"/templates/{theirs.pk}/").status_code == 404
    homeless = factories.user()
    homeless.memberships.all().delete()
    client = enter(homeless)
    assert client.get(page).status_code == 200
    assert client.get("/templates/new").status_code == 404
    write(client, status=404)
