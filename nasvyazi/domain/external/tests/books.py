"""Workbooks of cases."""

from __future__ import annotations

from nasvyazi.toolbox.tests.books import xlsx

__all__ = ["TITLES", "xlsx"]

TITLES = ("Номер", "Ссылка", "Текст", "Автор", "Дата", "Срок", "Статус", "Тема")
