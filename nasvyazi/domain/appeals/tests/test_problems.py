"""Several appeals that speak of one thing: joined, left, joined with others, and all of it undone."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import selectors, services
from nasvyazi.domain.appeals.models import Appeal, Transition
from nasvyazi.domain.problems import selectors as problem_reads
from nasvyazi.domain.problems import services as problems
from nasvyazi.domain.problems.models import Problem
from tests import factories
from tests.factories import MONDAY_NOON as NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator() -> User:
    return factories.user()


def join(one: Appeal, other: Appeal, by: User) -> Problem:
    return services.join_problem(appeal_id=one.pk, other_id=other.pk, by=by, now=NOON)


def lines(appeal: Appeal) -> list[tuple[str, str]]:
    """What the history says of the appeal's problems."""
    rows = Transition.objects.filter(appeal=appeal, field=Transition.Field.PROBLEM).order_by("pk")
    return list(rows.values_list("old", "new"))


def test_two_appeals_become_one_problem_named_by_the_words_said_first(operator: User) -> None:
    first, second = factories.appeal(text="Люк открыт"), factories.appeal(text="Опасный люк")
    problem = join(second, first, operator)
    assert (problem.title, problem.appeal_count, problem.people_count) == ("Люк открыт", 2, 2)
    assert (problem.opened_by, problem.closed_at) == (operator, None)
    assert lines(first) == lines(second) == [("", str(problem.pk))]


def test_a_third_joins_the_problem_that_there_is_from_either_side(operator: User) -> None:
    rows = [factories.appeal() for _ in range(4)]
    problem = join(rows[0], rows[1], operator)
    assert join(rows[2], rows[0], operator) == join(rows[1], rows[3], operator) == problem
    assert Problem.objects.get().appeal_count == 4


def test_two_appeals_of_one_resident_are_one_person(operator: User) -> None:
    channel = factories.channel()
    first = factories.appeal(channel, author="501")
    second = factories.wrote(channel, factories.seen(author="501", place=factories.under_post())).appeal
    assert second is not None
    assert join(first, second, operator).people_count == 1


def test_joining_again_changes_nothing(operator: User) -> None:
    first, second = factories.appeal(), factories.appeal()
    assert join(first, second, operator) == join(first, second, operator) == join(second, first, operator)
    assert len(lines(first)) == 1


def test_nothing_joins_itself(operator: User) -> None:
    appeal = factories.appeal()
    with pytest.raises(services.JoinedWithItself):
        join(appeal, appeal, operator)
    assert not Problem.objects.exists()


def test_leaving_undoes_joining_and_is_written_down(operator: User) -> None:
    first, second = factories.appeal(), factories.appeal()
    problem = join(first, second, operator)
    for _twice in range(2):
        services.leave_problem(appeal_id=second.pk, by=operator, now=NOON)
    second.refresh_from_db()
    problem.refresh_from_db()
    assert second.problem is None
    assert lines(second) == [("", str(problem.pk)), (str(problem.pk), "")]
    assert (problem.appeal_count, problem.people_count, problem.closed_at) == (1, 1, None)
    services.leave_problem(appeal_id=first.pk, by=operator, now=NOON)
    problem.refresh_from_db()
    assert (problem.appeal_count, problem.closed_at) == (0, NOON), "nobody speaks of it any more"


def test_of_two_problems_the_older_stays_and_it_can_be_undone(operator: User) -> None:
    rows = [factories.appeal() for _ in range(5)]
    older, younger = join(rows[0], rows[1], operator), join(rows[2], rows[3], operator)
    assert join(rows[3], rows[0], operator) == older
    younger.refresh_from_db()
    assert (younger.merged_into, younger.appeal_count) == (older, 0)
    assert younger.closed_at is not None
    assert Problem.objects.get(pk=older.pk).appeal_count == 4
    assert lines(rows[2]) == [("", str(younger.pk)), (str(younger.pk), str(older.pk))]
    join(rows[0], rows[4], operator)
    services.leave_problem(appeal_id=rows[3].pk, by=operator, now=NOON)
    for _twice in range(2):
        services.take_problem_apart(problem_id=younger.pk, by=operator, now=NOON)
    assert set(Appeal.objects.filter(problem=younger)) == {rows[2]}, "whoever has left meanwhile stays away"
    assert set(Appeal.objects.filter(problem=older)) == {rows[0], rows[1], rows[4]}
    apart = Problem.objects.get(pk=younger.pk)
    assert (apart.merged_into, apart.closed_at, apart.appeal_count) == (None, None, 1)


