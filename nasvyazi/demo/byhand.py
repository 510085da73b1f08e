"""What the demo's people enter themselves: a call, a reception, rules and templates, a case in another system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.external import services as external
from nasvyazi.domain.external.models import ExternalSystem
from nasvyazi.domain.inbox.models import Way
from nasvyazi.domain.inbox.services import Entry
from nasvyazi.domain.moderation import services as moderation
from nasvyazi.domain.suggestions import services as suggestions
from nasvyazi.domain.suggestions.services import Wording
from nasvyazi.domain.understanding.models import Topic
from nasvyazi.flows import entering
from nasvyazi.flows.entering import Who
from nasvyazi.toolbox.clock import now, travelling


@dataclass(frozen=True, kw_only=True)
class Told:
    """What somebody said, to whom of the press service, how long ago, and what was answered at once ("" = nothing)."""

    by: str
    way: Way
    hours_ago: int
    name: str
    contact: str
    place: str
    text: str
    answered: str = ""


@dataclass(frozen=True)
class Prepared:
    """A template: the code of its topic, its name and its words."""

    topic: str
    name: str
    text: str


TOLD = (
    Told(
        by="olga", way=Way.CALL, hours_ago=2, name="Тамара Ильинична Скворешникова", contact="+7 900 000-01-12",
        place="Рябиновая 12, подъезд 2",
        text="Рябиновая 12: третий день нет света на лестнице, муж спускается на ощупь. Управляющая всё обещает.",
    ),
    Told(
        by="daria", way=Way.RECEPTION, hours_ago=26, name="Пётр Ясноглазкин", contact="", place="Лодочная 4",
        text="Просит поставить лавочку у подъезда: старикам негде присесть по дороге из магазина.",
        answered="Лавочку внесли в план на май, место показали на схеме. Пётр согласен.",
    ),
)  # fmt: skip
RULES = (
    ("1", "Не ругайтесь и не оскорбляйте собеседников"),
    ("2", "Не размещайте рекламу и ссылки на заработок"),
    ("3", "Не публикуйте чужие телефоны и адреса"),
)
TEMPLATES = (
    Prepared(
        "power-outage", "Отключили свет",
        "{имя}, здравствуйте! Об отключении знаем, аварийная бригада «Светлоозёрского света» уже работает. Свет "
        "обещают дать к {время}. Если к этому часу его не будет, напишите сюда же.",
    ),
    Prepared(
        "waste-overflow", "Не вывезли мусор",
        "{имя}, здравствуйте! Заявку региональному оператору передали, машина придёт {дата}. Площадку после неё "
        "приберут. Не приедет — напишите, поедем сами.",
    ),
    Prepared(
        "snow-ice", "Гололёд",
        "{имя}, здравствуйте! Мастер участка посыплет это место сегодня до {время}, дальше — по графику, каждое утро. "
        "Если кто-то упал и ушибся, напишите: поможем с обращением.",
    ),
)  # fmt: skip
_RULES_PAGE = "https://vk.com/topic-990000001_1"
_CASE = "ИМ-2026-11873"


def enter(users: Mapping[str, User], *, today: datetime) -> None:
    """Everything that is entered; `today` is the moment that the demo is filled at."""
    for number, text in RULES:
        moderation.add_rule(
            channel=None, number=number, text=text, url=_RULES_PAGE, by=users["admin"], now=today
        )
    for one in TEMPLATES:
        wording = Wording(name=one.name, text=one.text, topic=Topic.objects.get(code=one.topic))
        suggestions.add_template(told=wording, by=users["olga"], now=today)
    entered = [_enter(one, users[one.by], today - timedelta(hours=one.hours_ago)) for one in TOLD]
    external.add_by_hand(
        appeal_id=entered[0].pk,
        system=ExternalSystem.objects.order_by("pk")[0],
        number=_CASE,
        url="",
        deadline=today + timedelta(hours=20),
        state="В работе",
        is_closed=False,
        by=users["olga"],
        now=now(),
    )


def _enter(told: Told, by: User, moment: datetime) -> Appeal:
    with travelling(moment):
        appeal = entering.enter(
            entry=Entry(key=uuid4(), text=told.text, said_at=moment, way=told.way),
            who=Who(name=told.name, contact=told.contact),
            channel=None,
            where=told.place,
            by=by,
        )
        if told.answered:
            answer = Entry(key=uuid4(), text=told.answered, said_at=moment, way=told.way)
            entering.write_down(appeal_id=appeal.pk, entry=answer, speaker="", by=by)
    return appeal
