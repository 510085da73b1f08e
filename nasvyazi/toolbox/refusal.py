"""A refusal: the one kind of error that a command line shows as a sentence instead of a traceback."""

from __future__ import annotations

from datetime import date, datetime


def gettext_noop(message: str) -> str:
    """Marks an English message for translation; the face that shows it translates."""
    return message


class Refusal(Exception):
    """Something cannot be done, said in a sentence that a person can act on.

    `message` is an English msgid with {named} places, `details` fill them, so that a face can show the
    sentence in the person's language. A day among them is told as pages write it, 31.12.2026.
    """

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.details = {name: _told(value) for name, value in details.items()}

    def __str__(self) -> str:
        return self.message.format(**self.details) if self.details else self.message


def _told(value: object) -> object:
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    return f"{value:%d.%m.%Y}" if is_day else value
