"""People at the desk, signed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from nasvyazi.domain.accounts.models import Role, User
from tests import factories

HTMX = {"HX-Request": "true", "HX-Target": "case"}


@pytest.fixture
def operator(db: None) -> User:
    return factories.user(username="olga")


@pytest.fixture
def administrator(db: None) -> User:
    return factories.user(Role.ADMINISTRATOR)


@pytest.fixture
def enter() -> Callable[[User], Client]:
    """A browser in which the user is signed in."""

    def enter_(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return enter_


@pytest.fixture
def desk(operator: User, enter: Callable[[User], Client]) -> Client:
    """The operator's browser."""
    return enter(operator)
