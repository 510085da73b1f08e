"""What happens with tables and cases of other systems, in sentences."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.external import services as external
from nasvyazi.domain.external.columns import Field
from nasvyazi.domain.external.models import ExternalImport, ImportRemark

UNREADABLE: dict[str, Promise] = {
    "empty": _(
        "There is not one filled row in the file. Open it and look whether the export has come to its end."
    ),
    "too_many_rows": _(
        "There are %(at)s rows, and 200,000 at most are read at once. Split the file, or delete what is empty below "
        "its table."
    ),
    "too_large": _("The file is larger than %(at)s MB. Split it."),
    "unpacks_too_large": _("Unpacked, the file is larger than 300 MB: no table of cases is. Export it anew."),
    "damaged": _(
        "The file cannot be opened: it is damaged or has a password. Open it in a table program and save it anew as "
        "XLSX."
    ),
    "old_workbook": _(
        "This is an old .xls workbook, or one with a password. Open it in a table program and save it as XLSX or CSV."
    ),
    "web_page": _(
        "This is a web page that only calls itself a table. Open it in a table program and save it as XLSX or CSV."
    ),
    "no_table": _("This is neither an XLSX workbook nor a CSV. Export the cases in one of the two."),
    "encoding": _(
        "The file is no Russian text in any usual encoding. Open it in a table program and save it as XLSX."
    ),
    "quote_open": _(
        "The row that begins in line %(at)s has no end: a quotation mark in it is not closed. Mend that line and bring "
        "the file once more."
    ),
}

_REMARKS: dict[str, Promise] = {
    ImportRemark.Code.NO_NUMBER: _("There is no number in the row, so no case was made of it."),
    ImportRemark.Code.LONG_NUMBER: _(
        "What stands in the column of numbers is too long for one: “%(detail)s”. No case was made of the row."
    ),
    ImportRemark.Code.DEADLINE_UNCLEAR: _(
        "The deadline “%(detail)s” is no date that we know. The case has none now."
    ),
    ImportRemark.Code.DATE_UNCLEAR: _("The date “%(detail)s” is none that we know. The case has none now."),
    ImportRemark.Code.LINK_UNCLEAR: _("There is no web address in “%(detail)s”."),
    ImportRemark.Code.NUMBER_TWICE: _(
        "The same number stands in line %(detail)s again. What is told there counts."
    ),
    ImportRemark.Code.SAME_MATTER: _(
        "The same link, words and author as of case № %(detail)s: it seems to have two numbers. Both are kept."
    ),
}

REFUSALS: dict[type[Exception], Promise] = {
    external.NumberColumnMissing: _(
        "Say which column has the numbers of the cases: they are told apart by them."
    ),
    external.NotWaiting: _("The columns of this table have been confirmed already."),
    external.NameMissing: _("Choose a system, or write how it is called."),
    external.NumberMissing: _("Write the number that the case has there."),
    external.TakenElsewhere: _(
        "This number belongs to another case or appeal already. Find it on the page of other systems and look there."
    ),
}


def unreadable(table: ExternalImport) -> str:
    """Why a table could not be read, or not to its end, and what to do."""
    return str(UNREADABLE[table.error]) % {"at": table.error_at} if table.error else ""


def remark(row: ImportRemark) -> str:
    """What has to be said about a row."""
    return str(_REMARKS[row.code]) % {"detail": row.detail}


def refusal(error: Exception) -> str:
    """Why a step is refused, and what one can do instead."""
    if isinstance(error, external.ColumnTwice):
        return gettext("Two columns are said to be “%(what)s”. Leave one of them.") % {
            "what": Field(error.field).label
        }
    return str(REFUSALS[type(error)])


def gone(field: Field, title: str, replaced_by: str) -> str:
    """That a column is not there any more which was confirmed before, and what is taken for it now."""
    told = {"title": title, "what": field.label, "other": replaced_by}
    if replaced_by:
        return (
            gettext("There is no column “%(title)s” any more; “%(other)s” looks like it. Check that.") % told
        )
    return (
        gettext("There is no column “%(title)s” any more. Say which one is “%(what)s” now, or go on without.")
        % told
    )
