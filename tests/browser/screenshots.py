"""Draws every screen of a fresh demo: `python -m tests.browser.screenshots [--readme]`.

1440 and 360 px, light and dark, into build/screenshots; with --readme also the pictures of the README, docs/images.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from nasvyazi.toolbox.home import CHECKOUT
from tests.browser.chromium import NARROW, PROGRAM, WHY_SKIPPED, WIDE, chromium, sign_in
from tests.running import Running, until

TARGET = CHECKOUT / "build" / "screenshots"
README_IMAGES = CHECKOUT / "docs" / "images"
OPERATOR, ADMINISTRATOR = "olga", "admin"
SHOWN = "Остановка Лодочная станция"
"""An appeal of the demo in which much has happened."""
SCREENS = {
    "new": "/",
    "open": "/?view=open",
    "closed": "/?view=closed",
    "search": "/?q=снег",
    "attention": "/attention/",
    "unconfirmed": "/unconfirmed/",
    "external": "/external/",
    "external-cases": "/external/cases/",
    "external-differences": "/external/differences/",
    "set-aside": "/set-aside/",
    "problems": "/problems/",
    "map": "/map/",
    "moderation": "/moderation/?tab=measures",
    "password": "/accounts/password/change/",
    "two-factor": "/accounts/2fa/",
    "not-found": "/nowhere",
}
ADMINISTRATORS_SCREENS = {
    "channels": "/channels/",
    "schemes": "/territory/schemes/",
    "scheme-new": "/territory/schemes/new",
    "registers": "/territory/import/",
    "topics": "/topics/",
    "topic-new": "/topics/new",
    "learnt": "/topics/model/",
    "events": "/events/?state=taken",
}
REGISTER = """улица;дом;широта;долгота;УК
Лодочная;49/1к2 стр 3 лит А;56,1012;47,2034;ООО «Уют»
ул. Новая;5;56,1;47,2;
Лодочная;дом у реки;;;ООО «Уют»
Лодочная;12а;99;47;
;7;56,1;47,2;ООО «Уют»
"""
"""A register as people keep it: one house that is new, a street that is, and rows that nobody understands."""
FOR_README = {
    "desk": "desk-1440-light.png",
    "desk-dark": "desk-1440-dark.png",
    "desk-phone": "desk-360-light.png",
}


_CLOSE_ALL = """() => {
    document.querySelectorAll("details.deed[open]").forEach((details) => { details.open = false; });
    document.querySelector("dialog[open]")?.close();
    document.activeElement.blur();
}"""


@contextmanager
def demo() -> Iterator[tuple[str, dict[str, str]]]:
    """A fresh installation with the demo: its address, and passwords by user name."""
    home = Path(tempfile.mkdtemp(prefix="screenshots-"))
    installation = Running(home, more={"NASVYAZI_LANGUAGE": "ru"})
    try:
        installation.wait_ready()
        passwords = home / "secrets" / "demo_passwords.json"
        until(passwords.exists, 60, "the demo has passwords")
        yield f"http://127.0.0.1:{installation.port}", json.loads(passwords.read_text())
    finally:
        installation.destroy()
        shutil.rmtree(home, ignore_errors=True)


def draw(page: Page, name: str) -> None:
    """One picture, after the photos have come."""
    page.wait_for_load_state("networkidle")
    page.screenshot(path=TARGET / f"{name}.png")


def draw_all(browser: Browser, url: str, passwords: Mapping[str, str], *, narrow: bool, dark: bool) -> None:
    """Every screen in one size and one light."""
    look = f"{'360' if narrow else '1440'}-{'dark' if dark else 'light'}"
    context = browser.new_context(
        viewport=NARROW if narrow else WIDE,  # type: ignore[arg-type]
        color_scheme="dark" if dark else "light",
        locale="ru-RU",
    )
    page = context.new_page()
    page.goto(f"{url}/accounts/login/")
    draw(page, f"sign-in-{look}")
    sign_in(page, url, ADMINISTRATOR, passwords[ADMINISTRATOR])
    for name, path in ADMINISTRATORS_SCREENS.items():
        page.goto(url + path)
        draw(page, f"{name}-{look}")
    page.locator(".things a").first.click()
    draw(page, f"event-{look}")
    draw_territory(page, url, look)
    context.clear_cookies()
    sign_in(page, url, OPERATOR, passwords[OPERATOR])
    draw_a_problem(page, url, look)
    for name, path in SCREENS.items():
        page.goto(url + path)
        draw(page, f"{name}-{look}")
    draw_a_case(page, url, look)
    draw_two_at_once(browser, page, url, passwords, look)
    context.close()


def draw_territory(page: Page, url: str, look: str) -> None:
    """A scheme in force, a register that was brought and has rows that nobody understands, a topic."""
    page.goto(f"{url}/territory/schemes/")
    page.locator("main .things a").first.click()
    draw(page, f"scheme-{look}")
    page.goto(f"{url}/territory/import/")
    page.set_input_files(
        "input[type=file]", {"name": "дома.csv", "mimeType": "text/csv", "buffer": REGISTER.encode()}
    )
    page.locator("main form[enctype] button").first.click()
    page.wait_for_selector(".remarks, table", timeout=30_000)
    draw(page, f"register-{look}")
    page.goto(f"{url}/topics/?q=люк")
    page.locator(".tree .what a").first.click()
    draw(page, f"topic-{look}")


def draw_a_problem(page: Page, url: str, look: str) -> None:
    """What may be joined, and what comes of it: the card, the problem's page, both of two appeals split from one."""
    page.goto(f"{url}/?view=open")
    page.locator("[data-row]", has_text=SHOWN).click()
    address = page.locator("#case h1").inner_text().split(" ")[1]
    page.goto(f"{url}/appeals/{address}/alike")
    draw(page, f"join-{look}")
    one_problem = page.locator("#alike button[formaction*='/join']")
    if one_problem.count():
        one_problem.last.click()
    else:
        page.goto(f"{url}/appeals/{address}/")
    page.wait_for_selector(".kin")
    draw(page, f"desk-problem-{look}")
    page.click(".kin a[href*='/problems/']")
    draw(page, f"problem-{look}")
    page.click("a.to-everybody")
    draw(page, f"answer-all-{look}")
    page.goto(f"{url}/appeals/{address}/")
    page.click("#facts .identities a")
    draw(page, f"resident-{look}")


