"""`nasvyazi check` names what is missing and falls silent when it is there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from nasvyazi.cli import program
from nasvyazi.domain.accounts.models import Role
from nasvyazi.domain.channels.models import Channel
from nasvyazi.networks.base import Road
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def an_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NASVYAZI_HOME", str(tmp_path))
    monkeypatch.setenv("NASVYAZI_LANGUAGE", "en")
    monkeypatch.setenv("NASVYAZI_ALLOWED_HOSTS", "desk.example")


def checked() -> Result:
    return CliRunner().invoke(program, ["check", "--json"])


def missing(result: Result) -> str:
    found: list[dict[str, Any]] = [json.loads(line) for line in result.stdout.splitlines()]
    return "\n".join(finding["text"] for finding in found if finding["state"] == "missing")


def test_an_empty_installation_lacks_people_and_channels() -> None:
    result = checked()
    assert result.exit_code == 1
    assert "users add NAME --role operator" in missing(result)
    assert "users add NAME --role administrator" in missing(result)
    assert "channels add" in missing(result)


def test_a_whole_installation_lacks_nothing(settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    factories.user(Role.OPERATOR)
    factories.user(Role.ADMINISTRATOR)
    factories.channel()
    result = checked()
    assert missing(result) == ""
    assert result.exit_code == 0


def test_passwords_in_the_open_are_named(settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = False
    assert "set NASVYAZI_HTTPS=1" in missing(checked())


def test_a_secret_that_others_can_read_is_named(tmp_path: Path) -> None:
    secret = tmp_path / "secrets" / "secret_key"
    secret.parent.mkdir()
    secret.write_text("hush")
    secret.chmod(0o644)
    assert f"Others can read {secret}" in missing(checked())


def test_for_people_it_speaks_in_lines_with_marks() -> None:
    result = CliRunner().invoke(program, ["check"])
    assert "✗ No channel is connected" in result.stdout
    assert "✓ PostgreSQL" in result.stdout


def test_a_channel_whose_secrets_cannot_be_opened_is_named_with_what_to_do() -> None:
    shut = factories.channel(title="Глава")
    Channel.objects.filter(pk=shut.pk).update(sealed="x")
    told = missing(checked())
    assert "The keys of “Глава” cannot be opened" in told
    assert f"nasvyazi channels set memory {shut.pk}" in told


def test_the_road_of_each_network_is_looked_at(settings: Settings, tmp_path: Path) -> None:
    settings.NASVYAZI_ROADS = {
        "vk": Road(ca_file=str(tmp_path / "none.pem"), proxy="http://us:S3CRET@proxy.example:3128"),
        "vkk": Road(proxy="http://proxy.example:3128"),
    }
    result = checked()
    assert f"VK: The extra certificate authority {tmp_path}/none.pem is not there." in missing(result)
    assert "There is no network “vkk”: NASVYAZI_VKK_CA_FILE and _PROXY change nothing." in missing(result)
    assert "goes through the proxy proxy.example:3128" in result.stdout
    assert "S3CRET" not in result.stdout
