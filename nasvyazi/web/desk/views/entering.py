"""What our people enter by hand: from a link, a screenshot, a call, a reception. Nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.signing import dumps
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.external import services as external
from nasvyazi.domain.files.models import File
from nasvyazi.domain.inbox.models import Message, Way
from nasvyazi.flows import entering
from nasvyazi.flows.entering import Found, Who
from nasvyazi.toolbox import links
from nasvyazi.toolbox.clock import now

from ..forms import EnterForm, entry_of, photos_of
from ..kept import kept_files, kept_mark
from ..refusals import refusal
from ..screen import author_salt
from .frame import is_partial, require, user_of
from .replies import photos_in

_LOCAL = "%Y-%m-%dT%H:%M"
_ALREADY = gettext_noop("This is on the desk already.")


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the form: values by field, photos that are here already, the author that a link told."""

    values: Mapping[str, Any] = field(default_factory=dict)
    files: Sequence[File] = ()
    author: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""
    told: str = ""
    """What came of reading the link."""
    known: Message | None = None
    request_key: UUID = field(default_factory=uuid4)


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """The form, filled with what a bookmarklet or another program gave; or what it says is entered."""
    require(request, access.ENTER)
    if request.method == "POST":
        return _enter(request)
    shared = {**_shared(request.GET), **_of_case(request)}
    return _form(
        request, Draft(values={"way": Way.LINK.value if shared["url"] else Way.CALL.value, **shared})
    )


@require_POST
def read_link(request: HttpRequest) -> HttpResponse:
    """Read what stands at the link; what was typed stays, an empty field is filled."""
    require(request, access.ENTER)
    user = user_of(request)
    found = entering.read(request.POST.get("url", ""))
    values = {name: request.POST.get(name, "") for name in EnterForm.base_fields}
    typed = values.get("text", "").strip()
    kept = [*_kept(request, user), *found.photos]
    filled = {
        "url": found.url or values["url"],
        "text": values["text"] if typed else found.text,
        "name": values["name"] or (found.author.name if found.author else ""),
        "said_at": values["said_at"] or _local(found),
    }
    return _form(
        request,
        Draft(
            values={**values, **filled},
            files=kept,
            author=_author(found),
            trouble=_why(found),
            told="" if found.why or found.known else _("Read. Look whether everything is there."),
            known=found.known,
        ),
    )


@csrf_exempt
@require_POST
def share(request: HttpRequest) -> HttpResponse:
    """Another program of the telephone shares a link, words or screenshots: they are put into the form.

    The operating system sends no token of ours; nothing is entered by it, and the session's cookie comes with no
    request of a foreign page (SameSite).
    """
    require(request, access.ENTER)
    found, complaint = photos_in([], photos_of(request.FILES))
    shared = _shared(request.POST)
    way = Way.LINK if shared["url"] else Way.SCREENSHOT
    return _form(request, Draft(values={"way": way.value, **shared}, files=found, trouble=complaint))


def _enter(request: HttpRequest) -> HttpResponse:
    user, form = user_of(request), EnterForm(request.POST, user=user_of(request))
    if not form.is_valid():
        return _again(request, form.complaint(), files=_kept(request, user))
    told = form.cleaned_data
    found, complaint = photos_in(told["kept"], photos_of(request.FILES))
    if complaint:
        return _again(request, complaint, files=found, author=told["author"])
    try:
        appeal = _carry_out(told, found, user)
    except (entering.NothingEntered, entering.TooEarly) as error:
        return _again(request, refusal(error, now=now()), files=found, author=told["author"])
    except entering.AlreadyHere as error:
        return _again(request, _(_ALREADY), files=found, author=told["author"], known=error.message)
    messages.success(request, _("Entered: № %(number)s.") % {"number": appeal.pk})
    return redirect(reverse("desk:appeal", args=[appeal.pk]))


@transaction.atomic
def _carry_out(told: Mapping[str, Any], found: Sequence[File], user: User) -> Appeal:
    who = Who(name=told["name"], contact=told["contact"], **told["author"])
    entry = entry_of(told, files=found)
    appeal = entering.enter(entry=entry, who=who, channel=told["channel"], where=told["place"], by=user)
    if told["case"] is not None:
        external.attach(case_id=told["case"].pk, appeal_id=appeal.pk, by=user, now=now())
    if told["answered"].strip() or told["answered_url"].strip():
        answer = {"way": told["way"], "text": told["answered"], "url": told["answered_url"]}
        entering.write_down(appeal_id=appeal.pk, entry=entry_of(answer), speaker="", by=user)
    return appeal


def _again(
    request: HttpRequest,
    trouble: str,
    *,
    files: Sequence[File],
    author: Mapping[str, str] | None = None,
    known: Message | None = None,
) -> HttpResponse:
    """The form with everything that was typed and chosen, and what is wrong."""
    draft = Draft(values=request.POST.dict(), files=files, author=author or {}, trouble=trouble, known=known)
    return _form(request, draft, status=422)


def _form(request: HttpRequest, draft: Draft, *, status: int = 200) -> HttpResponse:
    user = user_of(request)
    channels = access.channels(user).filter(mode=Channel.Mode.HAND, is_active=True).order_by("title", "pk")
    known = draft.known
    appeal = known.decision.appeal if known is not None and hasattr(known, "decision") else None
    context = {
        "draft": draft,
        "values": draft.values,
        "ways": Way.choices,
        "hands": channels,
        "kept": kept_mark(draft.files, user),
        "author": dumps(dict(draft.author), salt=author_salt(user)) if draft.author else "",
        "known": appeal if appeal is not None and access.may(user, access.SEE_APPEAL, appeal) else None,
        "is_known": known is not None,
        "now": now(),
        "address": request.build_absolute_uri(reverse("desk:enter")),
    }
    template = "desk/enter_form.html" if is_partial(request, "enter") else "desk/enter.html"
    return render(request, template, context, status=status)


def _shared(given: Mapping[str, str]) -> dict[str, str]:
    """What a bookmarklet or another program gives: the address may stand among the words."""
    text = given.get("text", "").replace("\0", "").strip()
    url = given.get("url", "").strip() or links.find(text)
    title = given.get("title", "").strip()
    words_ = text.replace(url, "").strip() if url else text
    return {"url": url, "text": words_ or ("" if url else title)}


def _of_case(request: HttpRequest) -> dict[str, str]:
    """What a case in another system says, which nobody has opened an appeal for."""
    number = request.GET.get("case", "")
    if not number.isdecimal():
        return {}
    case = access.external_cases(user_of(request)).filter(pk=int(number), appeal=None).first()
    if case is None:
        return {}
    said_at = timezone.localtime(case.registered_at).strftime(_LOCAL) if case.registered_at else ""
    return {"case": number, "url": case.url, "text": case.text, "name": case.author, "said_at": said_at}


def _kept(request: HttpRequest, user: User) -> list[File]:
    """The files of a form as far as they are of our making."""
    try:
        return kept_files(request.POST.get("kept", ""), user)
    except ValidationError:
        return []


def _why(found: Found) -> str:
    if found.known is not None:
        return _(_ALREADY)
    return _(found.why) if found.why else ""


def _author(found: Found) -> dict[str, str]:
    if found.author is None or not found.author.network_id or found.author.network_id.startswith("-"):
        return {}
    return {"network": found.network, "network_id": found.author.network_id}


def _local(found: Found) -> str:
    return timezone.localtime(found.said_at).strftime(_LOCAL) if found.said_at is not None else ""
