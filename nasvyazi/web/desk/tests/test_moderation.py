"""Moderation at the desk: what can be done is offered, what cannot says why, and everything is listed and undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nasvyazi.domain.accounts.models import Desk, User
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.moderation import services
from nasvyazi.domain.moderation.models import Evidence, Measure, PageRule, Suspicion
from nasvyazi.flows import moderating
from nasvyazi.networks import base, memory, registry
from nasvyazi.toolbox.clock import now
from tests import factories

pytestmark = pytest.mark.django_db
Enter = Callable[[User], Client]
TEXT = "Дворник мудак, снег не убран"


@pytest.fixture(autouse=True)
def in_memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(registry.networks(), "memory", memory.with_key)
    yield
    memory.with_key.world.clear()


@pytest.fixture
def channel() -> Channel:
    return factories.channel("memory")


@pytest.fixture
def rule(administrator: User) -> PageRule:
    return services.add_rule(
        channel=None, number="3", text="Брань", url="https://vk.com/topic-1_2", by=administrator, now=now()
    )


@pytest.fixture
def message(channel: Channel) -> Message:
    said = memory.with_key.world.comment(channel.network_id, "1", "77", TEXT)
    seen = factories.seen(
        TEXT, place=factories.under_post("1"), author="77", external_id=said.external_id, at=now()
    )
    return factories.wrote(channel, seen).message


def page(browser: Client, message: Message) -> str:
    return browser.get(reverse("desk:moderate", args=[message.pk])).content.decode()


def tab(browser: Client, name: str) -> str:
    return browser.get(reverse("desk:moderation"), {"tab": name}).content.decode()


def act(browser: Client, message: Message, action: str, **form: object) -> tuple[int, str]:
    answer = browser.post(reverse("desk:moderate_act", args=[message.pk, action]), form, follow=True)
    return answer.status_code, answer.content.decode()


def appeal_of(message: Message) -> Appeal:
    return Appeal.objects.get(decisions__message=message)


def test_a_comment_offers_moderation_and_a_private_message_does_not(
    desk: Client, message: Message, channel: Channel
) -> None:
    case = desk.get(reverse("desk:appeal", args=[appeal_of(message).pk])).content.decode()
    assert reverse("desk:moderate", args=[message.pk]) in case
    assert 'data-key="h"' in case
    private = factories.wrote(channel).message
    case = desk.get(reverse("desk:appeal", args=[appeal_of(private).pk])).content.decode()
    assert "/moderation/messages/" not in case
    assert desk.get(reverse("desk:moderate", args=[private.pk])).status_code == 404


def test_the_state_is_seen_in_the_conversation_at_every_step(
    desk: Client, message: Message, rule: PageRule
) -> None:
    status, case = act(desk, message, "hide", rule=rule.pk)
    assert (status, "скрывается…" in case or "is being hidden…" in case) == (200, True)
    assert moderating.carry_out_next()
    case = desk.get(reverse("desk:appeal", args=[appeal_of(message).pk])).content.decode()
    evidence = Evidence.objects.get()
    assert reverse("desk:evidence", args=[evidence.pk]) in case
    assert f'id="m-{message.pk}"' in case
    assert "удалено в сети" not in case.split(f'id="m-{message.pk}"')[1].split("</article>")[0]


def test_without_a_rule_nothing_is_offered_and_nothing_is_done(
    desk: Client, message: Message, administrator: User, enter: Enter
) -> None:
    assert '<form class="measure"' not in page(desk, message)
    status, _told = act(desk, message, "hide", rule=999)
    assert (status, Measure.objects.count()) == (422, 0)
    assert reverse("desk:moderation") + "?tab=rules" in page(enter(administrator), message)


def test_a_complaint_that_was_set_aside_is_asked_about_before_it_is_hidden(
    desk: Client, message: Message, rule: PageRule, operator: User
) -> None:
    appeal = appeal_of(message)
    assert "is_complaint" not in page(desk, message)
    appeals.dismiss(appeal_id=appeal.pk, reason="болтовня", by=operator, now=now())
    assert "is_complaint" in page(desk, message)
    assert act(desk, message, "hide", rule=rule.pk)[0] == 422
    assert act(desk, message, "hide", rule=rule.pk, is_complaint="1")[0] == 200
    assert appeal_of(message).is_open


def test_a_channel_without_the_key_says_what_is_missing(desk: Client, rule: PageRule) -> None:
    channel = factories.channel("vk")
    message = factories.wrote(channel, factories.seen(place=factories.under_post())).message
    shown = page(desk, message)
    for action in ("hide", "ban"):
        assert reverse("desk:moderate_act", args=[message.pk, action]) not in shown
    status, told = act(desk, message, "hide", rule=rule.pk)
    assert status == 422
    assert 'class="blocked"' in told
    assert not Measure.objects.exists()


@pytest.mark.parametrize(
    "form",
    [
        {"term": "7"},
        {"term": "7", "review": "вчера"},
        {"term": "7", "review": "2020-01-01"},
        {"term": "7", "review": "2099-01-01"},
        {"term": "5"},
        {"rule": "x", "term": "7"},
    ],
)
def test_a_ban_that_is_not_filled_in_is_refused_beside_its_form(
    desk: Client, message: Message, rule: PageRule, form: dict[str, object]
) -> None:
    status, told = act(desk, message, "ban", **{"rule": rule.pk, **form})
    assert (status, 'role="alert"' in told, Measure.objects.count()) == (422, True, 0)


def test_a_ban_stands_in_its_tab_is_reviewed_and_lifted(
    desk: Client, message: Message, rule: PageRule
) -> None:
    day = timezone.localdate() + timedelta(days=10)
    assert act(desk, message, "ban", rule=rule.pk, term="0", review=day.isoformat())[0] == 200
    moderating.carry_out_next()
    measure = Measure.objects.get()
    assert reverse("desk:review_ban", args=[measure.pk]) in tab(desk, "bans")
    later = timezone.localdate() + timedelta(days=20)
    desk.post(reverse("desk:review_ban", args=[measure.pk]), {"review": later.isoformat(), "from": "bans"})
    measure.refresh_from_db()
    assert timezone.localtime(measure.review_at).date() == later
    desk.post(reverse("desk:review_ban", args=[measure.pk]), {"review": "2099-01-01", "from": "bans"})
    measure.refresh_from_db()
    assert timezone.localtime(measure.review_at).date() == later
    desk.post(reverse("desk:undo_measure", args=[measure.pk]), {"from": "bans"})
    moderating.carry_out_next()
    assert reverse("desk:review_ban", args=[measure.pk]) not in tab(desk, "bans")


def test_a_warning_uses_the_usual_words_or_ones_own(desk: Client, message: Message, rule: PageRule) -> None:
    assert act(desk, message, "warn", rule=rule.pk)[0] == 200
    assert act(desk, message, "warn", rule=rule.pk, text="Будьте вежливы")[0] == 200
    usual, own = Measure.objects.order_by("pk")
    assert (rule.url in usual.text, own.text) == (True, "Будьте вежливы")


def test_everything_done_is_listed_and_a_failed_one_is_tried_again_or_withdrawn(
    desk: Client, message: Message, rule: PageRule
) -> None:
    memory.with_key.world.fail_next("before", base.Refused("memory:blocked"))
    act(desk, message, "hide", rule=rule.pk)
    moderating.carry_out_next()
    measure = Measure.objects.get()
    listed = tab(desk, "measures")
    assert reverse("desk:measure_again", args=[measure.pk]) in listed
    assert (
        reverse("desk:moderation") + "?tab=measures" in desk.get(reverse("desk:attention")).content.decode()
    )
    desk.post(reverse("desk:measure_again", args=[measure.pk]))
    moderating.carry_out_next()
    measure.refresh_from_db()
    assert measure.state == Measure.State.DONE
    desk.post(reverse("desk:undo_measure", args=[measure.pk]))
    assert Measure.objects.filter(kind="restore", undoes=measure).exists()


def test_the_list_of_measures_goes_on_page_by_page(
    desk: Client, channel: Channel, rule: PageRule, operator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nasvyazi.web.desk.views.moderation.PAGE_SIZE", 2)
    for number in range(3):
        seen = factories.seen(f"Брань {number}", place=factories.under_post(str(number)), author=str(number))
        said = factories.wrote(channel, seen).message
        services.hide(message_id=said.pk, rule_id=rule.pk, reason="", by=operator, now=now())
    first = tab(desk, "measures")
    second = Measure.objects.order_by("pk")[1]
    assert f"after={second.pk}" in first
    assert "Брань 2" in first
    assert "Брань 0" not in first
    answer = desk.get(
        reverse("desk:moderation"), {"tab": "measures", "after": str(second.pk)}
    ).content.decode()
    assert "Брань 0" in answer
    assert "Брань 2" not in answer
    for nonsense in ("x", "-1", "9" * 40):
        assert desk.get(reverse("desk:moderation"), {"tab": "measures", "after": nonsense}).status_code == 200


def test_a_proposal_is_confirmed_or_rejected_by_a_person(
    desk: Client, message: Message, rule: PageRule
) -> None:
    moderating.read_next()
    suspicion = Suspicion.objects.get()
    assert "«мудак»" in tab(desk, "proposals")
    decide = reverse("desk:decide_proposal", args=[suspicion.pk])
    assert desk.post(decide, {"rule": "999"}).status_code == 422
    assert desk.post(decide, {"rule": rule.pk}).status_code == 302
    assert Measure.objects.get().message == message
    assert "«мудак»" not in tab(desk, "proposals")


def test_a_rejected_proposal_is_gone_and_nothing_is_hidden(desk: Client, message: Message) -> None:
    moderating.read_next()
    desk.post(reverse("desk:decide_proposal", args=[Suspicion.objects.get().pk]), {"decision": "reject"})
    assert (Suspicion.objects.get().is_confirmed, Measure.objects.count()) == (False, 0)


def test_only_the_administrator_enters_rules_and_switches(
    desk: Client, administrator: User, enter: Enter, channel: Channel
) -> None:
    form = {"number": "1", "text": "Брань", "url": "https://vk.com/topic-1_2", "channel": channel.pk}
    assert desk.post(reverse("desk:add_rule"), form).status_code == 404
    assert reverse("desk:add_rule") not in tab(desk, "rules")
    admin = enter(administrator)
    assert admin.post(reverse("desk:add_rule"), form).status_code == 302
    rule = PageRule.objects.get()
    assert rule.channel == channel
    refused = admin.post(reverse("desk:add_rule"), form | {"text": "Критика главы"})
    assert (refused.status_code, PageRule.objects.count()) == (422, 1)
    switch = {"channel": channel.pk, "kind": "spam", "rule": rule.pk}
    assert desk.post(reverse("desk:moderation_switch"), switch).status_code == 404
    admin.post(reverse("desk:moderation_switch"), switch)
    assert channel.auto_switches.filter(off_at=None).count() == 1
    admin.post(reverse("desk:moderation_switch"), switch | {"rule": ""})
    assert channel.auto_switches.filter(off_at=None).count() == 0
    admin.post(reverse("desk:add_rule"), form | {"text": "Оскорбления", "replaces": rule.pk, "channel": ""})
    assert PageRule.objects.get(retired_at=None).channel == channel
    admin.post(reverse("desk:retire_rule", args=[PageRule.objects.get(retired_at=None).pk]))
    assert not PageRule.objects.filter(retired_at=None).exists()


@pytest.mark.parametrize("network", ["telegram", "vk"])
def test_what_could_not_be_brought_back_is_never_hidden_without_a_person(
    network: str, administrator: User, enter: Enter, rule: PageRule
) -> None:
    channel, admin = factories.channel(network), enter(administrator)
    answer = admin.post(
        reverse("desk:moderation_switch"), {"channel": channel.pk, "kind": "spam", "rule": rule.pk}
    )
    assert (answer.status_code, channel.auto_switches.count()) == (422, 0)
    assert "why-never" in tab(admin, "switches")


def test_the_copy_is_a_page_that_loads_and_runs_nothing(
    desk: Client, message: Message, rule: PageRule, operator: User
) -> None:
    measure = services.hide(message_id=message.pk, rule_id=rule.pk, reason="", by=operator, now=now())
    evidence = services.secure(measure=measure, now=now())
    answer = desk.get(reverse("desk:evidence", args=[evidence.pk]))
    assert TEXT in answer.content.decode()
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy


def test_a_colleague_of_another_desk_meets_404_everywhere(
    message: Message, rule: PageRule, operator: User, enter: Enter
) -> None:
    measure = services.hide(message_id=message.pk, rule_id=rule.pk, reason="", by=operator, now=now())
    evidence = services.secure(measure=measure, now=now())
    moderating.read_next()
    stranger = enter(factories.user(desk=Desk.objects.create(name="Округ 12")))
    for name, number in (("moderate", message.pk), ("evidence", evidence.pk)):
        assert stranger.get(reverse(f"desk:{name}", args=[number])).status_code == 404
    for path in (
        reverse("desk:moderate_act", args=[message.pk, "hide"]),
        reverse("desk:decide_proposal", args=[Suspicion.objects.get().pk]),
        *(
            reverse(f"desk:{name}", args=[measure.pk])
            for name in ("undo_measure", "measure_again", "review_ban")
        ),
        reverse("desk:retire_rule", args=[rule.pk]),
    ):
        assert stranger.post(path, {"rule": rule.pk}).status_code == 404, path
    for name in ("proposals", "measures", "bans"):
        assert TEXT not in tab(stranger, name)


def test_a_ban_elsewhere_stands_on_the_card(
    desk: Client, message: Message, rule: PageRule, operator: User, channel: Channel
) -> None:
    services.ban(
        message_id=message.pk, rule_id=rule.pk, reason="", until=None, review_at=now() + timedelta(days=1),
        by=operator, now=now(),
    )  # fmt: skip
    moderating.carry_out_next()
    other = factories.channel("memory", title="ЖКХ")
    said = factories.wrote(other, factories.seen("Прорвало трубу", author="77")).message
    case = desk.get(reverse("desk:appeal", args=[appeal_of(said).pk])).content.decode()
    assert f"“{channel.title}”" in case
