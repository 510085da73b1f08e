"""What is said and answered where the program does not speak: in the network's own program, by phone, elsewhere.

Over HTTP at the desk, and through the practice networks on the other side.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from PIL import Image

from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels import selectors, services
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.outbox.models import Letter
from nasvyazi.toolbox.clock import now
from tests.acceptance import life, telegram_life
from tests.product import Product
from tests.sandbox import Community, Said, Sandbox

pytestmark = pytest.mark.acceptance


def page_of(desk: httpx.Client, appeal: Appeal) -> str:
    return desk.get(f"/appeals/{appeal.pk}/").text


def act(desk: httpx.Client, appeal: Appeal, action: str, **told: str) -> httpx.Response:
    token = life.hidden(page_of(desk, appeal), "csrfmiddlewaretoken")
    form = {**told, "csrfmiddlewaretoken": token}
    return desk.post(f"/appeals/{appeal.pk}/{action}", data=form, headers={"Referer": str(desk.base_url)})


def entered(desk: httpx.Client, **told: str) -> httpx.Response:
    """The form of «Занести», filled and sent; `_files` and `_to` apart."""
    files = {"photos": ("экран.png", picture(), "image/png")} if told.pop("_photo", "") else None
    page = desk.get("/enter/").text
    form = {name: life.hidden(page, name) for name in ("csrfmiddlewaretoken", "request_key")}
    to = told.pop("_to", "/enter/")
    return desk.post(to, data={**form, **told}, files=files, headers={"Referer": str(desk.base_url)})


def picture() -> bytes:
    body = io.BytesIO()
    Image.new("RGB", (40, 20), "#9fb59a").save(body, "PNG")
    return body.getvalue()


def number_in(answer: httpx.Response) -> Appeal:
    found = re.fullmatch(r"/appeals/(\d+)/", answer.url.path)
    assert found, f"{answer.url.path}: {answer.status_code}"
    return Appeal.objects.get(pk=found[1])


def unheard(sandbox: Sandbox) -> tuple[Community, Channel]:
    """A community of ours about which VK does not call us."""
    community = sandbox.community(group_id=240_000_000 + Channel.objects.count(), mode="webhook")
    channel = services.add_channel(
        network="vk",
        network_id=str(community.id),
        title=community.title,
        api_url=sandbox.vk_url,
        secrets_={"token": community.token, "service_token": community.service_token},
    )
    return community, channel


def link_to(community: Community, post: Said, comment: Said) -> str:
    return f"https://m.vk.com/wall-{community.id}_{post.id}?reply={comment.id}&utm_source=share"


def test_a_deputy_answers_in_vk_itself_and_the_desk_shows_it_answered_by_whom(
    product: Product, sandbox: Sandbox
) -> None:
    community, channel = life.connected(product, sandbox)
    marina = sandbox.resident()
    sandbox.write(community, marina, "Во дворе яма")
    appeal = life.appeal_of(life.heard(channel, "Во дворе яма"))
    sandbox.answer_in_app(community, marina, "Марина, приеду посмотреть в среду")
    life.until_heard(product, sandbox, community, channel)
    appeal.refresh_from_db()
    assert appeal.first_answered_at is not None
    assert appeal.answer_due_at is None
    answer = Message.objects.get(thread=appeal.thread, outgoing=True)
    admin = life.until(lambda: who(channel, answer.author_id), "the name of who answered")
    with life.signed_in(product) as desk:
        assert re.search(rf"<small>[^<]* · {re.escape(admin)}", page_of(desk, appeal))


def who(channel: Channel, network_id: str) -> str:
    return selectors.names(network=channel.network, network_ids=[network_id]).get(network_id, "")


@contextmanager
def listed_for_a_while() -> Iterator[None]:
    """Pages that are listed inside are nobody's of ours afterwards: other practice networks give the same numbers."""
    try:
        yield
    finally:
        for one in selectors.own_profiles():
            services.remove_own_profile(profile_id=one.pk, by=one.added_by, now=now())


def test_a_comment_from_a_deputys_own_page_is_an_answer_once_the_page_is_listed(
    product: Product, sandbox: Sandbox
) -> None:
    community, channel = life.connected(product, sandbox)
    marina, deputy = sandbox.resident(), sandbox.resident("Вера Зимородкова")
    post = sandbox.post(community)
    asked = sandbox.comment(community, post, marina, "Где снег убирают?")
    appeal = life.appeal_of(life.heard(channel, "Где снег убирают?"))
    sandbox.comment(community, post, deputy, "Сейчас узнаю")
    own = life.appeal_of(life.heard(channel, "Сейчас узнаю"))
    with life.signed_in(product) as desk, listed_for_a_while():
        act(desk, own, "ours", reason="Депутат Зимородкова")
        sandbox.comment(community, post, deputy, "Завтра с утра", reply_to=asked)
        life.until_heard(product, sandbox, community, channel)
        appeal.refresh_from_db()
        assert appeal.answer_due_at is None
        assert "Депутат Зимородкова" in page_of(desk, appeal)


