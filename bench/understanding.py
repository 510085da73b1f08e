"""Topics and learning on a town's real appeals: the lexicon without any data, then what is learnt, each by its limit.

The data lies beside the checkout (`../shared/data/cheboksary/appeals.csv`): 3,137 appeals with category and executor.
A plot of how sure guesses were and how often right goes to `build/calibration.svg`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.figures import Figure, Figures
from bench.plot import reliability_svg
from nasvyazi.domain.understanding import lemmas, shipped, urgency, words
from nasvyazi.domain.understanding.learning import Example, cross_validate, learning_curve, reliability
from nasvyazi.domain.understanding.learning.judging import f1
from nasvyazi.domain.understanding.lexicon import Entry, Lexicon
from nasvyazi.toolbox.home import CHECKOUT
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

DATA = CHECKOUT.parent / "shared" / "data" / "cheboksary" / "appeals.csv"
PLOT = CHECKOUT / "build" / "calibration.svg"
_SIZES = (100, 300, 1000)
_USUAL = "Благоустройство и инфраструктура"
_ROADS, _HOUSING, _ECOLOGY = "Дороги", "Жилищно-коммунальные услуги", "Экология"
_SOCIAL, _TRADE, _TELECOM = "Социальная сфера", "Бизнес", "Связь"
_GROUPS = {
    "roads": _ROADS, "waste": _HOUSING, "heating": _HOUSING, "water": _HOUSING, "sewage": _HOUSING, "power": _HOUSING,
    "housing": _HOUSING, "managers": _HOUSING, "capital": _HOUSING, "resettlement": _HOUSING, "ecology": _ECOLOGY,
    "noise": _TRADE, "trade": _TRADE, "schools": _SOCIAL, "health": _SOCIAL, "social": _SOCIAL, "work": _SOCIAL,
    "telecom": _TELECOM,
}  # fmt: skip
"""Our groups in that town's categories; every other group belongs to its largest, which takes what has no other."""
_TOPICS = {
    "waste-dumps": _ECOLOGY, "waste-burning": _ECOLOGY, "greenery-felling": _ECOLOGY, "roads-dug": _USUAL,
    "parking-sidewalks": _ROADS, "health-epidemic": "Коронавирус", "greenery-hogweed": "Сельское хозяйство",
    "animals-livestock": "Сельское хозяйство",
}  # fmt: skip


def run() -> Figures:
    """The lexicon, then five folds with categories and with executors, then the learning curve."""
    rows = _rows()
    entries = [Entry(topic.code, topic.group, topic.words) for topic in shipped.topics()]
    yield from _lexicon(rows, Lexicon(entries))
    told = sum(bool(urgency.find(words.read(words.clean(row["text"])))) for row in rows)
    beside = "of real appeals are told as dangerous; no limit: how many of them are, nobody has counted"
    yield Figure("understanding.dangers_told", 100 * told / len(rows), "%", beside)
    categories = _examples(rows, "category")
    yield from _learnt(categories, entries)
    figures, _judged = cross_validate(_examples(rows, "executor"), entries)
    yield Figure("understanding.executor.weighted_f1", figures.weighted_f1, "", "limit ≥ .68")
    for size, weighted in learning_curve(categories, entries, sizes=_SIZES):
        yield Figure(
            f"understanding.learnt_from_{size}", weighted, "", "weighted F1 of categories on a fifth"
        )


def _lexicon(rows: Sequence[dict[str, str]], lexicon: Lexicon) -> Figures:
    """Words were chosen while reading the appeals with even numbers; the others had not been looked at."""
    for name, chosen in (
        ("all", rows),
        ("read", [row for row in rows if int(row["id"]) % 2 == 0]),
        ("unseen", [row for row in rows if int(row["id"]) % 2 == 1]),
    ):
        examples = _examples(chosen, "category")
        guessed = [_category(lexicon, example.text) for example in examples]
        weighted, _macro = f1([example.label for example in examples], guessed)
        yield Figure(
            f"understanding.lexicon.{name}", weighted, "", "weighted F1; limit ≥ .60, without any training"
        )


def _learnt(examples: Sequence[Example], entries: Sequence[Entry]) -> Figures:
    figures, judged = cross_validate(examples, entries)
    name = "understanding.category"
    yield Figure(f"{name}.weighted_f1", figures.weighted_f1, "", "limit ≥ .81")
    yield Figure(f"{name}.macro_f1", figures.macro_f1, "", f"limit ≥ .66; left out: {figures.left_out}")
    yield Figure(f"{name}.top3", figures.top3, "", "limit ≥ .97")
    yield Figure(f"{name}.calibration_error", figures.calibration_error, "", f"limit ≤ .03; plot in {PLOT}")
    yield Figure(f"{name}.ms_per_text", figures.ms_per_text, "ms", "limit ≤ 3; processor's time")
    PLOT.parent.mkdir(parents=True, exist_ok=True)
    PLOT.write_text(reliability_svg(reliability(judged)), encoding="utf-8")


def _category(lexicon: Lexicon, text: str) -> str:
    found = lexicon.guess(lemmas.of(text))
    if not found:
        return _USUAL
    return _TOPICS.get(found[0].code) or _GROUPS.get(found[0].code.split("-")[0], _USUAL)


def _examples(rows: Sequence[dict[str, str]], label: str) -> list[Example]:
    return [Example(f"{row['subject']}\n{row['text']}", row[label]) for row in rows if row[label]]


def _rows() -> list[dict[str, str]]:
    if not DATA.is_file():
        raise Refusal(gettext_noop("The town's appeals are not beside this checkout: {file}."), file=DATA)
    return list(_read(DATA))


def _read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)
