"""What the documents say about configuring is what the program reads."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from nasvyazi.networks.base import Road
from nasvyazi.settings import environment

ROOT = Path(__file__).resolve().parents[2]
_READ = re.compile(
    r"(?:env\.\w+|environ\.get|text|envvar=)\(?\s*\"([A-Z][A-Z_]+)\"|envvar=\"([A-Z_]+)\"|environ\[\"([A-Z_]+)\"\]"
)
NOT_FOR_ADMINISTRATORS = {
    "NASVYAZI_PASSWORD",  # of one command, told by its help
    "NASVYAZI_SUPERVISOR",  # between `run` and its children
    "DJANGO_SETTINGS_MODULE",
    "LANG",
}


def read_by_the_program() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "nasvyazi").rglob("*.py"):
        if "tests" not in path.parts and "demo" not in path.parts:
            found |= {name for match in _READ.findall(path.read_text()) for name in match if name}
    return (found - NOT_FOR_ADMINISTRATORS) | roads()


def roads() -> set[str]:
    """Each network's own; where nothing is heard nobody is asked."""
    without = (".memory.", ".byhand.")
    paths = [path for path in settings.NASVYAZI_NETWORKS if not any(one in path for one in without)]
    codes = [path.split(".")[2].upper() for path in paths]
    return {f"NASVYAZI_{code}_{what}" for code in codes for what in ("CA_FILE", "PROXY")}


def test_the_example_explains_every_variable_that_the_program_reads() -> None:
    example = (ROOT / ".env.example").read_text()
    explained = set(re.findall(r"^#([A-Z_]+)=", example, re.MULTILINE))
    assert explained == read_by_the_program()


def test_each_network_has_a_road_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.roads() == {}
    monkeypatch.setenv("NASVYAZI_VK_CA_FILE", "/etc/ssl/state.pem")
    monkeypatch.setenv("NASVYAZI_TELEGRAM_PROXY", "http://us:word@proxy.example:3128")
    monkeypatch.setenv("NASVYAZI_MAX_PROXY", "")
    assert environment.roads() == {
        "vk": Road(ca_file="/etc/ssl/state.pem"),
        "telegram": Road(proxy="http://us:word@proxy.example:3128"),
    }


@pytest.mark.parametrize(
    "proxy", ["socks5://us:S3CRET@host:1", "S3CRET:3128", "http://", "http://us:S3CRET@host:port"]
)
def test_what_is_no_proxy_is_refused_and_not_shown(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("NASVYAZI_VK_PROXY", proxy)
    with pytest.raises(environment.Misconfigured, match="NASVYAZI_VK_PROXY: expected") as caught:
        environment.roads()
    assert "S3CRET" not in str(caught.value)


def test_locked_files_and_configs_name_no_registry() -> None:
    for path in [
        *ROOT.glob("requirements*"),
        ROOT / "pyproject.toml",
        ROOT / "Makefile",
        ROOT / ".ci" / "run",
    ]:
        assert "://" not in path.read_text(), path


def test_every_requirement_is_locked_with_a_hash() -> None:
    for path in ROOT.glob("requirements*.txt"):
        for block in re.split(r"\n(?=\S)", path.read_text()):
            assert block.startswith("#") or "--hash=sha256:" in block, f"{path.name}: {block}"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://tiles.example/{z}/{x}/{y}.png", ["https://tiles.example"]),
        ("https://tiles.example:8443/town/{z}/{y}/{x}{r}.webp?key=S3CRET", ["https://tiles.example:8443"]),
        ("", []),
    ],
)
def test_browsers_may_ask_the_host_of_the_tiles_and_nobody_else(
    monkeypatch: pytest.MonkeyPatch, url: str, origin: list[str]
) -> None:
    monkeypatch.setenv("NASVYAZI_MAP_TILES", url)
    assert environment.map_tiles() == url
    assert environment.origin(url) == origin


@pytest.mark.parametrize(
    "url",
    [
        "http://tiles.example/{z}/{x}/{y}.png?key=S3CRET",
        "https://{s}.tiles.example/{z}/{x}/{y}.png?key=S3CRET",
        "https://tiles.example/{z}/{x}.png?key=S3CRET",
        "https://us:S3CRET@tiles.example/{z}/{x}/{y}.png",
        "https://tiles.example:port/{z}/{x}/{y}.png?key=S3CRET",
        "https://*/{z}/{x}/{y}.png?key=S3CRET",
        "https://tiles.example;script-src * /{z}/{x}/{y}.png?key=S3CRET",
        "//{z}/{x}/{y}?key=S3CRET",
        "S3CRET",
    ],
)
def test_what_is_no_address_of_tiles_is_refused_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("NASVYAZI_MAP_TILES", url)
    with pytest.raises(environment.Misconfigured, match="NASVYAZI_MAP_TILES: expected https") as caught:
        environment.map_tiles()
    assert "S3CRET" not in str(caught.value)


def test_the_policy_of_pages_names_the_host_of_the_tiles_only_while_it_is_set(tmp_path: Path) -> None:
    show = "from nasvyazi import settings; print(*settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['img-src'])"
    plain = {
        **os.environ,
        "NASVYAZI_HOME": str(tmp_path),
        "NASVYAZI_SECRET_KEY": "x",
        "NASVYAZI_MAP_TILES": "",
    }

    def sources(**variables: str) -> list[str]:
        run = subprocess.run(
            [sys.executable, "-c", show],
            env={**plain, **variables},
            check=True,
            capture_output=True,
            text=True,
        )
        return run.stdout.split()

    assert sources() == ["'self'", "data:"]
    tiles = "https://tiles.example/{z}/{x}/{y}.png"
    assert sources(NASVYAZI_MAP_TILES=tiles) == ["'self'", "data:", "https://tiles.example"]
