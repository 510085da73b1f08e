"""A fixed cast: the predicate and the queryset say the same of everybody, and nobody sees what is not theirs."""

import pytest
from django.contrib.auth.models import AnonymousUser

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.accounts import services as accounts
from nasvyazi.domain.accounts.models import Desk, Membership, Role, User
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.models_burst import Burst
from nasvyazi.domain.appeals.tests import town
from nasvyazi.domain.external.models import ExternalCase, ExternalImport, ExternalSystem
from nasvyazi.domain.files.models import File
from nasvyazi.domain.moderation import services as moderation
from nasvyazi.domain.outbox.models import LetterFile
from nasvyazi.domain.places.models import RegisterImport
from nasvyazi.domain.suggestions.models import Template
from tests import factories
from tests.factories import MONDAY_NOON as NOON

pytestmark = pytest.mark.django_db

Cast = dict[str, User | AnonymousUser]


@pytest.fixture
def appeal() -> Appeal:
    return factories.appeal()


@pytest.fixture
def cast() -> Cast:
    elsewhere = Desk.objects.create(name="Округ № 7")
    gone = factories.user()
    accounts.deactivate_user(user=gone)
    homeless = factories.user()
    Membership.objects.filter(user=homeless).delete()
    return {
        "operator": factories.user(),
        "head": factories.user(Role.HEAD),
        "administrator": factories.user(Role.ADMINISTRATOR),
        "operator of another desk": factories.user(desk=elsewhere),
        "operator of no desk": homeless,
        "operator who left": gone,
        "stranger": AnonymousUser(),
    }


SEES = {"operator", "head", "administrator"}


def test_only_those_of_the_desk_and_above_see_an_appeal(cast: Cast, appeal: Appeal) -> None:
    for permission in (access.SEE_APPEAL, access.WORK_ON_APPEAL):
        assert {name for name, user in cast.items() if access.may(user, permission, appeal)} == SEES


def test_the_queryset_says_what_the_predicate_says(cast: Cast, appeal: Appeal) -> None:
    for name, user in cast.items():
        listed = access.appeals(user).filter(pk=appeal.pk).exists()
        assert listed == access.may(user, access.SEE_APPEAL, appeal), name


def test_residents_are_seen_and_joined_by_those_who_see_their_appeals(cast: Cast, appeal: Appeal) -> None:
    elsewhere = factories.appeal(factories.channel(desk=Desk.objects.get(name="Округ № 7"))).resident
    for resident, seeing in (
        (appeal.resident, SEES),
        (elsewhere, SEES - {"operator"} | {"operator of another desk"}),
    ):
        for permission in (access.SEE_RESIDENT, access.JOIN_RESIDENT):
            assert {name for name, user in cast.items() if access.may(user, permission, resident)} == seeing
        listed = {name for name, user in cast.items() if resident in access.residents(user)}
        assert listed == seeing


def test_letters_and_channels_are_seen_with_their_appeals(cast: Cast, appeal: Appeal) -> None:
    author = cast["operator"]
    assert isinstance(author, User)
    factories.answer(appeal, author)
    assert {name for name, user in cast.items() if access.letters(user).exists()} == SEES
    assert {name for name, user in cast.items() if access.channels(user).exists()} == SEES


def test_only_the_administrator_sees_how_channels_are_connected(cast: Cast) -> None:
    assert {name for name, user in cast.items() if access.may(user, access.SEE_CHANNELS)} == {"administrator"}
    assert {name for name, user in cast.items() if access.may(user, access.SET_DISTRICTS)} == {
        "administrator"
    }


def test_only_the_administrator_sets_topics_and_who_guesses_them(cast: Cast) -> None:
    assert {name for name, user in cast.items() if access.may(user, access.SET_TOPICS)} == {"administrator"}


def test_only_the_administrator_brings_registers_of_houses(cast: Cast) -> None:
    by = cast["administrator"]
    assert isinstance(by, User)
    file = File.objects.create(sha256="0" * 64, name="дома.csv", content_type="text/csv", size=1)
    RegisterImport.objects.create(file=file, by=by, at=NOON)
    may = {name for name, user in cast.items() if access.may(user, access.IMPORT_PLACES)}
    assert may == {name for name, user in cast.items() if access.register_imports(user).exists()}
    assert may == {"administrator"}


def test_what_is_not_allowed_anywhere_is_denied_to_everybody(cast: Cast, appeal: Appeal) -> None:
    assert not any(access.may(user, "appeals.burn", appeal) for user in cast.values())


def test_what_residents_attached_is_seen_with_the_conversation(cast: Cast) -> None:
    factories.wrote(factories.channel(), factories.seen(attachments=[factories.photo()]))
    assert {name for name, user in cast.items() if access.attachments(user).exists()} == SEES


