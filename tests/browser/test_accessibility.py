"""axe finds nothing on any page, light and dark, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils.timezone import localdate
from playwright.sync_api import Browser, Page, expect

from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models_guess import Guess
from nasvyazi.domain.files.models import File
from nasvyazi.domain.places.models import RegisterImport, RegisterRemark
from nasvyazi.domain.places.remarks import Code, Remark
from nasvyazi.domain.places.report import Report
from nasvyazi.domain.places.schemes import services as schemes
from nasvyazi.domain.understanding.kinds import Kind
from nasvyazi.domain.understanding.models import ModelVersion, Target, Topic
from nasvyazi.toolbox.clock import now
from tests import factories

from .chromium import NARROW, WIDE, complaints, overflows
from .conftest import IN_A_BROWSER, Town

pytestmark = IN_A_BROWSER
Desk = Callable[..., Page]

both_widths = pytest.mark.parametrize("narrow", [False, True], ids=["1440", "360"])


def pages(town: Town) -> list[str]:
    """Every page that an administrator opens."""
    appeals = (town.new, town.comment, town.failed, town.unconfirmed)
    return [
        "/?view=open",
        "/?view=closed",
        "/?q=снег",
        *(f"/appeals/{appeal.pk}/?view=open" for appeal in appeals),
        "/attention/",
        "/unconfirmed/",
        "/problems/",
        f"/problems/{_problem(town)}/",
        f"/problems/{_problem(town)}/answer",
        f"/resident/{town.new.resident_id}/",
        f"/appeals/{town.comment.pk}/alike",
        "/map/",
        "/external/",
        "/external/cases/",
        "/external/differences/",
        "/territory/import/",
        f"/territory/import/{_register(town)}/",
        "/enter/",
        "/set-aside/",
        f"/moderation/messages/{town.comment.decisions.get().message_id}/",
        "/moderation/?tab=rules",
        "/channels/",
        "/territory/schemes/",
        "/territory/schemes/new",
        f"/territory/schemes/{_scheme()}/",
        "/topics/?q=вода",
        "/topics/new",
        f"/topics/{_topic(town)}/",
        "/topics/model/",
        "/events/",
        f"/events/{_event()}/",
        "/accounts/password/change/",
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/logout/",
        "/nowhere",
    ]


def _scheme() -> int:
    text = "Избирательный округ № 1\nул. Минская с N 1 по N 49\nОкруг № 2\nул. Минская с N 41 по N 99, дома лесхоза"
    return schemes.bring(body="Собрание", source=text, first_day=localdate(), now=now()).pk


def _problem(town: Town) -> int:
    by, others = town.colleague, (town.comment.pk, town.failed.pk)
    for other in others:
        problem = appeals.join_problem(appeal_id=town.new.pk, other_id=other, by=by, now=now())
    return problem.pk


def _register(town: Town) -> int:
    """A register of houses that waits for the administrator."""
    report = Report(rows=2, remarks=[Remark(3, Code.NUMBER_UNCLEAR, "Минская, ул. · поз5", "поз5")])
    register = RegisterImport.objects.create(
        file=File.objects.create(sha256="0" * 64, name="дома.csv", content_type="text/csv", size=1),
        by=town.administrator,
        at=now(),
        state=RegisterImport.State.LOOKED,
        headers=["Улица", "Дом", "Управляющая организация"],
        columns={"street": "Улица", "house": "Дом"},
        head=[[2, ["Минская, ул.", "49", "УК Центр"]], [3, ["Минская, ул.", "поз5", ""]]],
        report=report.as_dict(),
    )
    RegisterRemark.objects.create(
        register=register, line=3, code=Code.NUMBER_UNCLEAR, verbatim="Минская, ул. · поз5", detail="поз5"
    )
    return register.pk


def _topic(town: Town) -> int:
    """A topic with something decided of it, and a version that has lost its promise."""
    topic = Topic.objects.filter(group__isnull=False).first()
    assert topic is not None
    if not ModelVersion.objects.exists():
        figures = {"weighted_f1": 0.81, "rival_weighted_f1": 0.63, "accuracy": 0.8}
        ModelVersion.objects.create(
            target=Target.TOPIC, made_at=now(), examples=120, body=b"", digest="0" * 64, figures=figures
        )
    Guess.objects.update_or_create(
        message=town.new.decisions.get().message,
        defaults={"read_at": now(), "model": "lexicon", "kind": "question"},
    )
    for decide, said in (
        (appeals.decide_topic, {"topic": topic}),
        (appeals.decide_kind, {"kind": Kind.COMPLAINT}),
    ):
        decide(appeal_id=town.new.pk, by=town.administrator, now=now(), **said)
    return topic.pk


def _event() -> int:
    from nasvyazi.domain.inbox.models import Event

    return Event.objects.latest("pk").pk


@both_widths
def test_axe_finds_nothing_and_nothing_overflows(narrow: bool, at_the_desk: Desk, town: Town) -> None:
    page = at_the_desk(user=town.administrator, narrow=narrow)
    found = []
    looked_at = pages(town)
    # What stands on a page is the same at every width but on the desk; how it is laid out is seen everywhere.
    desk = ("/?view=open", f"/appeals/{town.new.pk}/?view=open")
    with_axe = desk if narrow else looked_at
    for path in looked_at:
        page.goto(town.url + path)
        if path in with_axe:
            found += [f"{path}: {complaint}" for complaint in complaints(page)]
        if overflows(page):
            found.append(f"{path}: wider than the screen")
    assert not found, "\n".join(found)


@both_widths
def test_axe_finds_nothing_in_what_opens_over_the_desk(narrow: bool, at_the_desk: Desk, town: Town) -> None:
    with transaction.atomic():
        factories.wrote(town.channel, factories.seen("И ещё лифт", author="501", at=now()))
    appeals.note_present(appeal_id=town.new.pk, user=town.colleague, is_typing=True, now=now())
    page = at_the_desk(narrow=narrow)
    page.goto(f"{town.url}/appeals/{town.new.pk}/?view=open")
    expect(page.locator("#presence")).not_to_be_empty()
    found = []
    for key in ("a", "p", "s", "x", "d", "i", "w", "m", "b", "g"):
        page.keyboard.press(key)
        opened = page.locator("details.deed[open]")
        expect(opened).to_be_visible()
        # Its fields and words are the same at every width.
        found += [] if narrow else [f"{key}: {one}" for one in complaints(page, within="details.deed[open]")]
        if overflows(page):
            found.append(f"{key}: wider than the screen")
        page.keyboard.press("Escape")
        page.evaluate("document.activeElement.blur()")
    page.click(".menu > summary")
    found += [f"menu: {complaint}" for complaint in complaints(page)]
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    found += [f"keys: {complaint}" for complaint in complaints(page)]
    assert not found, "\n".join(found)


@both_widths
def test_axe_finds_nothing_before_the_sign_in(narrow: bool, browser: Browser, town: Town) -> None:
    context = browser.new_context(viewport=NARROW if narrow else WIDE)  # type: ignore[arg-type]
    page = context.new_page()
    found = []
    for path in ("/accounts/login/", "/accounts/signup/"):
        page.goto(town.url + path)
        found += [f"{path}: {complaint}" for complaint in complaints(page)]
    context.close()
    assert not found, "\n".join(found)
