"""Names of organisations: the same company under every spelling."""

from __future__ import annotations

import re

KEY_LENGTH = 300
_WORD = re.compile(r"\w+")
_FORMS = {
    "общество с ограниченной ответственностью": "ооо",
    "публичное акционерное общество": "пао",
    "открытое акционерное общество": "оао",
    "закрытое акционерное общество": "зао",
    "акционерное общество": "ао",
    "муниципальное унитарное предприятие": "муп",
    "муниципальное бюджетное учреждение": "мбу",
    "муниципальное казенное учреждение": "мку",
    "товарищество собственников жилья": "тсж",
    "товарищество собственников недвижимости": "тсн",
    "жилищно строительный кооператив": "жск",
    "управляющая компания": "ук",
    "управляющая организация": "уо",
    "индивидуальный предприниматель": "ип",
}
"""Legal forms (Civil Code, articles 66–123) and what those who manage houses call themselves, whole and in short."""


def organisation_key(name: str) -> str:
    """What is compared: «ООО "УК Центр"» = «Общество с ограниченной ответственностью УК «ЦЕНТР»»; "" for no name.

    Lower case, е for ё, no marks, legal forms in short; the words keep their order.
    """
    words = " ".join(_WORD.findall(name.lower().replace("ё", "е")))
    for whole, short in _FORMS.items():
        words = re.sub(rf"\b{whole}\b", short, words)
    return words[:KEY_LENGTH].rstrip()
