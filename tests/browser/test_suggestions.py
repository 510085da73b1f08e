"""Suggested answers by keyboard: the list, the words in the box, from blank to blank; what is open is asked about."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal, Draft
from nasvyazi.domain.outbox.models import Letter, LetterPart
from nasvyazi.domain.suggestions import services
from nasvyazi.domain.suggestions.models import Template
from nasvyazi.domain.suggestions.services import Wording
from nasvyazi.toolbox.clock import now
from tests import factories

from .chromium import complaints, open_appeal, overflows
from .conftest import IN_A_BROWSER, Town

pytestmark = IN_A_BROWSER
Desk = Callable[..., Page]
SELECTED = "field => field.value.slice(field.selectionStart, field.selectionEnd)"


def wrote(town: Town, text: str, name: str) -> Appeal:
    """An appeal of a resident of this test alone."""
    seen = factories.seen(text, author=str(90_000 + factories.next_number()), name=name)
    appeal = factories.wrote(town.channel, seen).appeal
    assert appeal is not None
    return appeal


@transaction.atomic
def known(town: Town) -> tuple[Template, Appeal]:
    """A template of the desk, and an appeal much like one that was answered.

    Its words are its own: of words that every fifth message has, none finds anything.
    """
    name = f"Снег {factories.next_number()}"
    told = Wording(name=name, text="{имя}, здравствуйте! Снег уберут до {дата}.", desk=town.new.desk)
    template = services.add_template(told=told, by=town.operator, now=now())
    near = wrote(town, "На Садовой скрипят качели у фонтана", "Анна Белова")
    told_ = "Анна, здравствуйте! Двор на ул. Садовой, 5 почистят 25 ноября, в 14:00. Телефон мастера 8-917-123-45-67."
    letter = factories.answer(near, town.colleague, told_, now=now())
    LetterPart.objects.filter(letter=letter).update(state="sent", sent_at=now())
    appeals.answer_delivered(part=letter.parts.get(), now=now())
    return template, wrote(town, "Качели у фонтана скрипят и не смазаны", "Марина Озёрова")


@pytest.mark.parametrize("narrow", [False, True], ids=["1440", "360"])
def test_a_suggestion_is_put_in_and_its_blanks_are_filled_by_keyboard(
    narrow: bool, at_the_desk: Desk, town: Town
) -> None:
    template, mine = known(town)
    page = at_the_desk(narrow=narrow)
    open_appeal(page, mine.pk)
    page.keyboard.press("q")
    buttons = page.locator("[data-suggestions] button[name=suggestion]")
    expect(buttons).to_have_count(2)
    expect(buttons.first).to_be_focused()
    assert complaints(page, within="[data-suggestions]") == []
    assert not overflows(page)
    page.keyboard.press("Escape")
    expect(buttons).to_have_count(0)
    field = page.locator("[data-answer]")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("q")
    expect(buttons.first).to_be_focused()
    buttons.last.press("Enter")
    expect(field).to_have_value(
        "Марина, здравствуйте! Двор на [адрес] почистят [дата], в [время]. Телефон мастера [телефон]."
    )
    expect(field).to_be_focused()
    assert field.evaluate(SELECTED) == "[адрес]"
    with page.expect_response("**/draft"):
        page.keyboard.type("Минской")
    page.keyboard.press("Tab")
    assert field.evaluate(SELECTED) == "[дата]"
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert field.evaluate(SELECTED) == "[дата]"
    assert Draft.objects.filter(appeal=mine, text__contains="[дата]").exists()
    sent = Letter.objects.filter(reply__appeal=mine)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".trouble")).to_contain_text("[дата]")
    assert not sent.exists()
    assert field.evaluate(SELECTED) == "[дата]"
    page.keyboard.type("27 ноября")
    page.keyboard.press("Tab")
    page.keyboard.type("10:00")
    page.keyboard.press("Tab")
    # A draft on its way would be cut off by the answer, and the browser complain of it.
    with page.expect_response("**/draft"):
        page.keyboard.type("112")
    page.keyboard.press("Tab")
    expect(field).not_to_be_focused()
    field.press("Control+Enter")
    expect(page.locator("[data-talk]")).to_contain_text("почистят 27 ноября, в 10:00")
    assert sent.count() == 1
    assert Template.objects.get(pk=template.pk).use_count == 0


def test_the_pages_of_templates_are_readable_at_every_width(at_the_desk: Desk, town: Town) -> None:
    template, _mine = known(town)
    for narrow in (False, True):
        page = at_the_desk(narrow=narrow, dark=narrow)
        for path in ("/templates/", "/templates/new", f"/templates/{template.pk}/"):
            page.goto(town.url + path)
            assert complaints(page) == []
            assert not overflows(page)
