"""«ст-ца Каневская» was kept as a city of that name, for the kind was not known: now it is the stanitsa «Каневская».

Registers say it so from now on, and would make a second settlement with all its streets. Where one has done so already,
both stay as they are: a person has to say which streets are the same.
"""

import re

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

KINDS = {
    word: kind
    for kind, words in {
        "stanitsa": "ст-ца станица станицы станице станицу",
        "aul": "аул аула ауле",
        "sloboda": "сл слобода слободы слободе слободу",
        "outlying": "высел выселки выселок",
        "siding": "рзд ж/д_рзд разъезд разъезда разъезде",
        "place": "нп",
    }.items()
    for word in words.split()
}
WORD = re.compile(
    r"\d+(?:-?(?:я|й|го|е|ой|ая|ый|ий|летия|лет)\b)?|[а-яёa-z]+(?:-[а-яёa-z]+)*\.?", re.IGNORECASE
)
ORDINAL = re.compile(r"(\d+)-?(?:я|й|го|е|ой|ая|ый|ий)")
FIRST_ORDINAL = re.compile(r"\s*\d+-?(?:я|й|ая|ый|ий)\b", re.IGNORECASE)


def call_by_kind(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give each of them its kind, and its name without it."""
    settlements = apps.get_model("places", "Settlement").objects
    cities = settlements.filter(kind="city").order_by("pk")
    for pk, municipality, name in cities.values_list("pk", "municipality", "name"):
        kind, name = read(name)
        key = key_of(name)
        if not kind or settlements.filter(municipality=municipality, kind=kind, key=key).exists():
            continue
        settlements.filter(pk=pk).update(kind=kind, name=name, key=key)


def read(title: str) -> tuple[str, str]:
    """The kind that stands first or last in a title, "" without one, and the name."""
    words = title.replace(".", ". ").replace(",", " ").split()
    for place in (0, -1) if len(words) > 1 else ():
        kind = KINDS.get(words[place].rstrip(".").lower())
        if kind is not None:
            del words[place]
            return kind, " ".join(words)
    return "", title


def key_of(name: str) -> str:
    """What names are compared by: bare words and numbers in lower case, an ordinal last."""
    words = [bare(match.group()) for match in WORD.finditer(name.replace("ё", "е").replace("Ё", "Е"))]
    if len(words) > 1 and words[0].isdigit() and FIRST_ORDINAL.match(name):
        words = [*words[1:], words[0]]
    return " ".join(words)


def bare(word: str) -> str:
    word = word.lower().rstrip(".")
    ordinal = ORDINAL.fullmatch(word)
    return ordinal.group(1) if ordinal else word


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0006_streets_are_found_by_name"),
    ]

    operations = [
        migrations.RunPython(call_by_kind, migrations.RunPython.noop),
    ]