def test_a_complaint_is_entered_by_its_link_from_ours_and_from_a_foreign_page(
    product: Product, sandbox: Sandbox
) -> None:
    community, channel = unheard(sandbox)
    marina = sandbox.resident("Марина Озёрова")
    foreign = sandbox.community("Подслушано в Заречном", mode="poll")
    with life.signed_in(product) as desk:
        # Of ours: VK does not call us about it, and the link brings it.
        post = sandbox.post(community)
        comment = sandbox.comment(community, post, marina, "Яма у дома 5")
        page = entered(desk, way="link", url=link_to(community, post, comment), _to="/enter/link").text
        known = life.appeal_of(life.heard(channel, "Яма у дома 5"))
        assert f"/appeals/{known.pk}/" in page
        # Of a foreign page: the words and the author are read, and it is answered by hand.
        theirs = sandbox.post(foreign, "Обсуждаем")
        said = sandbox.comment(foreign, theirs, marina, "Кто починит лавку на Лодочной?", photos=1)
        url = link_to(foreign, theirs, said)
        read = entered(desk, way="link", url=url, _to="/enter/link").text
        assert "Кто починит лавку на Лодочной?" in read
        assert 'value="Марина Озёрова"' in read
        form = {name: life.hidden(read, name) for name in ("author", "kept")}
        appeal = number_in(entered(desk, way="link", url=url, text="Кто починит лавку на Лодочной?", **form))
        assert (appeal.resident, appeal.photo_count) == (known.resident, 1)
        again = entered(desk, way="link", url=url, text="Кто починит лавку на Лодочной?")
        assert (again.status_code, f"/appeals/{appeal.pk}/" in again.text) == (422, True)
        act(desk, appeal, "elsewhere", way="link", text="Починим в мае", url=url + "1")
        appeal.refresh_from_db()
        assert appeal.answer_due_at is None


def test_a_link_to_what_is_deleted_says_so_and_the_words_are_typed(
    product: Product, sandbox: Sandbox
) -> None:
    unheard(sandbox)
    foreign = sandbox.community("Подслушано", mode="poll")
    post = sandbox.post(foreign)
    comment = sandbox.comment(foreign, post, sandbox.resident(), "Удалю сейчас")
    sandbox.delete_comment(foreign, comment)
    with life.signed_in(product) as desk:
        url = link_to(foreign, post, comment)
        page = entered(desk, way="link", url=url, _to="/enter/link").text
        assert "VK shows nothing there" in page
        assert number_in(entered(desk, way="link", url=url, text="Писали про яму")).message_count == 1


def test_a_screenshot_and_a_call_are_entered_and_answered_by_hand(product: Product) -> None:
    with life.signed_in(product) as desk:
        shot = number_in(entered(desk, way="screenshot", text="", name="Пётр", _photo="1"))
        assert shot.photo_count == 1
        call = number_in(entered(desk, way="call", text="Нет света на лестнице", contact="+79000000012"))
        page = page_of(desk, call)
        assert "+79000000012" in page
        assert 'id="reply"' not in page
        act(desk, call, "elsewhere", way="call", text="Перезвонили: электрик будет завтра")
        call.refresh_from_db()
        assert (call.state, call.answer_due_at) == ("in_work", None)
        assert not Letter.objects.filter(reply__appeal=call).exists()


def test_telegram_is_heard_and_not_answered_while_no_basis_is_recorded(
    product: Product, sandbox: Sandbox
) -> None:
    one = telegram_life.connected(product, sandbox, answers=False)
    appeal = life.appeal_of(one.write("Когда дадут воду?"))
    with life.signed_in(product) as desk:
        page = page_of(desk, appeal)
        assert "Answers are not sent to Telegram" in page
        assert "№ 41-ФЗ" in page
        assert 'id="reply"' not in page
    assert one.answers() == []


def test_a_public_draft_with_a_telephone_stops_for_a_second_look(product: Product, sandbox: Sandbox) -> None:
    community, channel = life.connected(product, sandbox)
    marina, post = sandbox.resident(), sandbox.post(community)
    sandbox.comment(community, post, marina, "Кому звонить?")
    appeal = life.appeal_of(life.heard(channel, "Кому звонить?"))
    with life.signed_in(product) as desk:
        page = page_of(desk, appeal)
        text = "Звоните мастеру: +7 900 123-45-67"
        form = {name: life.hidden(page, name) for name in ("csrfmiddlewaretoken", "request_key", "seen_at")}
        where, headers = f"/appeals/{appeal.pk}/reply", {"Referer": str(desk.base_url)}
        stopped = desk.post(where, data={**form, "text": text}, headers=headers)
        assert stopped.status_code == 422
        assert "+7 900 123-45-67" in stopped.text
        assert sandbox.comments(community, post)[-1].text == "Кому звонить?"
        offered = desk.post(where, data={**form, "text": text, "instead": "1"}, headers=headers).text
        assert "Please write to us in private messages" in offered
        looked = {**form, "text": text, "looked_at": life.hidden(stopped.text, "looked_at")}
        assert desk.post(where, data=looked, headers=headers).status_code == 200
    life.until_parts(Letter.objects.get(reply__appeal=appeal), "sent")
    assert sandbox.comments(community, post)[-1].text == text
