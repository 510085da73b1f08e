"""What a comment may be suspected of, read from its words alone. Pure: words in, signs out.

A suspicion is a proposal, so the reader rather overlooks than accuses: rude criticism is none of its business, only the
few obscene roots of Russian and what advertisers write. Known ways of hiding such roots are undone: Latin letters
and digits in place of Cyrillic ones, letters set apart, stretched, or masked by asterisks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

_LOOKALIKES = str.maketrans("abcehkmnoptuxy@0346$", "авсенкмпортихуаозчбс")
_LATER = str.maketrans({"ё": "е"})
_WORD = re.compile(r"[^\W_][\w*#@$.\-]*[^\W_]|[^\W_]")
_APART = re.compile(r"(?<!\w)(?:[^\W\d_][\s.,*_\-]{1,3}){2,}[^\W\d_](?!\w)")
_MOST_APART = 40
_MOST_READ = 5000
"""Characters of a text that are read: what somebody writes to tire the reader must not."""
_REPEATED = re.compile(r"(.)\1+")
_CYRILLIC = re.compile(r"[а-я]")
_LETTERS = re.compile(r"[^а-я]")
_BEFORE = (
    r"(?:вы|за|на|по|до|от[ъь]?|у|в[ъь]|с[ъь]|подъ|при|про|пере|изъ|ис|раз[ъь]?|рас|об[ъь]|недо|не|ни|о|ах?)?"
)
_ROOTS = tuple(
    re.compile(root)
    for root in (
        rf"{_BEFORE}ху(?:й|[еияю](?!т(?:ор|ки)))",
        r"[а-я]*пизд",
        r"пезд(?:ец|ю[кл]|ат|ов)",
        rf"{_BEFORE}бля(?:д|т(?:ь|ск|и)|$)",
        rf"{_BEFORE}еб(?:а|у[тчщ]|у$|л[аои]|ись|ите|и$|ен(?:ь|я|н|ат)|н[уия]|ыр|о[кш]|ет|ешь|ем)",
        r"[а-я]*(?:долб|дол|за|мозг)о?еб(?:$|а|у|ы|о|и|е)",
        r"уеб(?:$|а|и|о|к)",
        r"муда(?:к|ч)|мудил|мудозвон",
        r"г[ао]ндон",
        r"пид[ао]р|пидр",
        r"шлюх|залуп|манд[аеуы]$|(?:за|на|от|по)?дроч(?!ен)",
        r"сук[аиеу]$|сукой$|сучар",
    )
)
_MASKS = "*#@$"
_MASKED = tuple(
    re.compile(root)
    for root in (
        r"х[*#@$]+[йюяе]",
        r"п[*#@$]+(?:зд|ц)",
        r"пи[*#@$]+[дцо]",
        r"б[*#@$]+[дт]ь",
        r"бл[*#@$]+[дт]?[ьи]",
        r"[*а-я]?[её][*#@$]+(?:ть|н|л[ао])",
        r"с[*#@$]+к[аи]$",
        r"м[*#@$]+д[ао]?к",
        r"п[*#@$]+д[ао*]?р",
    )
)
_TRANSLIT = re.compile(r"(?:blya(?:d|t)?|blyad|suka|xuy|huy|hui|pizd|yeb[au]|ebat|mudak|pidor)[a-z]*")
_INNOCENT = re.compile(
    r"ебург|манд(?:ат|арин)|страху|психу|хуже|худ|хутор|оскорбл|хлеб|небес|потреб|употреб|хуанх|хуэй"
)
"""Words that only look so, at the beginning of a word: the town's short name, insuring, worse …"""
_OF_TREES = re.compile(r"дерев|ветк|ветв|ветви|спил|опил|обрез|тополь|тополя|кустарник|крон[аыу]")
_TWIGS = re.compile(r"сук[аиеу]$|сукой$")


def obscene_words(text: str) -> list[str]:
    """Obscene words as they stand in a text, each once, in order."""
    low = _plain(text)
    speaks_of_trees = bool(_OF_TREES.search(low))
    found = [
        written
        for written, word in _words(low)
        if _is_obscene(word) and not (speaks_of_trees and _TWIGS.match(_cyrillic(word)))
    ]
    return list(dict.fromkeys(found))


