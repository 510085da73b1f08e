"""What was learnt from people's decisions: versions, who speaks now, how guesses fare. For the administrator."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.understanding import selectors, services
from nasvyazi.domain.understanding.models import Target
from nasvyazi.toolbox.clock import now
from nasvyazi.toolbox.refusal import Refusal

from ..schemes import sentence
from ..topics import learnings
from .frame import require, user_of


@require_GET
def learnt(request: HttpRequest) -> HttpResponse:
    """Topics and kinds: versions with their figures, and what people decided beside what was guessed."""
    require(request, access.SET_TOPICS)
    return render(request, "desk/topics/model.html", {"learnings": learnings(now=now()), "now": now()})


@require_POST
def use(request: HttpRequest) -> HttpResponse:
    """Let another version guess, or the lexicon («target» instead of «version»)."""
    require(request, access.SET_TOPICS)
    if "version" not in request.POST:
        return _use_lexicon(request, request.POST.get("target", ""))
    number = request.POST["version"]
    version = selectors.version(int(number)) if number.isascii() and number.isdigit() else None
    if version is None:
        raise Http404
    try:
        services.use_version(version=version, by=user_of(request), now=now())
    except Refusal as refusal:
        messages.warning(request, sentence(refusal))
    else:
        messages.success(request, _("Version %(number)d guesses now.") % {"number": version.pk})
    return redirect("desk:learnt")


def _use_lexicon(request: HttpRequest, target: str) -> HttpResponse:
    if target not in Target.values:
        raise Http404
    services.use_lexicon(target=target, by=user_of(request), now=now())
    messages.success(request, _("The lexicon guesses now."))
    return redirect("desk:learnt")