def draw_a_case(page: Page, url: str, look: str) -> None:
    """An appeal with everything that opens over it."""
    page.goto(f"{url}/?view=open")
    page.locator("[data-row]", has_text=SHOWN).click()
    page.wait_for_selector("[data-talk]")
    page.mouse.move(0, 0)
    draw(page, f"desk-{look}")
    for key, name in (
        ("a", "assign"),
        ("s", "snooze"),
        ("x", "dismiss"),
        ("m", "join"),
        ("b", "split"),
        ("z", "what"),
        ("q", "suggestions"),
        ("?", "keys"),
    ):
        page.keyboard.press(key)
        if name == "join":
            page.wait_for_selector("#alike :is(li, p)")
        if name == "what":
            page.wait_for_selector("form.what")
        draw(page, f"desk-{name}-{look}")
        page.evaluate(_CLOSE_ALL)


def draw_two_at_once(browser: Browser, page: Page, url: str, passwords: Mapping[str, str], look: str) -> None:
    """The appeal that is open, while a colleague has it open and writes."""
    context = browser.new_context(locale="ru-RU")
    colleague = context.new_page()
    sign_in(colleague, url, ADMINISTRATOR, passwords[ADMINISTRATOR])
    colleague.goto(page.url)
    colleague.click("[data-answer]")
    colleague.keyboard.type("Здравствуйте")
    page.evaluate("document.querySelector('#case').scrollTop = 0")
    page.wait_for_selector("#presence:not(:empty)")
    draw(page, f"desk-together-{look}")
    context.close()


def main() -> None:
    """Draw everything; an old picture never stays beside new ones."""
    if PROGRAM is None:
        sys.exit(WHY_SKIPPED)
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    with demo() as (url, passwords), chromium() as browser:
        for narrow in (False, True):
            for dark in (False, True):
                draw_all(browser, url, passwords, narrow=narrow, dark=dark)
    if "--readme" in sys.argv:
        README_IMAGES.mkdir(parents=True, exist_ok=True)
        for name, drawn in FOR_README.items():
            shutil.copyfile(TARGET / drawn, README_IMAGES / f"{name}.png")
    sys.stdout.write(f"{len(list(TARGET.iterdir()))} pictures in {TARGET}\n")


if __name__ == "__main__":
    main()
