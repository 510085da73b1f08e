"""The words of a template: «{имя}» and «{дата}» in them become blanks to fill."""

from __future__ import annotations

import re

from nasvyazi.domain.understanding import blanks
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

from .adapting import Adapted
from .forms import NAME
from .names import addressed, first_name

_PLACE = re.compile(r"\{\s*([^{}]*?)\s*\}")
_NAMED = re.compile(blanks.NAME)
_EXAMPLE = "{дата}"


def check(text: str) -> None:
    """Raises Refusal when a curly bracket names no blank, or has no pair."""
    for match in _PLACE.finditer(text):
        if not _NAMED.fullmatch(match.group(1).lower()):
            message = gettext_noop("{given} is no blank. Name it in letters, as in {example}.")
            raise Refusal(message, given=match.group(), example=_EXAMPLE)
    if set("{}") & set(_PLACE.sub("", text)):
        message = gettext_noop("A curly bracket has no pair. A blank is written like this: {example}.")
        raise Refusal(message, example=_EXAMPLE)


def filled(text: str, *, resident: str) -> Adapted:
    """A template as it goes into the box: the resident's first name where it is known and fits, else blanks."""
    name = first_name(resident)

    def put(match: re.Match[str]) -> str:
        wanted = match.group(1).lower()
        known = addressed(name, before=match.string[: match.start()]) if wanted == NAME else ""
        return known or blanks.blank(wanted)

    whole = _PLACE.sub(put, text)
    return Adapted(whole, tuple(blanks.unfilled(whole)))