def test_files_are_seen_and_turned_with_their_conversation(cast: Cast, appeal: Appeal) -> None:
    author = cast["operator"]
    assert isinstance(author, User)
    sent, came, nobodys = (
        File.objects.create(sha256=name, name=name, size=1) for name in ("sent", "came", "nobodys")
    )
    LetterFile.objects.create(letter=factories.answer(appeal, author), file=sent, ordinal=0)
    message = factories.record(appeal.channel, factories.seen(author="9", attachments=[factories.photo()]))
    message.attachments.update(file=came)
    for name, user in cast.items():
        expected = {"sent", "came"} if name in SEES else set()
        assert {file.name for file in access.files(user)} == expected, name
    assert {file.name for file in access.files_at_work(author)} == {"sent"}, (
        "no appeal speaks of the other yet"
    )
    appeals.attach_or_open(message=message, now=factories.MONDAY_NOON)
    for name, user in cast.items():
        assert set(access.files_at_work(user)) == (set(access.files(user)) if name in SEES else set()), name
    assert nobodys not in access.files(author)


def test_what_was_attached_goes_with_the_appeal_to_another_desk(cast: Cast) -> None:
    decision = factories.wrote(factories.channel(), factories.seen(attachments=[factories.photo()]))
    assert decision.appeal is not None
    Appeal.objects.filter(pk=decision.appeal.pk).update(desk=Desk.objects.get(name="Округ № 7"))
    seeing = {name for name, user in cast.items() if access.attachments(user).exists()}
    assert seeing == {"operator of another desk", "head", "administrator"}


def test_only_those_of_the_channels_desk_and_above_moderate(cast: Cast) -> None:
    channel = factories.channel()
    message = factories.wrote(channel, factories.seen(place=factories.under_post())).message
    private = factories.wrote(channel).message
    rule = moderation.add_rule(
        channel=None, number="1", text="Брань", url="https://vk.com/topic-1_2", by=factories.user(), now=NOON
    )
    measure = moderation.hide(
        message_id=message.pk, rule_id=rule.pk, reason="", by=factories.user(), now=NOON
    )
    moderation.secure(measure=measure, now=NOON)
    assert {name for name, user in cast.items() if access.may(user, access.MODERATE, channel)} == SEES
    for rows in (access.moderated, access.measures, access.evidence):
        assert {name for name, user in cast.items() if rows(user).exists()} == SEES
    assert not any(access.moderated(user).filter(pk=private.pk).exists() for user in cast.values())
    assert not any(
        access.may(user, access.MODERATE, None) for name, user in cast.items() if "operator" in name
    )


def test_only_the_administrator_sets_the_rules_of_a_page(cast: Cast) -> None:
    assert {name for name, user in cast.items() if access.may(user, access.SET_PAGE_RULES)} == {
        "administrator"
    }


def test_a_case_in_another_system_is_seen_with_its_appeal_and_without_one_at_any_desk(
    cast: Cast, appeal: Appeal
) -> None:
    system = ExternalSystem.objects.create(name="Инцидент")
    known = {"system": system, "changed_at": factories.MONDAY_NOON}
    ours = ExternalCase.objects.create(number="1", appeal=appeal, match="person", **known)
    nobodys = ExternalCase.objects.create(number="2", **known)
    for case, seeing in ((ours, SEES), (nobodys, SEES | {"operator of another desk"})):
        for name, user in cast.items():
            allowed = access.may(user, access.WORK_ON_EXTERNAL, case)
            assert allowed == (name in seeing), name
            assert access.external_cases(user).filter(pk=case.pk).exists() == allowed, name


def test_a_table_is_seen_at_the_desks_of_whoever_brought_it(cast: Cast) -> None:
    operator = cast["operator"]
    assert isinstance(operator, User)
    system, file = (
        ExternalSystem.objects.create(name="Инцидент"),
        File.objects.create(sha256="x", name="x", size=1),
    )
    ExternalImport.objects.create(system=system, file=file, by=operator, at=factories.MONDAY_NOON)
    assert {name for name, user in cast.items() if access.external_imports(user).exists()} == SEES
    bringing = {name for name, user in cast.items() if access.may(user, access.WORK_ON_EXTERNAL)}
    assert bringing == SEES | {"operator of another desk"}


def test_a_template_is_read_at_its_desk_and_changed_there_and_everybodys_by_the_administrator(
    cast: Cast,
) -> None:
    ours = Template.objects.create(name="Наш", text="Приняли", desk_id=Desk.MAIN_ID)
    everybodys = Template.objects.create(name="Общий", text="Приняли")
    active = SEES | {"operator of another desk", "operator of no desk"}
    for template, reading, changing in (
        (ours, SEES, SEES),
        (everybodys, active, {"administrator"}),
    ):
        for name, user in cast.items():
            assert access.templates(user).filter(pk=template.pk).exists() == (name in reading), name
            assert access.own_templates(user).filter(pk=template.pk).exists() == (name in changing), name
            assert access.may(user, access.CHANGE_TEMPLATE, template) == (name in changing), name
    writing = {name for name, user in cast.items() if access.may(user, access.WRITE_TEMPLATES)}
    assert writing == SEES | {"operator of another desk"}


def test_a_burst_is_seen_by_whoever_sees_one_of_its_appeals(cast: Cast) -> None:
    topic, channel = town.topic(), factories.channel()
    for _ in range(5):
        town.appeal(topic, town.at(0), channel=channel)
    appeals.raise_bursts(topic_id=topic.pk, now=NOON)
    burst = Burst.objects.get()
    for name, user in cast.items():
        for permission in (access.SEE_BURST, access.WORK_ON_BURST):
            assert access.may(user, permission, burst) == (name in SEES), name
        assert access.bursts(user).exists() == (name in SEES), name
