"""A hand in the browser: Debian's Chromium, what people do at the desk, and the judge of accessibility."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect, sync_playwright

PROGRAM = shutil.which("chromium")
WHY_SKIPPED = "chromium is not installed: the browser tests did not run (as root: apt-get install chromium)"
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 360, "height": 740}
PATIENCE = 15_000
"""How long a page may take to show what is expected of it, where other tests have the processors: milliseconds."""
_WITHOUT = (
    # The address bar is a page of its own, drawn for every window of a browser that has none to see.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    # This list stands in the place of Playwright's: what of that one matters here.
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "MediaRouter",
    "OptimizationHints",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
)
_ARGUMENTS = [
    "--no-sandbox",  # CI and this product's containers run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(_WITHOUT)}",
]
_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    "resultTypes": ["violations"],
}
_COLOURS = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser without windows.

    Playwright drives an event loop in this thread for as long, and Django would mistake every query of any test
    for async code.
    """
    expect.set_options(timeout=PATIENCE)
    with mock.patch.dict(os.environ, DJANGO_ALLOW_ASYNC_UNSAFE="true"), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=_ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def sign_in(page: Page, url: str, name: str, password: str) -> None:
    """Sign in at the desk that answers at `url`."""
    page.goto(f"{url}/accounts/login/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", password)
    page.click("button.p")
    expect(page.locator("#desk")).to_be_visible()
    settled(page)
    page.wait_for_load_state()  # until then a press of a key is a plain link or form, which works too, otherwise


def settled(page: Page) -> None:
    """Wait until the page's scripts are at work: a key pressed before them submits a plain form, as a full load."""
    # Not by a function of the page: asked a second time it is an eval, which the page's own policy forbids.
    page.wait_for_load_state()
    assert page.evaluate("Boolean(window.htmx)")


def open_appeal(page: Page, number: int) -> None:
    """Open an appeal from the list and wait for its card."""
    page.click(f"#row-{number}")
    expect(page.locator("#case h1")).to_contain_text(f"№ {number}")


def answer(page: Page, text: str) -> None:
    """Write an answer in the opened appeal, send it by keyboard, and wait until it stands in the conversation."""
    page.fill("[data-answer]", text)
    page.press("[data-answer]", "Control+Enter")
    expect(page.locator(".b.out .said").filter(has_text=text.splitlines()[0])).to_be_visible()


def complaints(page: Page, *, within: str | None = None) -> list[str]:
    """What axe finds on the page in the light and in the dark, a line for each: rule, where, why.

    Of all its rules the one about contrast knows of colours: in the dark it is the only one that can find more.
    `within` is what alone is looked at, where the rest has been: a selector.
    """
    page.emulate_media(color_scheme="light")
    found = _violations(page, _RULES, within)
    page.emulate_media(color_scheme="dark")
    found += [f"in the dark: {line}" for line in _violations(page, _COLOURS, within)]
    page.emulate_media(color_scheme="light")
    return found


def _violations(page: Page, rules: dict[str, list[str]], within: str | None) -> list[str]:
    return [
        f"{rule['id']}: {node['target']}: {node['failureSummary']}"
        for rule in Axe().run(page, context=within, options=rules).response["violations"]
        for node in rule["nodes"]
    ]


def overflows(page: Page) -> bool:
    """Whether the page is wider than the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))
