"""The last hours: what the desk finds when it is opened for the first time."""

from nasvyazi.demo.beats import DISTRICT, HEAD, MAX, TELEGRAM, Comments, Drafts, Edits, Writes, story
from nasvyazi.demo.moments import ago_minutes, later

_NO_LIGHT = (
    story(
        "artem",
        DISTRICT,
        Writes(ago_minutes(47), "Лодочная 2, отключили свет во всём доме. Это надолго?"),
    ),
    story(
        "nikolay",
        HEAD,
        Writes(ago_minutes(43), "На Лодочной 10 отключили электричество. Холодильник потёк, я пока держусь"),
    ),
    story(
        "arina",
        TELEGRAM,
        Writes(ago_minutes(39), "Лодочная 7, отключили свет. Знакомимся дальше, уже при свечах"),
    ),
    story(
        "rodion",
        MAX,
        Writes(
            ago_minutes(34), "Лодочная 12, отключили электричество. Это авария или нас готовят к романтике?"
        ),
    ),
    story(
        "leonid",
        HEAD,
        Writes(
            ago_minutes(28), "Лодочная 5, электричество отключили, что-то хлопнуло, и темно. Когда включат?"
        ),
    ),
)
"""Five houses of one street, one after another: an accident."""

STORIES = (
    *_NO_LIGHT,
    story(
        "lyosha",
        TELEGRAM,
        Writes(
            ago_minutes(64),
            "Ткацкая 5, мусор не вывозят, баки с горкой. Вороны уже здороваются по имени",
            ("bins",),
        ),
    ),
    story(
        "kristina",
        HEAD,
        Writes(
            ago_minutes(41),
            "Открытый люк на Вокзальной возле музыкальной школы, ребёнок чуть не упал! Кто то воткнул ветку и всё. "
            "СРОЧНО",
            ("manhole",),
        ),
    ),
    story(
        "egor",
        HEAD,
        Writes(ago_minutes(324), "Вода из крана ржавая, Береговая 41. Даже чай не сделать", ("rusty_water",)),
        Drafts(
            later(58),
            "olga",
            "Егор, здравствуйте! На Береговой вчера меняли задвижку, после таких работ вода бывает мутной. Пролейте, "
            "пожалуйста, холодную минут десять. Если не посветлеет, ",
        ),
    ),
    story("stepan", HEAD, Writes(ago_minutes(24), "Здравствуйте")),
    story(
        "vera_p",
        HEAD,
        Writes(
            ago_minutes(132),
            "Трактор сгрёб весь снег на парковку Кленовый 22 🤦‍♀️ половина мест занята горой. Это так и задумано? 😅",
            ("yard_snow",),
        ),
        Edits(
            later(3),
            "Трактор сгрёб весь снег на парковку Кленовый 22 🤦‍♀️ половина мест занята горой, инвалидное место тоже. "
            "Это так и задумано? 😅",
        ),
    ),
    story(
        "maxim",
        DISTRICT,
        Writes(
            ago_minutes(108),
            "Каток вместо тротуара у школы 4, первоклашки падают на моих глазах. Посыпьте песком!",
            ("icy_path",),
        ),
    ),
    story(
        "nina", DISTRICT, Comments(ago_minutes(187), "alley", "Спасибо, Верочка, за фонари! Дай Бог здоровья")
    ),
)
