from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AppealsConfig(AppConfig):
    name = "nasvyazi.domain.appeals"
    label = "appeals"
    verbose_name = _("Appeals")

    def ready(self) -> None:
        """What people decide is what the program learns from."""
        from . import lessons

        lessons.register()