_LINK = re.compile(
    r"https?://\S+|\bt\.me/\S+|\bwa\.me/\S+|\bvk\.cc/\S+|\b[\w-]{1,63}\.(?:com|net|top|xyz|click|site|online|shop|bet|win)\b\S*"
)
_OWN_LINK = re.compile(r"(?:https?://)?(?:m\.)?(?:vk\.com|vk\.ru|ok\.ru|gosuslugi\.ru|[\w.-]*\.gov\.ru)\S*")
"""Addresses of the network itself and of the state: residents cite them."""
_PHONE = re.compile(r"(?:\+7|\b8)[\s(-]{0,2}\d{3}[\s)-]{0,2}\d{3}[\s-]?\d{2}[\s-]?\d{2}")
_CALL_OUT = re.compile(
    r"пиш(?:и|ите|у)\s+(?:мне\s+)?в\s+(?:лс|личк|личн|директ|телег|ватсап|whatsapp|telegram)|переход(?:и|ите)\s+по\s+ссылк"
    r"|ссылка\s+в\s+(?:профил|описани|шапк)|подпис(?:ывайтесь|ывайся|ка)\s+на\s+канал|жм(?:и|ите)\s+(?:сюда|на\s+ссылк)"
)
_GAMBLING = re.compile(
    r"казино|1\s?[xх]\s?bet|мостбет|mostbet|фриспин|букмекер|ставк\w+\s+на\s+спорт|игров\w+\s+автомат|вулкан\s+(?:казино|вегас|платинум)"
)
_COINS = re.compile(
    r"криптовалют|\bкрипт[аыуе]\b|биткоин|bitcoin|\busdt\b|трейдинг|p2p.{0,12}(?:арбитраж|связк)"
)
_EARNING = re.compile(
    r"заработ\w+\s+(?:[\w-]+\s+){0,3}(?:в\s+интернет|на\s+дому|без\s+вложен|в\s+день|удал[её]нн|онлайн)|пассивн\w+\s+доход"
    r"|доход\s+от\s+\d|подработк\w+\s+(?:[\w-]+\s+){0,3}(?:от|до)\s+\d|работ\w+\s+на\s+дому|прибыл\w+\s+до\s+\d+\s?%"
)
_LOANS = re.compile(
    r"займ\w*\s+(?:[\w-]+\s+){0,2}(?:на\s+карту|без\s+отказ|под\s+0)|кредит\w*\s+без\s+отказ|списани\w+\s+долг"
)
_SERVICES = re.compile(
    r"накрутк\w+|взаимн\w+\s+(?:подписк|лайк)|интим\w*\s+(?:услуг|досуг)|эскорт|промокод|розыгрыш\s+iphone"
)
_ADS = {"gambling": _GAMBLING, "coins": _COINS, "earning": _EARNING, "loans": _LOANS, "services": _SERVICES}
_MANY_LINKS = 3
REPEATED = "repeated"
"""The sign that an author wrote the same words under many posts; alone it is no reason to act without a person."""


def spam_signs(text: str, *, repeated: bool = False) -> list[str]:
    """Signs of spam, as codes; empty unless they are enough together.

    To name a casino or wages is no advertisement: it takes a way to follow (an address, a telephone, a call to write)
    or a second kind of goods. `repeated`: the author wrote the same under many posts within an hour.
    """
    low = unicodedata.normalize("NFKC", text[:_MOST_READ]).lower()
    links = [link for link in _LINK.findall(low) if not _OWN_LINK.match(link)]
    goods = [name for name, words in _ADS.items() if words.search(low)]
    leads = [
        name
        for name, is_there in (
            ("link", bool(links)), ("phone", bool(_PHONE.search(low))), ("call", bool(_CALL_OUT.search(low)))
        )
        if is_there
    ]  # fmt: skip
    signs: list[str] = []
    if goods and (leads or len(goods) > 1):
        signs += [*goods, *leads]
    if len(links) >= _MANY_LINKS:
        signs.append("links")
    if repeated:
        signs.append(REPEATED)
    return signs


def _plain(text: str) -> str:
    """Lower case, one form of every letter, nothing invisible between letters."""
    folded = unicodedata.normalize("NFKC", text[:_MOST_READ]).lower().translate(_LATER)
    return "".join(one for one in folded if unicodedata.category(one) not in ("Cf", "Mn"))


def _words(low: str) -> Iterator[tuple[str, str]]:
    """Each word as it is written and as it is read; then those whose letters stand apart."""
    for match in _WORD.finditer(low):
        yield match[0], match[0]
    for match in _APART.finditer(low):
        letters = re.sub(r"[\s.,*_\-]+", "", match[0])[:_MOST_APART]
        # A word of one letter may stand before it.
        yield from ((match[0], letters[start:]) for start in range(len(letters) - 2))


def _is_obscene(word: str) -> bool:
    if _TRANSLIT.fullmatch(word):
        return True
    if any(mask in word for mask in _MASKS) and _matches(_MASKED, _read(word)):
        return True
    return any(_matches(_ROOTS, form) for form in _forms(_cyrillic(word)))


def _read(word: str) -> str:
    """Lookalikes as Cyrillic letters where the word is Cyrillic at all; masks stay."""
    masked = {mask: mask for mask in _MASKS}
    return (
        "".join(masked.get(one, one.translate(_LOOKALIKES)) for one in word)
        if _CYRILLIC.search(word)
        else word
    )


def _cyrillic(word: str) -> str:
    """The letters of a word, lookalikes read as Cyrillic; "" for a word of another script."""
    if not _CYRILLIC.search(word):
        return ""
    return _LETTERS.sub("", word.translate(_LOOKALIKES))


def _forms(word: str) -> Iterable[str]:
    """As it is, and without stretched letters."""
    return {word, _REPEATED.sub(r"\1", word)} if word else ()


def _matches(roots: Iterable[re.Pattern[str]], word: str) -> bool:
    return not _INNOCENT.match(word) and any(root.match(word) for root in roots)
