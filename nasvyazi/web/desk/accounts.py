"""Sign-in: accounts are made by an administrator, nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class ClosedAdapter(DefaultAccountAdapter):
    """allauth without sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whose attempts are counted."""
        return client_ip(request)


def client_ip(request: HttpRequest) -> str:
    """The visitor's address. Behind our proxy (NASVYAZI_HTTPS) it is in the header that the proxy overwrites:

    without this everybody would come from 127.0.0.1, and one stranger's wrong passwords would lock out a colleague.
    """
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.NASVYAZI_BEHIND_PROXY else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
