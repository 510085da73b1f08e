"""Who lives and works in the fictional district. No name here is a real person's, no place or firm a real one."""

from __future__ import annotations

from dataclasses import dataclass

from nasvyazi.demo.beats import DISTRICT, HEAD

TOWN = "Заречный район города Светлоозёрска"


@dataclass(frozen=True)
class Person:
    """A resident of the practice network."""

    user_id: int
    first_name: str
    last_name: str
    sex: int

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True)
class Staff:
    """Somebody who signs in. `role` is a value of accounts.Role."""

    username: str
    first_name: str
    last_name: str
    role: str


@dataclass(frozen=True)
class Community:
    """A community of the practice network and the official in whose name it speaks."""

    group_id: int
    title: str
    screen_name: str
    official: str
    position: str
    kind: str
    webhook: bool


# Ids far above any that VK has given out, so that nothing here is ever somebody's.
COMMUNITIES = {
    HEAD: Community(
        990_000_001, "Глава Заречного района", "zarechny_head", "Арсений Лучезаров",
        "глава Заречного района", "head", webhook=True,
    ),
    DISTRICT: Community(
        990_000_012, "Округ № 12 · Вера Зимородкова", "zarechny_12", "Вера Зимородкова",
        "депутат по избирательному округу № 12", "deputy", webhook=False,
    ),
}  # fmt: skip

STAFF = (
    Staff("olga", "Ольга", "Незабудкина", "operator"),
    Staff("timur", "Тимур", "Вересковин", "operator"),
    Staff("daria", "Дарья", "Колоколенкина", "operator"),
    Staff("glava", "Арсений", "Лучезаров", "head"),
    Staff("admin", "Семён", "Клавишников", "administrator"),
)

SURNAMES = (
    "Озерчанинов", "Заречинкин", "Росинкин", "Черёмушкин", "Снежинин", "Подснежников", "Ветродуев", "Ягодкин",
    "Рябинушкин", "Соловейкин", "Луговичкин", "Тихоречнев", "Капельчиков", "Метелькин", "Рассветников", "Калиточкин",
    "Скворешников", "Лесовичкин", "Форточкин", "Одуванчиков", "Журавликов", "Тропиночкин", "Березничкин", "Облачников",
    "Ручейников", "Синицветов", "Колосочкин", "Листопадничков", "Ивушкин", "Василёчков", "Звонарёчкин", "Ежевикин",
    "Кувшинкин", "Липочкин", "Мостовичкин", "Радужников", "Сорокопутов", "Утреннев", "Хвойников", "Шиповничкин",
    "Щегловичкин", "Яблочников", "Боровичкин", "Гнёздышкин", "Дождевичкин", "Земляничкин",
)  # fmt: skip
"""Made up for this demo. Residents take them in order."""

_WOMEN = {
    "marina": "Марина", "nina": "Нина", "alla": "Алла", "svetlana": "Светлана", "irina": "Ирина",
    "galina": "Галина", "tamara": "Тамара", "lyuda": "Людмила", "oksana": "Оксана", "yulia": "Юлия",
    "vera_p": "Вера", "kristina": "Кристина", "zoya": "Зоя", "natasha": "Наталья", "ekaterina": "Екатерина",
    "polina": "Полина", "lidia": "Лидия", "inna": "Инна", "rita": "Маргарита", "alyona": "Алёна",
    "valya": "Валентина", "nadya": "Надежда", "elena": "Елена",
}  # fmt: skip
_MEN = {
    "sergey": "Сергей", "alexey": "Алексей", "pavel": "Павел", "viktor": "Виктор", "roman": "Роман",
    "denis": "Денис", "igor": "Игорь", "anton": "Антон", "nikolay": "Николай", "maxim": "Максим",
    "kirill": "Кирилл", "gleb": "Глеб", "stas": "Станислав", "boris": "Борис", "fedor": "Фёдор",
    "artem": "Артём", "ruslan": "Руслан", "egor": "Егор", "timofey": "Тимофей", "vadim": "Вадим",
    "oleg": "Олег", "leonid": "Леонид", "stepan": "Степан",
}  # fmt: skip
_FIRST_ID, _FIRST_LONG_ID = 980_000_001, 980_000_000_001


def _residents() -> dict[str, Person]:
    """Everybody by key; every fourth has one of VK's long ids."""
    found = {}
    for number, (key, first_name) in enumerate((_WOMEN | _MEN).items()):
        found[key] = Person(
            user_id=(_FIRST_LONG_ID if number % 4 == 3 else _FIRST_ID) + number,
            first_name=first_name,
            last_name=SURNAMES[number] + ("а" if key in _WOMEN else ""),
            sex=1 if key in _WOMEN else 2,
        )
    return found


RESIDENTS = _residents()
