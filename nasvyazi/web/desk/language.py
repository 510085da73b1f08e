"""The language of the interface is the installation's, unless a person has chosen the other one."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class ChosenLanguageMiddleware(LocaleMiddleware):
    """What the browser was installed with decides nothing: colleagues at one desk read the same words."""

    def process_request(self, request: HttpRequest) -> None:
        """Activate the chosen language, else the installation's."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
