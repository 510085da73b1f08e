"""The page on which one plays a resident."""

from __future__ import annotations

from starlette.routing import BaseRoute

from nasvyazi.sandbox.settings import Settings


def page_routes(settings: Settings) -> list[BaseRoute]:
    """The page and what it is made of."""
    return []
