from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SuggestionsConfig(AppConfig):
    name = "nasvyazi.domain.suggestions"
    label = "suggestions"
    verbose_name = _("Suggested answers")
