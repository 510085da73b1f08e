"""Who lives and works in the fictional district. No name here is a real person's, no place or firm a real one."""

from __future__ import annotations

from dataclasses import dataclass

from nasvyazi.demo.beats import DISTRICT, HEAD, MAX, TELEGRAM

SETTLEMENT, TOWN = "г. Светлоозёрск", "Заречный район города Светлоозёрска"


@dataclass(frozen=True)
class Person:
    """A resident of a practice network. Nobody has an @name: in the real network it might be somebody's."""

    network: str
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
class Official:
    """In whose name a community speaks. `kind` is a value of organisations.Official.Kind."""

    name: str
    position: str
    kind: str
    username: str = ""


@dataclass(frozen=True)
class Community:
    """What the product is connected to in a practice network: a community of VK, a bot of Telegram or MAX.

    `official` is a key of OFFICIALS, `name` the last part of the address where it has one.
    """

    network: str
    number: int
    title: str
    official: str
    webhook: bool
    name: str = ""


@dataclass(frozen=True)
class Bot(Community):
    """A bot and the channel that it serves; in Telegram with its discussion group, and a group of neighbours."""

    channel_title: str = ""
    group_title: str = ""
    yard_title: str = ""


OFFICIALS = {
    "head": Official("Арсений Лучезаров", "глава Заречного района", "head", username="glava"),
    "deputy": Official("Вера Зимородкова", "депутат по избирательному округу № 12", "deputy"),
}

# Ids far above any that the networks have given out, so that nothing here is ever somebody's.
COMMUNITIES = {
    HEAD: Community(
        "vk", 990_000_001, "Глава Заречного района", "head", webhook=True, name="zarechny_head"
    ),
    DISTRICT: Community(
        "vk", 990_000_012, "Округ № 12 · Вера Зимородкова", "deputy", webhook=False, name="zarechny_12"
    ),
    TELEGRAM: Bot(
        "telegram", 990_000_000_001, "Приёмная главы Заречного района", "head", webhook=True,
        channel_title="Глава Заречного района", group_title="Заречный: обсуждаем", yard_title="Двор Рябиновая 14–18",
    ),
    MAX: Bot(
        "max", 990_000_000_201, "Глава Заречного района", "head", webhook=True, name="zarechny_head",
        channel_title="Глава Заречного района",
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
    "Щегловичкин", "Яблочников", "Боровичкин", "Гнёздышкин", "Дождевичкин", "Земляничкин", "Капустинцев", "Лодочников",
    "Малинничкин", "Незнамов", "Окошкин", "Пряничников", "Родничков", "Светлячков", "Теремков", "Уточкин",
    "Фонариков", "Хороводов", "Чайничкин", "Шишкинцев", "Эхов", "Юлов", "Ясноглазкин", "Верстовичкин", "Громоотводов",
    "Ельничкин", "Жаворонкин", "Зонтичкин", "Карандашников", "Ложечкин", "Мармеладников",
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
    "oleg": "Олег", "leonid": "Леонид", "stepan": "Степан", "dispatcher": "Эдуард",
}  # fmt: skip
_WOMEN_IN_TELEGRAM = {
    "zhanna": "Жанна", "baba_klava": "Клавдия", "dinara": "Динара", "sveta_k": "Света", "ksusha": "Ксюша",
    "arina": "Арина", "lenok": "Лена", "raisa": "Раиса",
}  # fmt: skip
_MEN_IN_TELEGRAM = {
    "lyosha": "Лёша", "kostya": "Костя", "marat": "Марат", "tolik": "Анатолий", "misha": "Миша", "gena": "Геннадий",
    "yan": "Ян", "petya": "Пётр",
}  # fmt: skip
_WOMEN_IN_MAX = {"ulyana": "Ульяна", "faina": "Фаина", "mila": "Мила", "zarina": "Зарина"}
_MEN_IN_MAX = {"savva": "Савва", "taras": "Тарас", "rodion": "Родион", "emil": "Эмиль"}
_FIRST_ID, _FIRST_LONG_ID = 980_000_001, 980_000_000_001
_FIRST_IN = {"telegram": 990_000_100_001, "max": 990_000_200_001}


def _residents() -> dict[str, Person]:
    """Everybody by key; of those in VK every fourth has one of its long ids."""
    women = _WOMEN | _WOMEN_IN_TELEGRAM | _WOMEN_IN_MAX
    networks = {
        "vk": _WOMEN | _MEN,
        "telegram": _WOMEN_IN_TELEGRAM | _MEN_IN_TELEGRAM,
        "max": _WOMEN_IN_MAX | _MEN_IN_MAX,
    }
    everybody = [(network, key, name) for network, names in networks.items() for key, name in names.items()]
    found = {}
    for number, (network, key, first_name) in enumerate(everybody):
        first = _FIRST_IN.get(network, _FIRST_LONG_ID if number % 4 == 3 else _FIRST_ID)
        surname = SURNAMES[number] + ("а" if key in women else "")
        found[key] = Person(network, first + number, first_name, surname, sex=1 if key in women else 2)
    return found


RESIDENTS = _residents()
