"""Sign-in: accounts are made by an administrator, nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext

from nasvyazi.domain.accounts import second_step
from nasvyazi.toolbox.sealing import CannotOpen


class ClosedAdapter(DefaultAccountAdapter):
    """allauth without sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whose attempts are counted."""
        return client_ip(request)


class SealingAdapter(DefaultMFAAdapter):
    """allauth with the secrets of the second step sealed."""

    def encrypt(self, text: str) -> str:
        """As it is kept."""
        return second_step.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """As it was. Raises ValidationError, which the form of the code shows."""
        try:
            return second_step.unseal(encrypted_text)
        except CannotOpen:
            raise ValidationError(
                gettext(
                    "The second step cannot be checked: this installation has another key now. Ask the administrator."
                )
            ) from None


def client_ip(request: HttpRequest) -> str:
    """The visitor's address. Behind our proxy (NASVYAZI_HTTPS) it is in the header that the proxy overwrites:

    without this everybody would come from 127.0.0.1, and one stranger's wrong passwords would lock out a colleague.
    """
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.NASVYAZI_BEHIND_PROXY else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
