"""Danger to life is told, and figures of speech are not taken for it."""

from __future__ import annotations

import pytest

from nasvyazi.domain.understanding import urgency, words
from nasvyazi.domain.understanding.tests import invented, weighing


def dangers(text: str) -> list[str]:
    return [danger.rule.code for danger in urgency.find(words.read(words.clean(text)))]


def test_dangers_told_in_words_that_were_not_learnt_from_are_found_and_named_and_the_calm_stays_calm() -> (
    None
):
    """These tell how it does in life: whoever wants it to learn from them writes new ones first."""
    judged = weighing.judged([one for name in invented.HELD for one in invented.dangers(name)])
    assert judged.found >= 0.94
    assert judged.named >= 0.82
    assert judged.false <= 0.06


def test_so_do_messages_by_which_nothing_was_chosen() -> None:
    judged = weighing.judged([one for name in invented.BLIND for one in invented.dangers(name)])
    assert judged.found >= 0.95
    assert judged.false <= 0.05


def test_no_message_is_both_learnt_from_and_judged_by() -> None:
    taught = {one.text for one in invented.dangers("taught.txt")}
    for name in (*invented.HELD, *invented.BLIND):
        assert not taught & {one.text for one in invented.dangers(name)}


def test_what_words_weigh_is_what_the_messages_teach() -> None:
    """Within what another version of a library may differ by: `scripts/weigh_dangers.py` writes the file."""
    weighed, kept = weighing.weigh(invented.dangers("taught.txt")), urgency.weights()
    assert weighed.keys() == kept.keys()
    for term, weight in kept.items():
        found = weighed[term]
        assert (found.rarity, found.danger) == pytest.approx((weight.rarity, weight.danger), abs=0.1)
        assert {**dict.fromkeys(weight.names, 0.0), **found.names} == pytest.approx(
            {**dict.fromkeys(found.names, 0.0), **weight.names}, abs=0.4
        )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Сильно пахнет газом", "gas"),
        ("Открытый люк у школы", "manhole"),
        ("Провод лежит на земле и искрит", "wires"),
        ("Нет отопления, мороз, ребёнок мёрзнет", "cold"),
        ("Лёд падает с крыши на прохожих", "ice"),
        ("Обрушился балкон", "collapse"),
        ("Пожар на Лесной", "fire"),
        ("Прорвало трубу с кипятком", "hot_water"),
        ("Вода льётся с потолка по всему подъезду", "flood"),
        ("Застряли в лифте с ребёнком", "trapped"),
        ("Стая собак напала на школьника", "dogs"),
        ("Дерево упало на провода", "tree"),
        ("Не хочу больше жить", "self_harm"),
        ("Сбили пешехода, есть пострадавшие", "injured"),
    ],
)
def test_each_danger_is_known_by_its_name(text: str, code: str) -> None:
    assert code in dangers(text)


@pytest.mark.parametrize(
    "text",
    [
        "Горит срок сдачи отчёта",
        "Газон и газета",
        "Люк в авто не закрывается, продаю",
        "Провода интернета провисли",
        "Фонарь не горит",
        "Газом у нас больше не пахнет",
        "Люк закрыли, спасибо",
    ],
)
def test_a_figure_of_speech_is_no_danger(text: str) -> None:
    assert dangers(text) == []


def test_the_words_that_spoke_are_told() -> None:
    (danger,) = urgency.find(words.read("У нас в подъезде пахнет газом"))
    assert danger.reasons == ("пахнет", "газом")


def test_one_sentence_of_a_long_appeal_is_heard() -> None:
    text = (
        "Прошу принять меры к управляющей компании «Уют». Третий год не можем добиться ремонта подъезда, счета растут. "
        "Отписки присылают под копирку. Вчера в подвале сильно пахло газом, соседке стало плохо, аварийка не едет. "
        "Прошу также проверить начисления за содержание жилья и ответить письменно."
    )
    (danger,) = urgency.find(words.read(text))
    assert danger.rule.code == "gas"


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("В подъезде пахнет газом.", "gas"),
        ("Не хочу больше жить.", "self_harm"),
        ("На третьем этаже в квартире пожар, идет дым.", "fire"),
        ("Обрушился балкон на прохожего.", "collapse"),
    ],
)
def test_a_short_sentence_is_not_drowned_by_calm_ones_beside_it(sentence: str, code: str) -> None:
    text = (
        "Мы живем в этом доме уже много лет и каждый год платим за содержание двора. Тротуар возле магазина так и не "
        f"отремонтировали. {sentence} Просим принять меры и дать ответ."
    )
    assert dangers(text)[0] == code


