"""The topics that come with the product."""

from __future__ import annotations

import re

import pytest

from nasvyazi.domain.understanding import shipped
from nasvyazi.domain.understanding.guessing import by_lexicon
from nasvyazi.domain.understanding.lexicon import Entry, Lexicon, read_word


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon(Entry(topic.code, topic.group, topic.words) for topic in shipped.topics())


def test_they_are_a_tree_of_two_levels_with_codes_that_fit_an_address() -> None:
    topics = shipped.topics()
    groups = {topic.code for topic in topics if not topic.group}
    assert len(groups) >= 25
    assert len(topics) - len(groups) >= 200
    assert len({topic.code for topic in topics}) == len(topics)
    assert all(not topic.group or topic.group in groups for topic in topics)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)?", topic.code) and topic.name for topic in topics)


def test_names_are_told_apart() -> None:
    names = [topic.name for topic in shipped.topics()]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_every_word_can_be_read_and_stands_once_in_its_topic() -> None:
    for topic in shipped.topics():
        assert topic.words
        parts = [read_word(word) for word in topic.words]
        assert len(set(parts)) == len(parts), (topic.code, topic.words)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Яма на Садовой, уже третье колесо пробили", "roads-pits"),
        ("Когда починят светофор у рынка?", "roads-lights"),
        ("Вторую неделю фонари не горят по всей улице", "lighting-broken"),
        ("Тротуар разбит, с коляской не пройти", "sidewalks-broken"),
        ("Во дворе не чистят снег, сугробы по колено", "snow-yards"),
        ("Гололёд, дорожки никто не посыпает песком", "snow-ice"),
        ("С крыши свисают огромные сосульки", "snow-roofs"),
        ("Не скошена трава, выше пояса, клещи", "greenery-mowing"),
        ("Сухое дерево вот-вот упадёт на детей", "greenery-trees"),
        ("Опять машины на газоне, вся трава убита", "parking-lawns"),
        ("Третий день не вывозят мусор, контейнеры переполнены", "waste-overflow"),
        ("В овраге стихийная свалка", "waste-dumps"),
        ("Автобус пятого маршрута не ходит по расписанию", "transport-schedule"),
        ("Водитель маршрутки нахамил и ехал с телефоном", "transport-drivers"),
        ("Батареи ледяные, в квартире холодно", "heating-cold"),
        ("Нет горячей воды с понедельника", "water-hot"),
        ("Из крана бежит ржавая вода", "water-quality"),
        ("Прорвало трубу, вода течёт по улице", "water-bursts"),
        ("Открыт канализационный люк возле школы", "sewage-manholes"),
        ("В подвале стоит вода и комары", "sewage-basement"),
        ("Свет отключают каждый вечер", "power-outage"),
        ("Сильный запах газа в подъезде", "power-gas"),
        ("Лифт опять не работает", "housing-lifts"),
        ("Течёт крыша, потолок на пятом этаже весь мокрый", "housing-roof"),
        ("В подъезде завелись крысы и тараканы", "housing-pests"),
        ("УК игнорирует заявки, дозвониться диспетчеру нельзя", "managers-ignores"),
        ("Пришла квитанция с двойным начислением", "managers-fees"),
        ("Когда будет капремонт нашего дома?", "capital-when"),
        ("Когда расселят наш аварийный дом?", "resettlement-when"),
        ("Стая бездомных собак кидается на детей", "animals-stray"),
        ("Качели на детской площадке сломаны", "playgrounds-broken"),
        ("Ребёнку не дают место в детском саду", "schools-places"),
        ("Не могу записаться к врачу, талонов нет", "health-queues"),
        ("Скорую ждали три часа", "health-ambulance"),
        ("Кафе под окнами, громкая музыка до ночи", "noise-places"),
        ("Кладбище заросло, мусор не убирают", "cemeteries-order"),
        ("Интернет еле работает, провайдер молчит", "telecom-internet"),
        ("Спасибо за ремонт дороги!", "thanks-repair"),
        ("Мост через речку вот-вот рухнет", "roads-bridges"),
        ("На рынке незаконная торговля с киоска", "trade-kiosks"),
    ],
)  # fmt: skip
def test_what_people_write_is_among_the_three_suggestions(lexicon: Lexicon, text: str, code: str) -> None:
    assert code in [one.label for one in by_lexicon(lexicon, text)]


def test_a_confidence_of_the_lexicon_is_a_share_and_falls_from_guess_to_guess(lexicon: Lexicon) -> None:
    found = [one.confidence for one in by_lexicon(lexicon, "Яма на дороге у школы, и фонарь не горит")]
    assert len(found) == 3
    assert 1 > found[0] >= found[1] >= found[2] > 0
