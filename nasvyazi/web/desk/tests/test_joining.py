"""Appeals joined into problems, merged and split: by plain forms and by htmx, refused in sentences."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nasvyazi.domain.accounts.models import Desk, User
from nasvyazi.domain.appeals import selectors, services
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.outbox.models import Letter
from nasvyazi.domain.problems.models import Problem
from nasvyazi.toolbox.clock import now
from tests import factories

from .conftest import HTMX


@pytest.fixture(autouse=True)
def in_english(desk: Client) -> None:
    desk.cookies["django_language"] = "en"


@pytest.fixture
def channel(db: None) -> Channel:
    return factories.channel()


@pytest.fixture
def talk(channel: Channel) -> Appeal:
    """An appeal of three messages in a dialogue."""
    for minutes, text in ((30, "Снег во дворе"), (20, "Яма на дороге"), (10, "Лифт стоит")):
        seen = factories.seen(text, author="501", at=now() - timedelta(minutes=minutes))
        appeal = factories.wrote(channel, seen).appeal
    assert appeal is not None
    return appeal


def do(desk: Client, appeal: Appeal, action: str, *, status: int = 200, **told: object) -> str:
    """Do it without scripts and give the page that follows."""
    answer = desk.post(f"/appeals/{appeal.pk}/{action}", told, follow=True)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def ids(appeal: Appeal) -> list[int]:
    return [message.pk for message in selectors.messages_of(appeal_id=appeal.pk)]


def joined(channel: Channel, operator: User, count: int = 2) -> list[Appeal]:
    rows = [factories.appeal(channel, text=f"Люк открыт, {number}") for number in range(count)]
    for row in rows[1:]:
        services.join_problem(appeal_id=rows[0].pk, other_id=row.pk, by=operator, now=now())
    return [Appeal.objects.get(pk=row.pk) for row in rows]


# ---------------------------------------------------------------- one problem


def test_what_may_be_joined_is_suggested_the_residents_own_first(
    desk: Client, channel: Channel, talk: Appeal
) -> None:
    near = factories.appeal(channel, text="Снег не чистят, двор завален")
    own = factories.wrote(channel, factories.seen(author="501", place=factories.under_post())).appeal
    assert own is not None
    html = desk.get(f"/appeals/{talk.pk}/alike").content.decode()
    assert "<html" in html
    assert re.findall(r'name="other" value="(\d+)"', html) == [str(own.pk), str(near.pk)]
    part = desk.get(
        f"/appeals/{talk.pk}/alike", headers={"HX-Request": "true", "HX-Target": "alike"}
    ).content.decode()
    assert "<html" not in part
    found = desk.get(f"/appeals/{talk.pk}/alike", {"q": f"№ {near.pk}"}).content.decode()
    assert re.findall(r'name="other" value="(\d+)"', found) == [str(near.pk)]
    assert "Nothing found" in desk.get(f"/appeals/{talk.pk}/alike", {"q": "жираф"}).content.decode()


def test_joined_appeals_name_each_other_and_the_list_counts_people(desk: Client, channel: Channel) -> None:
    first, second = factories.appeal(channel, text="Люк открыт"), factories.appeal(channel)
    html = do(desk, second, "join", other=first.pk)
    problem = Problem.objects.get()
    assert f'href="/problems/{problem.pk}/"' in html
    assert f"№ {first.pk} " in html
    assert "2\N{NO-BREAK SPACE}people" in html[html.index('id="rows"') : html.index('id="case"')]
    assert "Take out of the problem" in html
    html = do(desk, second, "leave")
    assert "Take out of the problem" not in html
    assert "speaks of no problem any more" in html
    assert f"problem № {problem.pk}" in html


@pytest.mark.parametrize("action", ["join", "merge"])
def test_only_appeals_that_one_sees_are_joined(action: str, desk: Client, talk: Appeal) -> None:
    elsewhere = Desk.objects.create(name="Другой участок")
    hidden = factories.appeal(factories.channel(desk=elsewhere))
    for other in (hidden.pk, 0, "", "x", "9" * 30):
        html = do(desk, talk, action, status=422, other=other)
        assert 'role="alert"' in html
    assert not Problem.objects.exists()


def test_an_appeal_is_not_joined_with_itself(desk: Client, talk: Appeal) -> None:
    assert "This is the same appeal" in do(desk, talk, "join", status=422, other=talk.pk)


def test_a_problem_has_a_page_with_its_appeals_title_and_place(
    desk: Client, channel: Channel, operator: User
) -> None:
    rows = joined(channel, operator)
    address = f"/problems/{rows[0].problem_id}/"
    html = desk.get(address).content.decode()
    for row in rows:
        assert f'href="/appeals/{row.pk}/"' in html
    desk.post(f"{address}describe", {"title": "Люк на <b>Степной</b>", "place": "Степная, 18"})
    html = desk.get(address).content.decode()
    assert "Люк на &lt;b&gt;Степной&lt;/b&gt;" in html
    assert "Степная, 18" in html
    for title, complaint in (("  ", "Give it a title"), ("а" * 301, "At most 300 characters")):
        refused = desk.post(f"{address}describe", {"title": title, "place": "Не потеряйте"})
        assert refused.status_code == 422
        assert complaint in refused.content.decode()
        assert "Не потеряйте" in refused.content.decode(), "what was typed is kept"


def test_two_problems_that_are_one_are_taken_apart_again(
    desk: Client, channel: Channel, operator: User
) -> None:
    older, younger = joined(channel, operator), joined(channel, operator)
    do(desk, younger[0], "join", other=older[0].pk)
    address = f"/problems/{older[0].problem_id}/"
    assert "Turned out to be the same" in desk.get(address).content.decode()
    for _twice in range(2):
        answer = desk.post(f"{address}apart/{younger[0].problem_id}", follow=True)
        assert answer.status_code == 200
    assert Appeal.objects.filter(problem=younger[0].problem).count() == 2


def test_problems_of_several_are_listed_page_by_page(
    desk: Client, channel: Channel, operator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "No problem is spoken of by several" in desk.get("/problems/").content.decode()
    monkeypatch.setattr("nasvyazi.web.desk.views.problems._PER_PAGE", 1)
    few, many = joined(channel, operator), joined(channel, operator, count=3)
    html = desk.get("/problems/").content.decode()
    assert f"/problems/{many[0].problem_id}/" in html
    assert f"/problems/{few[0].problem_id}/" not in html
    after = re.search(r'href="\?after=([^"]+)"', html)
    assert after is not None
    assert f"/problems/{few[0].problem_id}/" in desk.get(f"/problems/?after={after[1]}").content.decode()
    assert desk.get("/problems/?after=x").status_code == 404


def test_lists_of_problems_and_their_pages_cost_the_same_however_many_speak(
    desk: Client, channel: Channel, operator: User
) -> None:
    costs = []
    for count in (2, 6):
        problem = joined(channel, operator, count=count)[0].problem
        assert problem is not None
        for path in (
            "/problems/",
            f"/problems/{problem.pk}/",
            f"/appeals/{problem.appeals.latest('pk').pk}/",
        ):
            with CaptureQueriesContext(connection) as queries:
                assert desk.get(path).status_code == 200
            costs.append(len(queries))
    assert costs[:3] == costs[3:]
    assert max(costs[0], costs[1]) <= 8


def test_the_list_of_problems_uses_its_index(db: None, operator: User, channel: Channel) -> None:
    from nasvyazi.domain.problems import selectors as problem_reads

    joined(channel, operator)
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as queries:
        for way in ("seqscan", "sort", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        problem_reads.page(Problem.objects.all(), size=50)
        cursor.execute(f"EXPLAIN {queries.captured_queries[-1]['sql']}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "problem_open" in plan


def test_a_problem_of_another_desk_does_not_exist(
    enter: Callable[[User], Client], channel: Channel, operator: User
) -> None:
    rows = joined(channel, operator)
    address = f"/problems/{rows[0].problem_id}/"
    stranger = enter(factories.user(desk=Desk.objects.create(name="Другой участок")))
    assert stranger.get(address).status_code == 404
    assert stranger.post(f"{address}describe", {"title": "x"}).status_code == 404
    assert stranger.post(f"{address}apart/1").status_code == 404
    assert address not in stranger.get("/problems/").content.decode()
    assert stranger.get(f"/appeals/{rows[0].pk}/alike").status_code == 404


# ---------------------------------------------------------------- one appeal, two appeals


def test_merged_appeals_lead_to_the_one_that_goes_on_and_back_again(
    desk: Client, channel: Channel, talk: Appeal, operator: User
) -> None:
    services.dismiss(appeal_id=talk.pk, reason="ошибка", by=operator, now=now())
    younger = factories.wrote(channel, factories.seen("Вы уснули?", author="501", at=now())).appeal
    assert younger is not None
    answer = desk.post(f"/appeals/{younger.pk}/merge", {"other": talk.pk}, headers=HTMX)
    assert answer["HX-Push-Url"] == f"/appeals/{talk.pk}/"
    html = answer.content.decode()
    assert f"<h1>№ {talk.pk}" in html
    assert f"№ {younger.pk} was merged into it" in html
    assert f'action="/appeals/{younger.pk}/apart"' in html
    page = desk.get(f"/appeals/{younger.pk}/").content.decode()
    assert f"merged into № {talk.pk}" in page
    assert "data-answer" not in page, "one answers where the conversation goes on"
    assert do(desk, younger, "merge", other=talk.pk), "a second press changes nothing"
    assert "Take apart again" in page
    assert "data-answer" in do(desk, younger, "apart")
    assert len(ids(talk)) == 3


def test_appeals_of_two_conversations_are_offered_as_one_problem_instead(
    desk: Client, channel: Channel, talk: Appeal
) -> None:
    other = factories.appeal(channel)
    html = do(desk, talk, "merge", status=422, other=other.pk)
    assert "Join them into one problem instead" in html
    form = html[html.index('class="find"') :]
    assert f'value="{other.pk}"' in form[: form.index("</form>")], "the other one is found already"


def test_an_answer_begun_before_the_merge_goes_out_from_where_the_conversation_went(
    desk: Client, channel: Channel, talk: Appeal, operator: User
) -> None:
    services.dismiss(appeal_id=talk.pk, reason="ошибка", by=operator, now=now())
    younger = factories.wrote(channel, factories.seen("Вы уснули?", author="501", at=now())).appeal
    assert younger is not None
    services.merge(appeal_id=talk.pk, other_id=younger.pk, by=operator, now=now())
    told = {
        "text": "Едем",
        "request_key": "6f0c2bfe-8fd3-4e4b-a6a0-5b7d3c1d9a01",
        "seen_at": now().isoformat(),
    }
    answer = desk.post(f"/appeals/{younger.pk}/reply", told, follow=True)
    assert answer.redirect_chain == [(f"/appeals/{talk.pk}/", 302)]
    assert Letter.objects.get().reply.appeal == talk


def test_messages_are_split_off_moved_and_shown_where_they_are(desk: Client, talk: Appeal) -> None:
    numbers = ids(talk)
    html = do(desk, talk, "split", messages=[numbers[1]], reason="про дорогу")
    other = Appeal.objects.exclude(pk=talk.pk).get()
    assert f"№ {other.pk} was split off" in html
    assert "про дорогу" in html
    assert "Another matter:" in html
    assert f'name="other" value="{other.pk}"' in html, "more can be moved there"
    assert f"split off from № {talk.pk}" in desk.get(f"/appeals/{other.pk}/").content.decode()
    html = do(desk, talk, "move", messages=[numbers[2]], other=other.pk)
    assert f"messages moved to № {other.pk}" in html
    assert (ids(talk), ids(other)) == (numbers[:1], numbers[1:])
    assert 'data-key="b"' not in html, "one message cannot be split"


def test_what_cannot_be_split_is_said_and_the_choice_is_kept(desk: Client, talk: Appeal) -> None:
    numbers = ids(talk)
    html = do(desk, talk, "split", status=422, messages=numbers, reason="все")
    assert "nothing would be left" in html
    assert html.count(" checked>") == 3
    assert 'value="все"' in html
    for messages in ([], ["x", "-1", "9" * 30], [factories.appeal().decisions.get().message_id]):
        assert "Choose messages of this appeal" in do(desk, talk, "split", status=422, messages=messages)
    do(desk, talk, "split", messages=numbers[:1])
    do(desk, talk, "split", messages=numbers[:1])
    assert Appeal.objects.filter(resident=talk.resident).count() == 2, "pressed twice, split once"


def test_a_closed_appeal_takes_no_messages(desk: Client, talk: Appeal, operator: User) -> None:
    numbers = ids(talk)
    other = services.split(appeal_id=talk.pk, message_ids=numbers[:1], by=operator, now=now())
    services.dismiss(appeal_id=other.pk, reason="спам", by=operator, now=now())
    html = do(desk, talk, "move", status=422, messages=numbers[1:2], other=other.pk)
    assert "That appeal is closed" in html