def test_a_short_plain_sentence_among_many_is_heard() -> None:
    text = (
        "Третий год не можем добиться ремонта подъезда, счета растут, отписки присылают под копирку. "
        "{} Прошу также проверить начисления за содержание жилья и ответить письменно."
    )
    for sentence, code in (("В подъезде пахнет газом.", "gas"), ("Ребёнок упал в открытый люк.", "manhole")):
        (danger,) = urgency.find(words.read(text.format(sentence)))
        assert danger.rule.code == code


@pytest.mark.parametrize(
    ("clause", "code"),
    [
        ("у детской площадки стоит открытый люк", "manhole"),
        ("на столбе у дома 5 висит оборванный провод", "wires"),
        ("с потолка на пятом этаже падают куски штукатурки", "collapse"),
        ("вчера в подъезде сильно пахло газом", "gas"),
    ],
)
@pytest.mark.parametrize("comma", [", ", " "])
def test_one_clause_of_a_sentence_about_everything_is_heard_with_commas_and_without(
    clause: str, code: str, comma: str
) -> None:
    said = ["Во дворе снег не убирают", "мусор не вывозят", clause, "просим принять меры", "лифт грязный"]
    assert code in dangers(comma.join(said))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("В морозы отключили отопление в целом районе!", "cold"),
        ("Горит мусорка у дома 5", "fire"),
        ("Сгорел мусорный бак, огонь перекинулся на машины", "fire"),
        ("в подвале бомжи жгут костёр", "fire"),
        ("Лифт сорвался", "trapped"),
        ("Магистральный газопровод повредили экскаватором", "gas"),
        ("Утечка хлора на заводе", "gas"),
        ("Укусила бездомная собака, нужна прививка", "dogs"),
        ("Пропал ребёнок 7 лет", "injured"),
        ("Меня муж избивает", "injured"),
        ("Ограждение моста сломано, можно упасть в реку", "injured"),
    ],
)
def test_a_short_cry_is_heard(text: str, code: str) -> None:
    assert code in dangers(text)


@pytest.mark.parametrize(
    "text",
    [
        "тойота а001аа77 и ваз В 555 ОР 163",
        "Телефон диспетчера 8(8352)12-12-12 не отвечает, мой 89271234567",
        "сгорела лампочка",
        "горит свет днём",
        "пожарный проезд заставлен",
        "упало настроение",
    ],
)
def test_what_only_looks_like_a_danger_is_none(text: str) -> None:
    assert dangers(text) == []


def test_a_common_word_by_itself_is_no_danger_whatever_it_weighs() -> None:
    for word in ("ребенок", "под", "она", "и", "вода", "человек"):
        assert dangers(word) == []


def test_no_danger_is_told_without_a_word_that_is_its_reason() -> None:
    for name in (*invented.HELD, *invented.BLIND):
        for one in invented.dangers(name):
            for danger in urgency.find(words.read(words.clean(one.text))):
                assert danger.reasons


@pytest.mark.parametrize("text", ["", "😀😀😀", "+", "12345", "Урамра юр нумай", "Что нам делать? Там люди!"])
def test_a_text_that_says_nothing_is_no_danger(text: str) -> None:
    assert dangers(text) == []


def test_words_about_dying_come_with_advice_in_both_languages() -> None:
    danger = urgency.find(words.read("Не хочу жить"))[0]
    assert "112" in danger.rule.note("ru")
    assert "112" in danger.rule.note("en-gb")


def test_every_danger_has_a_title_in_both_languages() -> None:
    for rule in urgency.rules():
        assert rule.title("ru") != rule.title("en") != ""
