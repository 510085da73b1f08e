"""A small town's decisions: sentences put together of parts, so that a machine has something to learn."""

from __future__ import annotations

import random

from nasvyazi.domain.understanding.learning import Example

_MATTERS = {
    "roads-pits": ("яма на дороге", "асфальт разбит", "колесо пробили в выбоине"),
    "lighting-broken": ("фонарь не горит", "темно, лампа перегорела", "освещение не работает"),
    "water-none": ("нет воды", "воду отключили", "из крана ничего не течёт"),
}
_PLACES = ("на Садовой", "у школы", "во дворе", "возле рынка", "за домом", "на въезде")
_ENDS = ("помогите", "когда сделают", "третий день", "сколько можно", "примите меры")


def decisions(each: int = 34, *, seed: int = 1, swapped: bool = False) -> list[Example]:
    """So many texts of each of three topics; `swapped`: people call each topic by the next one's name."""
    draw = random.Random(seed)
    codes = list(_MATTERS)
    names = dict(zip(codes, [*codes[1:], codes[0]] if swapped else codes, strict=True))
    return [
        Example(
            f"{draw.choice(said)} {draw.choice(_PLACES)}, {draw.choice(_ENDS)} {draw.randrange(99)}",
            names[code],
        )
        for code, said in _MATTERS.items()
        for _number in range(each)
    ]
