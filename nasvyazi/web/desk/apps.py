from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "nasvyazi.web.desk"
    label = "desk"