def test_a_problem_is_open_as_long_as_one_of_its_appeals_is(operator: User) -> None:
    rows = [factories.appeal(), factories.appeal()]
    problem = join(rows[0], rows[1], operator)
    for row, is_open in zip(rows, (True, False), strict=True):
        services.dismiss(appeal_id=row.pk, reason="починили", by=operator, now=NOON)
        problem.refresh_from_db()
        assert (problem.closed_at is None) == is_open
    services.reopen(appeal_id=rows[0].pk, reason="снова", by=operator, now=NOON)
    problem.refresh_from_db()
    assert problem.closed_at is None


def test_an_open_appeal_that_joins_a_closed_problem_opens_it(operator: User) -> None:
    rows = [factories.appeal() for _ in range(3)]
    problem = join(rows[0], rows[1], operator)
    for row in rows[:2]:
        services.dismiss(appeal_id=row.pk, reason="починили", by=operator, now=NOON)
    join(rows[2], rows[0], operator)
    problem.refresh_from_db()
    assert problem.closed_at is None


def test_a_resolved_appeal_that_closes_by_itself_closes_its_problem(operator: User) -> None:
    rows = [factories.appeal(), factories.appeal()]
    problem = join(rows[0], rows[1], operator)
    for row in rows:
        services.resolve(appeal_id=row.pk, by=operator, now=NOON)
    assert services.close_due(now=NOON + timedelta(days=8)) == 2
    problem.refresh_from_db()
    assert problem.closed_at is not None


def test_a_problem_has_a_title_whatever_was_said(operator: User) -> None:
    channel = factories.channel()
    wordless = [
        factories.wrote(channel, factories.seen("", author=author, attachments=[factories.photo()])).appeal
        for author in ("1", "2")
    ]
    first, second = (appeal for appeal in wordless if appeal is not None)
    problem = join(first, second, operator)
    assert problem.title == str(first)
    with pytest.raises(problems.TitleMissing):
        problems.describe(problem_id=problem.pk, title=" \n ", place="", topic=None)
    told = problems.describe(
        problem_id=problem.pk, title="  Яма\n у школы ", place=" Степная, 18 ", topic=None
    )
    assert (told.title, told.place) == ("Яма у школы", "Степная, 18")


@pytest.mark.parametrize(
    "change", [{"title": ""}, {"merged_into": "self", "closed_at": None}], ids=["no title", "merged yet open"]
)
def test_the_database_refuses_a_problem_that_makes_no_sense(
    change: dict[str, object], operator: User
) -> None:
    problem = join(factories.appeal(), factories.appeal(), operator)
    told = {name: problem.pk if value == "self" else value for name, value in change.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Problem.objects.filter(pk=problem.pk).update(**told)


def test_pages_of_problems_show_those_of_the_most_people_first_and_each_once(operator: User) -> None:
    sizes = {}
    for size in (2, 4, 3, 2, 2):
        rows = [factories.appeal() for _ in range(size)]
        for row in rows[1:]:
            problem = join(rows[0], row, operator)
        sizes[problem.pk] = size
    alone = join(factories.appeal(), lonely := factories.appeal(), operator)
    services.leave_problem(appeal_id=lonely.pk, by=operator, now=NOON)
    after, seen = "", []
    while True:
        page = problem_reads.page(Problem.objects.all(), after=after, size=2)
        seen += [row.pk for row in page.rows]
        after = page.next
        if not after:
            break
    assert seen == sorted(sizes, key=lambda pk: (-sizes[pk], -pk))
    assert alone.pk not in seen
    for nonsense in ("x", "1", "1_", "_1"):
        with pytest.raises(ValueError, match="invalid literal"):
            problem_reads.page(Problem.objects.all(), after=nonsense, size=2)


def test_alike_are_open_appeals_of_others_by_words_in_any_form(operator: User) -> None:
    channel = factories.channel()
    appeal = factories.appeal(channel, text="Не чистят снег во дворе на Минской")
    near = factories.appeal(channel, text="Двор на Минской завален снегом")
    far = factories.appeal(channel, text="Когда уберут снега?")
    factories.appeal(channel, text="Не работает лифт")
    closed = factories.appeal(channel, text="Снег на Минской, двор не чищен")
    services.dismiss(appeal_id=closed.pk, reason="убрали", by=operator, now=NOON)
    old = factories.appeal(channel, text="Снег на Минской, двор не чищен")
    Appeal.objects.filter(pk=old.pk).update(opened_at=NOON - timedelta(days=91))
    found = selectors.alike(appeal, among=Appeal.objects.all(), now=NOON, limit=9)
    assert found == [near, far]


@pytest.mark.parametrize("text", ["", "!!!", "и в на", "' & | ! :* \\ <->", "а" * 5000])
def test_any_words_can_be_compared(text: str) -> None:
    seen = factories.seen(text, attachments=[factories.photo()])
    appeal = factories.wrote(factories.channel(), seen).appeal
    assert appeal is not None
    assert selectors.alike(appeal, among=Appeal.objects.all(), now=NOON, limit=9) == []
