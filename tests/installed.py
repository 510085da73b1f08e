"""Fixtures: one installation and one practice network for each process and package of tests; every test has a community
of its own.

A package's `conftest.py` imports them, so that they are stopped where its last test ends: also a worker with nothing to
do asks its database what is due, and the next tests need the processor.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.product import Product
from tests.sandbox import Sandbox

__all__ = ["installation", "product", "sandbox"]


@pytest.fixture(scope="package")
def sandbox() -> Iterator[Sandbox]:
    """The practice VK."""
    with Sandbox() as running:
        yield running


@pytest.fixture(scope="package")
def installation() -> Iterator[Product]:
    """The product with all its roles."""
    with Product() as running:
        running.start("web", "worker", "listen")
        yield running


@pytest.fixture
def product(installation: Product, django_db_blocker: Any) -> Iterator[Product]:
    """The installation, its database under Django of this process."""
    with django_db_blocker.unblock(), installation.connected():
        yield installation
