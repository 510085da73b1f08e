"""Language, theme, signing in."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from nasvyazi.domain.accounts.models import User
from tests import factories


def test_the_language_is_the_installations_until_somebody_chooses(desk: Client) -> None:
    html = desk.get("/", headers={"Accept-Language": "en-US"}).content.decode()
    assert '<html lang="ru"' in html
    desk.post("/language", {"language": "en", "next": "/"})
    assert '<html lang="en"' in desk.get("/").content.decode()


def test_the_theme_is_remembered_and_nonsense_is_not(desk: Client) -> None:
    desk.post("/theme", {"theme": "dark", "next": "/?view=open"})
    assert 'data-bs-theme="dark"' in desk.get("/").content.decode()
    desk.post("/theme", {"theme": '"><script>'})
    assert 'data-theme="dark"' in desk.get("/").content.decode()


@pytest.mark.parametrize("path", ["/theme", "/language"])
def test_nobody_is_led_to_another_site(path: str, desk: Client) -> None:
    answer = desk.post(path, {"theme": "dark", "language": "en", "next": "https://evil.example/"})
    assert answer["Location"] == "/"


def test_a_name_and_a_password_let_in_and_a_wrong_one_says_so(client: Client, operator: User) -> None:
    page = reverse("account_login")
    wrong = client.post(page, {"login": "olga", "password": "nonsense"}).content.decode()
    assert 'role="alert"' in wrong
    assert 'value="olga"' in wrong
    answer = client.post(page, {"login": "olga", "password": factories.PASSWORD})
    assert answer["Location"] == "/"


def test_too_many_wrong_passwords_lock_the_name_and_say_for_how_long(client: Client, operator: User) -> None:
    page = reverse("account_login")
    for _ in range(9):
        answer = client.post(page, {"login": "olga", "password": "nonsense"})
    html = answer.content.decode()
    assert answer.status_code == 429
    assert "Вход закрыт на время" in html
    assert "15 мин" in html


@pytest.mark.parametrize("name", ["account_change_password", "account_logout", "mfa_index"])
def test_ones_own_pages_open(name: str, desk: Client) -> None:
    answer = desk.get(reverse(name), follow=True)
    assert answer.status_code == 200
    assert 'class="brand"' in answer.content.decode()


def test_a_page_that_is_not_there_says_what_to_do(desk: Client) -> None:
    answer = desk.get("/nowhere")
    assert answer.status_code == 404
    assert "Такой страницы нет" in answer.content.decode()


def test_pages_allow_no_script_and_no_style_but_their_own(desk: Client) -> None:
    answer = desk.get("/")
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    html = answer.content.decode()
    assert "<style" not in html
    assert " style=" not in html
    assert "<script>" not in html
    assert " onclick=" not in html
