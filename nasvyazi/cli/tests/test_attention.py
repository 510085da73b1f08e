"""The ledger at the terminal."""

from __future__ import annotations

import sys
from functools import partial

import pytest
from click.testing import CliRunner
from django.utils import translation

from nasvyazi.cli import program
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_the_tests_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["nasvyazi.cli.attention"], "product", partial(translation.override, "en"))


def test_a_line_has_words_beside_the_code_and_a_time_with_its_offset() -> None:
    factories.channel()
    said = CliRunner().invoke(program, ["attention"]).stdout
    assert "desks_empty" in said
    assert "Desks at which nobody works" in said
    assert "+03:00" in said
