"""Templates: their words checked, every change kept, those that fit first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from nasvyazi.domain.accounts.models import Desk, User
from nasvyazi.domain.suggestions import selectors, services, telling, wording
from nasvyazi.domain.suggestions.models import Template, TemplateVersion
from nasvyazi.domain.suggestions.services import ChangedMeanwhile, Wording
from nasvyazi.domain.understanding.models import Topic
from nasvyazi.toolbox.refusal import Refusal
from tests import factories
from tests.factories import MONDAY_NOON as NOON

in_the_database = pytest.mark.django_db
SNOW = Wording(name="Снег", text="{имя}, здравствуйте! Снег уберут до {дата}.")


@pytest.fixture
def olga(db: None) -> User:
    return factories.user(username="olga")


def added(by: User, **told: object) -> Template:
    return services.add_template(told=Wording(**{"name": "Снег", "text": "Уберут.", **told}), by=by, now=NOON)  # type: ignore[arg-type]


# ---------------------------------------------------------------- words


def test_a_name_that_is_known_is_filled_in_and_the_rest_is_left_to_fill() -> None:
    told = wording.filled(SNOW.text, resident="Марина К.")
    assert (told.text, told.blanks) == ("Марина, здравствуйте! Снег уберут до [дата].", ("дата",))
    assert wording.filled(SNOW.text, resident="sun77").blanks == ("имя", "дата")
    assert wording.filled("Уважаемый {Имя}!", resident="Марина К.").text == "Уважаемый [имя]!"
    assert wording.filled("{ ИСПОЛНИТЕЛЬ } выедет", resident="").blanks == ("исполнитель",)


@pytest.mark.parametrize(
    "text", ["{", "}", "до {дата", "{}", "{ }", "{12}", "{дата}}", "{{дата}}", "{a|b}", "{а}"]
)
def test_a_broken_blank_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as caught:
        wording.check(text)
    assert "{дата}" in str(caught.value)


@given(st.text())
def test_whatever_is_taken_for_a_template_leaves_no_curly_bracket(text: str) -> None:
    try:
        wording.check(text)
    except Refusal:
        return
    assert not set("{}") & set(wording.filled(text, resident="").text)


# ---------------------------------------------------------------- changes


@in_the_database
def test_every_change_is_kept_with_its_author_and_what_changes_nothing_is_none(olga: User) -> None:
    template = services.add_template(told=SNOW, by=olga, now=NOON)
    ivan = factories.user(username="ivan")
    later = NOON + timedelta(hours=1)
    for _ in range(2):
        seen = template.versions.latest("pk").pk
        told = Wording(name="Снег", text="Снег уберут.", is_active=False)
        services.change_template(template_id=template.pk, told=told, seen=seen, by=ivan, now=later)
    template.refresh_from_db()
    assert (template.text, template.is_active) == ("Снег уберут.", False)
    history = [(version.by, version.text, version.at) for version in selectors.history(template)]
    assert history == [(ivan, "Снег уберут.", later), (olga, SNOW.text, NOON)]


@in_the_database
def test_the_history_is_append_only(olga: User) -> None:
    services.add_template(told=SNOW, by=olga, now=NOON)
    rows = TemplateVersion.objects.all()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(text="Другое")
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()


@in_the_database
def test_who_has_not_seen_the_latest_words_does_not_overwrite_them(olga: User) -> None:
    template = services.add_template(told=SNOW, by=olga, now=NOON)
    seen = template.versions.get().pk
    first = Wording(name="Снег", text="Первая")
    services.change_template(template_id=template.pk, told=first, seen=seen, by=olga, now=NOON)
    with pytest.raises(ChangedMeanwhile):
        services.change_template(
            template_id=template.pk, told=Wording(name="Снег", text="Вторая"), seen=seen, by=olga, now=NOON
        )
    template.refresh_from_db()
    assert template.text == "Первая"


@in_the_database
@pytest.mark.parametrize(
    "told",
    [
        {"name": " "},
        {"text": "\n"},
        {"text": "до {"},
        {"name": "а" * 121},
        {"text": "а" * 10_001},
        {"name": "  СНЕГ "},
    ],
)
def test_what_is_no_template_is_refused_and_nothing_is_kept(told: dict[str, str], olga: User) -> None:
    added(olga)
    with pytest.raises(Refusal):
        added(olga, **told)
    assert (Template.objects.count(), TemplateVersion.objects.count()) == (1, 1)


@in_the_database
def test_another_desk_may_have_the_same_name_and_one_out_of_use_gives_it_free(olga: User) -> None:
    everybodys = added(olga)
    added(olga, desk=Desk.objects.create(name="Округ № 7"))
    seen = everybodys.versions.get().pk
    retired = Wording(name="Снег", text="Уберут.", is_active=False)
    services.change_template(template_id=everybodys.pk, told=retired, seen=seen, by=olga, now=NOON)
    added(olga)
    assert Template.objects.filter(name="Снег").count() == 3


@in_the_database
def test_each_use_is_counted(olga: User) -> None:
    template = added(olga)
    for hours in (1, 2):
        services.note_use(template=template, now=NOON + timedelta(hours=hours))
    template.refresh_from_db()
    assert (template.use_count, template.used_at) == (2, NOON + timedelta(hours=2))


# ---------------------------------------------------------------- reads


@in_the_database
def test_those_of_the_topic_go_first_then_those_with_the_words_then_the_most_used(olga: User) -> None:
    roads = Topic.objects.create(code="test_roads", name="Дороги для проверки")
    rare, used = added(olga, name="Разное"), added(olga, name="Принято")
    services.note_use(template=used, now=NOON)
    words = added(olga, name="Снег во дворе")
    topic = added(olga, name="Дороги", topic=roads)
    added(olga, name="Чужое", desk=Desk.objects.create(name="Округ № 7"))
    added(olga, name="Снег старый", is_active=False)
    appeal = factories.appeal(text="Во дворе не чистят снег")
    fitting = selectors.fitting(
        Template.objects.all(), appeal=appeal, weights=telling.weights(appeal), topics=[roads.pk], limit=9
    )
    assert fitting == [topic, words, used, rare]


@in_the_database
def test_pages_by_name_have_everything_once(olga: User, django_assert_num_queries: object) -> None:
    names = [f"Ш{number:02}" for number in range(7)]
    for name in reversed(names):
        added(olga, name=name)
    found, after = [], ""
    while True:
        with django_assert_num_queries(1):  # type: ignore[operator]
            page = selectors.page(Template.objects.all(), after=after, size=3)
            found += [f"{one.name} {one.desk or ''}".strip() for one in page.rows]
        after = page.next
        if not after:
            break
    assert found == names
    with pytest.raises(ValueError, match="invalid literal"):
        selectors.page(Template.objects.all(), after="Ш", size=3)


@in_the_database
def test_a_template_is_found_by_any_form_of_its_words_and_by_a_part_of_its_name(olga: User) -> None:
    snow = added(olga, name="Уборка-1", text="Снег уберут дворники.")
    added(olga, name="Лифт", text="Лифт запустят.")
    for words in ("снега", "дворник", "борка-1"):
        assert list(selectors.search(Template.objects.all(), words)) == [snow]
