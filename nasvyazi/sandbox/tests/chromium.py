"""The page opened in Chromium, for the tests of each network's phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.browser.chromium import PROGRAM, complaints

MARKS = [
    pytest.mark.browser,
    pytest.mark.skipif(
        PROGRAM is None, reason="Chromium is not installed: the practice page was not tried in it"
    ),
]


def opened(
    browser: Browser, address: str, *, shows: str, width: int = 1440, dark: bool = False
) -> Iterator[Page]:
    """The page at an address once it shows this resident; afterwards nothing may stand in the console."""
    scheme: Literal["dark", "light"] = "dark" if dark else "light"
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    fresh = context.new_page()
    wrong: list[str] = []
    fresh.on("console", lambda message: wrong.append(message.text) if _unexpected(message) else None)
    fresh.on("pageerror", lambda error: wrong.append(str(error)))
    fresh.goto(address)
    expect(fresh.locator("#me")).to_have_text(shows)
    yield fresh
    context.close()
    assert wrong == []


def _unexpected(message: ConsoleMessage) -> bool:
    """An error that is not the browser's note of a refusal by the control API."""
    return message.type == "error" and "/control/" not in message.location["url"]


def enter(page: Page, text: str) -> None:
    """Type into the composer and press Enter, as one does."""
    page.locator("#text").fill(text)
    expect(page.locator("#send")).to_be_enabled()
    page.locator("#text").press("Enter")


def write(page: Page, text: str) -> None:
    """The same, and see that it was said: only then the composer can be aimed at something else."""
    enter(page, text)
    expect(page.locator("#text")).to_have_value("")


def assert_fits(page: Page, width: int) -> None:
    """Axe finds nothing, and nothing is wider than the window."""
    assert complaints(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
