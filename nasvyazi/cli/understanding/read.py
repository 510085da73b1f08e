"""`nasvyazi understanding read`: everything that a text says, for people and for other programs.

Topics are guessed as the installation does; where there is none, by the words that come with the program.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from nasvyazi.cli.environment import product
from nasvyazi.cli.output import as_json, line
from nasvyazi.cli.words import _, language
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

if TYPE_CHECKING:
    from nasvyazi.domain.understanding.guessing import Guesser
    from nasvyazi.domain.understanding.reading import Reading

_BROKEN = gettext_noop('This line is no JSON object with a "text" that is a string.')
_NOT_SURE = gettext_noop("not sure")
_LONGEST_QUOTE = 200


@click.command()
@click.argument("text", required=False)
@as_json
def read(text: str | None, as_json: bool) -> None:
    """What TEXT says; without TEXT, JSON lines {"id", "text"} on standard input, each answered by one line in order."""
    if text is None and sys.stdin.isatty():
        raise Refusal(gettext_noop("Give a text, or JSON lines on standard input: see --help."))
    with ExitStack() as stack:
        guesser = _guesser(stack)
        if text is not None:
            _show(_read(text, guesser), as_json=as_json)
            return
        for row in _answers(sys.stdin.buffer, guesser):
            line(row)


def _guesser(stack: ExitStack) -> Guesser:
    """Who guesses topics and kinds, while the stack is open."""
    try:
        stack.enter_context(product())
    except Refusal:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nasvyazi.settings")  # the time zone is a setting
        from nasvyazi.domain.understanding import guessing

        return guessing.shipped()
    from nasvyazi.domain.understanding import selectors

    return selectors.guesser()


def _answers(lines: Iterable[bytes], guesser: Guesser) -> Iterator[dict[str, Any]]:
    """An answer for each line; a broken one is answered with an error, and those behind it are still read."""
    for number, said in enumerate(lines, 1):
        if not said.strip():
            continue
        try:
            asked = json.loads(said.decode())
        except (ValueError, RecursionError):
            asked = None
        identity = asked.get("id") if isinstance(asked, dict) else None
        if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
            yield {
                "id": identity,
                "error": _(_BROKEN),
                "line": number,
                "said": said.decode(errors="replace").strip()[:_LONGEST_QUOTE],
            }
        else:
            yield {"id": identity, **_read(asked["text"], guesser)}


def _read(text: str, guesser: Guesser) -> dict[str, Any]:
    from django.utils import timezone

    from nasvyazi.domain.understanding import reading
    from nasvyazi.toolbox import clock

    moment = timezone.localtime(clock.now())
    return _row(reading.read(text, now=moment, topics=guesser.suggest, learnt_kinds=guesser.learnt_kinds))


def _row(found: Reading) -> dict[str, Any]:
    return {
        "kind": found.kind.kind,
        "kinds": [_guess("kind", one.kind, one.confidence, one.reasons) for one in found.kind.candidates],
        "topic": found.topics[0].label if found.topics else None,
        "topics": [_guess("topic", one.label, one.confidence, one.words) for one in found.topics],
        "urgent": found.is_urgent,
        "dangers": [
            _guess("danger", one.rule.code, one.confidence, one.reasons)
            | {"title": one.rule.title(language()), "note": one.rule.note(language())}
            for one in found.dangers
        ],
        "addressees": [
            {"role": one.role, "name": one.name, "words": one.words, "spoken_to": one.is_spoken_to}
            for one in found.addressees
        ],
        "phones": [{"number": one.number, "words": one.words} for one in found.phones],
        "plates": [
            {"number": one.number, "vehicle": one.vehicle, "confidence": one.confidence, "words": one.words}
            for one in found.plates
        ],
        "dates": [
            {"start": _day(one.start), "end": _day(one.end), "rough": one.is_rough, "words": one.words}
            for one in found.dates
        ],
        "language": found.language.code or None,
        "also": found.language.also or None,
        "cut": found.is_cut,
    }


def _topic_name(code: str) -> str:
    """What a topic is called; the code of one that does not come with the program."""
    from nasvyazi.domain.understanding import shipped

    return next((topic.name for topic in shipped.topics() if topic.code == code), code)


def _guess(what: str, value: str, confidence: float, reasons: tuple[str, ...]) -> dict[str, Any]:
    return {what: value, "confidence": round(confidence, 3), "reasons": list(reasons)}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _show(row: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        line(row)
        return
    for words in _sentences(row):
        click.echo(words)


def _sentences(row: Mapping[str, Any]) -> Iterator[str]:
    """What was found, a line each, for the person at the terminal."""
    likely = ", ".join(f"{_(one['kind'])} {one['confidence']:.0%}" for one in row["kinds"])
    yield _("Kind: {kind} ({likely})").format(kind=_(row["kind"] or _NOT_SURE), likely=likely)
    if row["topic"]:
        yield _("Topic: {topic}").format(topic=_topic_name(row["topic"]))
    for one in row["dangers"]:
        yield _("Urgent: {title} ({words})").format(title=one["title"], words=", ".join(one["reasons"]))
        if one["note"]:
            yield one["note"]
    for one in row["addressees"]:
        yield _("Named: {words}").format(words=" ".join(filter(None, (one["words"], one["name"]))))
    for one in row["phones"]:
        yield _("Telephone: {number}").format(number=one["number"])
    for one in row["plates"]:
        yield _("Number plate: {number}").format(number=one["number"])
    for one in row["dates"]:
        yield _("When: {words} ({start} – {end})").format(
            words=one["words"], start=one["start"] or "…", end=one["end"] or "…"
        )
    yield _("Language: {code}").format(code=row["language"] or "–")
