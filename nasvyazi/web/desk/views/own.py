"""One's own: language and theme of the screen."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

THEME_COOKIE = "theme"
THEMES = ("light", "dark", "auto")
_YEAR = 365 * 24 * 3600


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of the interface; kept in a cookie."""
    answer: HttpResponse = set_language(request)
    return answer


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Choose light, dark or as the system does; kept in a cookie."""
    chosen = request.POST.get("theme", "")
    answer = redirect(_back(request))
    if chosen in THEMES:
        answer.set_cookie(
            THEME_COOKIE, chosen, max_age=_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
        )
    return answer


@login_not_required
def ask_the_administrator(request: HttpRequest) -> HttpResponse:
    """Nobody signs up here, and no mail is sent: whom to ask instead."""
    return render(request, "account/closed.html")


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else reverse("desk:home")
