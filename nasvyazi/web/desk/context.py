"""What every page needs around its contents."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.attention import selectors as attention
from nasvyazi.toolbox.clock import now

from .views.own import THEME_COOKIE, THEMES


def frame(request: HttpRequest) -> dict[str, object]:
    """The number in the attention badge (read when a template asks for it), the theme, what the menu may show."""
    theme = request.COOKIES.get(THEME_COOKIE)
    told: dict[str, object] = {"theme": theme if theme in THEMES else "auto"}
    user = getattr(request, "user", None)
    if isinstance(user, User) or (user is not None and user.is_authenticated):
        told["unattended"] = SimpleLazyObject(lambda: attention.count(user=user, now=now()))
        told["may_see_channels"] = access.may(user, access.SEE_CHANNELS)
        told["may_set_districts"] = access.may(user, access.SET_DISTRICTS)
        told["may_import_places"] = access.may(user, access.IMPORT_PLACES)
        told["may_set_topics"] = access.may(user, access.SET_TOPICS)
        told["may_see_events"] = access.may(user, access.SEE_EVENTS)
    return told
