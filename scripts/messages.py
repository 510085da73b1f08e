"""Collects the texts to translate into nasvyazi/locale and compiles the translations (needs gettext).

Django's own command does not know the words by which the command line speaks.
"""

from __future__ import annotations

import os

import django
from django.core.management import call_command
from django.core.management.commands import makemessages

IGNORED = (".venv/*", "home/*", "build/*", "tests/*", "scripts/*", "*/tests/*")
SPOKEN_BY = ("say", "step", "complain")


class Command(makemessages.Command):
    xgettext_options = [  # noqa: RUF012 - as Django has it
        *makemessages.Command.xgettext_options,
        *(f"--keyword={word}" for word in SPOKEN_BY),
    ]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nasvyazi.settings.test")
    django.setup()
    call_command(
        Command(),
        locale=["ru"],
        ignore_patterns=list(IGNORED),
        no_wrap=True,
        add_location="file",
        no_obsolete=True,
    )
    call_command("compilemessages", locale=["ru"], ignore_patterns=list(IGNORED), verbosity=0)
