"""Every address needs a sign-in, and shows nobody what is not theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from nasvyazi.domain.accounts.models import Desk, Role, User
from nasvyazi.domain.outbox.models import LetterPart
from nasvyazi.web.desk.views.actions import ACTIONS
from tests import factories

OPEN_TO_ALL = {
    "hooks/<slug:network>/<slug:key>",  # the network's own secret is checked
    "healthz",
    "accounts/login/",
    "accounts/logout/",  # leads to the sign-in page
    "accounts/signup/",  # says whom to ask
    "accounts/password/reset/",  # says whom to ask
    "accounts/password/set/",  # says whom to ask
    "accounts/email/",  # says whom to ask
    "accounts/inactive/",
    "accounts/reauthenticate/",
    "accounts/2fa/authenticate/",  # the second step of signing in
    "language",
    "theme",
}
SAMPLES = {
    "<int:appeal_id>": "1",
    "<int:letter_id>": "1",
    "<int:part_id>": "1",
    "<int:message_id>": "1",
    "<int:event_id>": "1",
    "<int:channel_id>": "1",
    "<int:file_id>": "1",
    "<int:attachment_id>": "1",
    "<int:chat_id>": "1",
    "<int:backfill_id>": "1",
    "<int:problem_id>": "1",
    "<int:resident_id>": "1",
    "<int:merged_id>": "1",
    "<int:burst_id>": "1",
    "<int:template_id>": "1",
    "<int:profile_id>": "1",
    "<int:suspicion_id>": "1",
    "<int:measure_id>": "1",
    "<int:evidence_id>": "1",
    "<int:rule_id>": "1",
    "<int:table_id>": "1",
    "<int:register_id>": "1",
    "<int:case_id>": "1",
    "<int:system_id>": "1",
    "<int:scheme_id>": "1",
    "<int:topic_id>": "1",
    "<slug:kind>": "csv",
    "<slug:action>": "take",
    "<slug:name>": "thumb",
}


def every_address(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from every_address(pattern.url_patterns, before + str(pattern.pattern))
        else:
            yield before + str(pattern.pattern)


@pytest.mark.django_db
@pytest.mark.parametrize("address", sorted(set(every_address(get_resolver().url_patterns)) - OPEN_TO_ALL))
def test_every_address_but_a_few_needs_a_sign_in(address: str, client: Client) -> None:
    path = address
    for place, sample in SAMPLES.items():
        path = path.replace(place, sample)
    assert "<" not in path, f"{address}: give a sample, or put it on the short list with a reason"
    for method in (client.get, client.post):
        answer = method(f"/{path}")
        assert answer.status_code == 302, address
        assert answer["Location"].startswith(reverse("account_login")), address


@pytest.mark.django_db
def test_the_short_list_holds_nothing_that_is_gone() -> None:
    assert set(every_address(get_resolver().url_patterns)) >= OPEN_TO_ALL


@pytest.mark.django_db
def test_nobody_signs_up_and_no_mail_is_promised(client: Client) -> None:
    for name in ("account_signup", "account_reset_password"):
        for method in (client.get, client.post):
            assert "Обратитесь к администратору" in method(reverse(name)).content.decode()


def test_an_operator_of_another_desk_meets_404_everywhere(enter: Callable[[User], Client], db: None) -> None:
    own, other = Desk.objects.create(name="Округ 12"), Desk.objects.get(pk=Desk.MAIN_ID)
    stranger, colleague = factories.user(desk=own), factories.user(desk=other)
    appeal = factories.appeal(factories.channel(desk=other))
    letter = factories.answer(appeal, colleague)
    part = LetterPart.objects.get(letter=letter)
    message = appeal.decisions.get().message
    browser = enter(stranger)
    case = reverse("desk:appeal", args=[appeal.pk])
    assert browser.get(case).status_code == 404
    assert browser.get(reverse("desk:letter", args=[letter.pk])).status_code == 404
    for path in (
        reverse("desk:reply", args=[appeal.pk]),
        reverse("desk:draft", args=[appeal.pk]),
        reverse("desk:preview", args=[appeal.pk]),
        *(f"{case}{action}" for action in ACTIONS),
        reverse("desk:resend", args=[letter.pk]),
        reverse("desk:delivered", args=[part.pk]),
        reverse("desk:take_message", args=[message.pk]),
    ):
        assert browser.post(path, {"text": "x", "reason": "x"}).status_code == 404, path
    assert enter(colleague).get(case).status_code == 200


@pytest.mark.parametrize("role", [Role.HEAD, Role.ADMINISTRATOR])
def test_the_head_and_the_administrator_see_every_desk(
    role: Role, enter: Callable[[User], Client], db: None
) -> None:
    elsewhere = Desk.objects.create(name="Округ 12")
    appeal = factories.appeal(factories.channel(desk=elsewhere))
    browser = enter(factories.user(role))
    assert browser.get(reverse("desk:appeal", args=[appeal.pk])).status_code == 200
    assert browser.post(f"/appeals/{appeal.pk}/take").status_code == 302


@pytest.mark.parametrize(
    "name",
    [
        "desk:channels",
        "desk:events",
        "desk:schemes",
        "desk:new_scheme",
        "desk:topics",
        "desk:topic_new",
        "desk:learnt",
    ],
)
def test_how_the_installation_is_set_up_is_the_administrators(
    name: str, enter: Callable[[User], Client], operator: User, administrator: User
) -> None:
    assert enter(operator).get(reverse(name)).status_code == 404
    assert enter(administrator).get(reverse(name)).status_code == 200


@pytest.mark.parametrize(
    "path", ["/appeals/1/take", "/appeals/1/reply", "/messages/1/take", "/theme", "/language"]
)
def test_a_link_changes_nothing(path: str, desk: Client) -> None:
    assert desk.get(path).status_code == 405


def test_a_form_from_another_site_changes_nothing(operator: User) -> None:
    appeal = factories.appeal()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(operator, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = browser.post(f"/appeals/{appeal.pk}/take")
    assert answer.status_code == 403
    assert "Страница устарела" in answer.content.decode()
