"""The page without a browser: its texts, its headers."""

import re
from pathlib import Path

import httpx
import pytest

from nasvyazi.sandbox import page
from nasvyazi.sandbox.page.texts import LANGUAGES, TEXTS
from nasvyazi.sandbox.pictures import SCENES
from nasvyazi.sandbox.vk.people import EVENT_TYPES
from tests.sandbox import Sandbox

HERE = Path(page.__file__).parent
CODE = {
    path.name: path.read_text(encoding="utf-8") for path in [*HERE.glob("static/*.js"), HERE / "index.html"]
}
FROM_VALUES = ("scene_", "fate_", "state_", "reason_", "event_", "f_", "server_", "write_")
"""Beginnings of keys that the script puts together from what the server says."""


def test_every_text_is_there_in_every_language() -> None:
    for key, words in TEXTS.items():
        assert tuple(words) == LANGUAGES, key
        assert all(word.strip() for word in words.values()), key
        assert len({frozenset(re.findall(r"\{\w+\}", word)) for word in words.values()}) == 1, key


def test_every_key_that_is_used_is_known_and_every_known_key_is_used() -> None:
    everything = "\n".join(CODE.values())
    placed = set(re.findall(r"\{\{ (\w+) \}\}", CODE["index.html"])) - {"language", "other", "data", "desk"}
    quoted = set(re.findall(r"""\b(?:t|act)\(\s*"(\w+)\"""", everything))
    assert placed | quoted <= set(TEXTS)
    unused = [key for key in TEXTS if f'"{key}"' not in everything and key not in placed]
    assert [key for key in unused if not key.startswith(FROM_VALUES) and key != "to_desk"] == []


def test_everything_the_server_may_say_has_a_text() -> None:
    wanted = {f"scene_{name}" for name in SCENES}
    wanted |= {f"fate_{state}" for state in ("delivered", "pending", "given_up", "dropped", "waiting")}
    wanted |= {f"reason_{why}" for why in ("silence", "switched_off", "not_confirmed", "stopped")}
    wanted |= {f"server_{status}" for status in ("ok", "wait", "unconfigured", "failed", "none")}
    names = re.findall(r'name: "(\w+)", kind', CODE["panels.js"])
    wanted |= {f"f_{name}{what}" for name in names for what in ("", "_what")}
    told = [name for name in EVENT_TYPES if f"event_{name}" in TEXTS]
    assert len(names) == 13
    assert {"message_new", "wall_reply_new", "wall_post_new"} <= set(told)
    assert wanted <= set(TEXTS)


@pytest.mark.parametrize(
    ("query", "word"), [("", "Тренажёр"), ("?lang=en", "Practice networks"), ("?lang=xx", "Тренажёр")]
)
def test_the_language_is_russian_unless_another_known_one_is_asked_for(
    sandbox: Sandbox, query: str, word: str
) -> None:
    assert f"<h1>{word}</h1>" in httpx.get(f"{sandbox.url}/{query}").text


def test_the_language_is_remembered(sandbox: Sandbox) -> None:
    with httpx.Client() as browser:
        browser.get(f"{sandbox.url}/?lang=en")
        assert "<h1>Practice networks</h1>" in browser.get(f"{sandbox.url}/").text


def test_nothing_inline_can_run(sandbox: Sandbox) -> None:
    answer = httpx.get(f"{sandbox.url}/")
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
    for path in ("/page/../index.html", "/page/%2e%2e/texts.py", "/page/..%2ftexts.py"):
        assert httpx.get(f"{sandbox.url}{path}").status_code == 404
