"""The page without a browser: its texts, its headers."""

import re
from pathlib import Path

import httpx
import pytest

from nasvyazi.sandbox import page
from nasvyazi.sandbox.max import media as media_of_max
from nasvyazi.sandbox.max.updates import KINDS as KINDS_OF_MAX
from nasvyazi.sandbox.page.texts import LANGUAGES, OF_NETWORKS, TEXTS, texts
from nasvyazi.sandbox.pictures import SCENES
from nasvyazi.sandbox.telegram.media import MAKERS
from nasvyazi.sandbox.vk.people import EVENT_TYPES
from tests.sandbox import Sandbox

HERE = Path(page.__file__).parent
SHARED = [*HERE.glob("static/*.js"), HERE / "index.html"]
FROM_VALUES = (
    "scene_",
    "fate_",
    "state_",
    "reason_",
    "event_",
    "f_",
    "server_",
    "hook_",
    "thing_",
    "bot_",
    "kind_",
)
"""Beginnings of keys that the script puts together from what the server says."""


def code(network: str) -> str:
    """Everything that is served when a network is played."""
    paths = [
        *SHARED, *HERE.glob(f"static/{network}/*.js"), *HERE.glob(f"parts/{network}/*.html"), HERE / "__init__.py"
    ]  # fmt: skip
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def test_every_text_is_there_in_every_language() -> None:
    for key, words in [one for table in (TEXTS, *OF_NETWORKS.values()) for one in table.items()]:
        assert tuple(words) == LANGUAGES, key
        assert all(word.strip() for word in words.values()), key
        assert len({frozenset(re.findall(r"\{\w+\}", word)) for word in words.values()}) == 1, key


@pytest.mark.parametrize("network", OF_NETWORKS)
def test_every_key_that_is_used_is_known_and_every_known_key_is_used(network: str) -> None:
    everything, known = code(network), texts("ru", network)
    placed = {key for key in re.findall(r"\{\{ (\w+) \}\}", everything) if not key.startswith("part_")}
    quoted = set(re.findall(r"""\b(?:t|act)\(\s*"(\w+)\"""", everything))
    assert placed - {"language", "other", "data", "desk", "net", "nets"} | quoted <= set(known)
    unused = [key for key in known if f'"{key}"' not in everything and key not in placed]
    assert [key for key in unused if not key.startswith(FROM_VALUES)] == []


def test_no_network_says_again_what_all_say() -> None:
    assert [name for name, table in OF_NETWORKS.items() if set(table) & set(TEXTS)] == []


def test_everything_the_server_may_say_has_a_text() -> None:
    fates = {f"fate_{state}" for state in ("delivered", "pending", "given_up", "dropped", "waiting")}
    wanted = {f"scene_{name}" for name in SCENES} | fates | {"reason_silence"}
    for network, count in (("vk", 15), ("telegram", 12), ("max", 12)):
        names = re.findall(r'name: "(\w+)", kind', code(network))
        switches = {f"f_{name}{what}" for name in names for what in ("", "_what")}
        assert len(names) == count
        assert wanted | switches <= set(texts("ru", network))
    of_vk = {f"reason_{why}" for why in ("switched_off", "not_confirmed", "stopped")}
    of_vk |= {f"server_{status}" for status in ("ok", "wait", "unconfigured", "failed", "none")}
    assert of_vk <= set(texts("ru", "vk"))
    told = [name for name in EVENT_TYPES if f"event_{name}" in texts("ru", "vk")]
    assert {"message_new", "wall_reply_new", "wall_post_new"} <= set(told)
    of_telegram = {f"thing_{kind}" for kind in MAKERS} | {"fate_untold"}
    of_telegram |= {f"bot_{status}" for status in ("administrator", "member", "left", "kicked")}
    assert of_telegram <= set(texts("ru", "telegram"))
    of_max = {f"thing_{kind}" for kind in media_of_max.MAKERS} | {"fate_untold", "reason_unsubscribed"}
    of_max |= {f"bot_{role}" for role in ("admin", "member", "left", "removed")}
    of_max |= {f"event_{kind}" for kind in KINDS_OF_MAX if not kind.startswith("dialog_")}
    assert of_max <= set(texts("ru", "max"))


@pytest.mark.parametrize(
    ("query", "word"), [("", "Тренажёр"), ("?lang=en", "Practice networks"), ("?lang=xx", "Тренажёр")]
)
def test_the_language_is_russian_unless_another_known_one_is_asked_for(
    sandbox: Sandbox, query: str, word: str
) -> None:
    assert f"<h1>{word}</h1>" in httpx.get(f"{sandbox.url}/{query}").text


@pytest.mark.parametrize(
    ("query", "network"),
    [("", "vk"), ("?net=telegram", "telegram"), ("?net=max", "max"), ("?net=../x", "vk")],
)
def test_the_network_stands_in_the_address(sandbox: Sandbox, query: str, network: str) -> None:
    text = httpx.get(f"{sandbox.url}/{query}").text
    assert f'data-net="{network}"' in text
    assert f'<a href="?net={network}" aria-current="page">' in text
    assert f'href="?net={network}&amp;lang=en"' in text


def test_the_language_is_remembered(sandbox: Sandbox) -> None:
    with httpx.Client() as browser:
        browser.get(f"{sandbox.url}/?lang=en")
        assert "<h1>Practice networks</h1>" in browser.get(f"{sandbox.url}/").text


@pytest.mark.parametrize("network", OF_NETWORKS)
def test_nothing_inline_can_run(sandbox: Sandbox, network: str) -> None:
    answer = httpx.get(f"{sandbox.url}/?net={network}")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "unsafe" not in policy
    assert not re.search(
        r"<script(?! type=\"(application/json|module)\")|\son\w+=|\sstyle=|javascript:", answer.text
    )
    assert "{{" not in answer.text


def test_the_way_back_to_the_desk_is_shown_where_there_is_one(sandbox: Sandbox) -> None:
    assert "К рабочему столу" not in re.sub(r"<script.*?</script>", "", httpx.get(sandbox.url).text)
    with Sandbox(options=["--product-url", 'http://127.0.0.1:8000/?"><script>']) as linked:
        text = httpx.get(linked.url).text
        assert 'href="http://127.0.0.1:8000/?&quot;&gt;&lt;script&gt;"' in text


def test_files_beside_the_pages_own_are_not_given_out(sandbox: Sandbox) -> None:
    for path in (
        "/page/../index.html",
        "/page/../parts/vk/phone.html",
        "/page/%2e%2e/texts.py",
        "/page/..%2ftexts.py",
    ):
        assert httpx.get(f"{sandbox.url}{path}").status_code == 404
