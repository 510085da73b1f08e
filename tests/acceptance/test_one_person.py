"""Somebody writes in VK and in Telegram: joined by a person, and one answer to a problem reaches everybody once."""

from __future__ import annotations

import re

import httpx
import pytest

from nasvyazi.domain.channels.models import Person
from nasvyazi.domain.outbox.models import Letter
from tests.acceptance import life, telegram_life
from tests.product import Product
from tests.sandbox import Sandbox

pytestmark = pytest.mark.acceptance
TEXT = "Люк закрыли сегодня утром."


def posted(desk: httpx.Client, page: httpx.Response, address: str, **told: object) -> httpx.Response:
    """Send a form of a page with what its hidden fields hold."""
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    answer = desk.post(address, data={**hidden, **told})
    assert answer.is_success, answer.text
    return answer


def test_one_person_of_two_networks_is_answered_once_and_a_neighbour_in_their_own(
    product: Product, sandbox: Sandbox
) -> None:
    community, channel = life.connected(product, sandbox)
    talk = telegram_life.connected(product, sandbox)
    marina, oleg = sandbox.resident("Марина Кузнецова"), sandbox.resident("Олег Ким")
    post = sandbox.post(community, "Убираем снег")
    sandbox.write(community, marina, "Люк открыт. Мой телефон 8 (900) 555-44-33")
    first = life.appeal_of(life.heard(channel, "Люк открыт. Мой телефон 8 (900) 555-44-33"))
    sandbox.comment(community, post, oleg, "У нас тоже люк открыт")
    neighbour = life.appeal_of(life.heard(channel, "У нас тоже люк открыт"))
    second = life.appeal_of(talk.write("Про люк. Звоните +79005554433"))
    with life.signed_in(product) as desk:
        address = f"/resident/{first.resident_id}/"
        page = desk.get(address)
        assert f'name="other" value="{second.resident_id}"' in page.text, "the telephone suggests it"
        posted(desk, page, f"{address}join", other=second.resident_id, reason="тот же телефон")
        assert set(Person.objects.get(residents=first.resident_id).residents.all()) == {
            first.resident,
            second.resident,
        }
        card = desk.get(f"/appeals/{first.pk}/")
        assert f'href="/appeals/{second.pk}/"' in card.text
        for other in (neighbour, second):
            posted(desk, card, f"/appeals/{first.pk}/join", other=other.pk)
        first.refresh_from_db()
        form = f"/problems/{first.problem_id}/answer"
        page = desk.get(form)
        chosen = [int(number) for number in re.findall(r'value="(\d+)" id="to-\d+" checked', page.text)]
        assert set(chosen) == {neighbour.pk, second.pk}
        report = posted(desk, page, form, text=TEXT, to=chosen)
        letters = Letter.objects.filter(reply__appeal__problem=first.problem_id)
        for letter in letters:
            life.until_parts(letter, "sent")
        assert desk.get(str(report.url)).text.count('class="sent"') == 2
    assert talk.answers() == [TEXT]
    assert [one.text for one in sandbox.comments(community, post)][1:] == [TEXT]
    assert sandbox.answers(community, marina) == [], "one person is told once"
