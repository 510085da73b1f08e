"""The last hours: what the desk finds when it is opened for the first time."""

from nasvyazi.demo.beats import DISTRICT, HEAD, Comments, Drafts, Edits, Writes, story
from nasvyazi.demo.moments import ago_minutes, later

STORIES = (
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
            "Дорожка к школе 4 сплошной лёд, двое первоклашек упали на моих глазах. Посыпьте песком!",
            ("icy_path",),
        ),
    ),
    story(
        "nina", DISTRICT, Comments(ago_minutes(187), "alley", "Спасибо, Верочка, за фонари! Дай Бог здоровья")
    ),
)
