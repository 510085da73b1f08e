"""Topics: the tree, one with its words, and a box that shows what would be guessed of a text. For the administrator."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.understanding import selectors, services
from nasvyazi.domain.understanding.models import Topic
from nasvyazi.toolbox.clock import now
from nasvyazi.toolbox.refusal import Refusal

from ..forms_topics import LONGEST_TRIED, TopicForm
from ..schemes import sentence
from ..topics import tree, tried
from .frame import require


@require_http_methods(["GET", "POST"])
def topics(request: HttpRequest) -> HttpResponse:
    """The topics in their groups, found by name or word, retired ones apart; POST tries a text and changes nothing."""
    require(request, access.SET_TOPICS)
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    is_retired = request.GET.get("tab") == "retired"
    text = request.POST.get("text", "").replace("\0", "").strip()[:LONGEST_TRIED]
    context = {
        "branches": tree(selectors.find_topics(words, active=not is_retired)),
        "words": words,
        "is_retired": is_retired,
        "text": text,
        "tried": tried(text, now=now()) if text else None,
    }
    return render(request, "desk/topics/list.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A topic of the town's own, or a group."""
    require(request, access.SET_TOPICS)
    if request.method == "GET":
        return _page(request, TopicForm(initial={"group": request.GET.get("group", "")}), None)
    form = TopicForm(request.POST)
    if not form.is_valid():
        return _page(request, form, None, complaint=form.complaint())
    told = form.cleaned_data
    try:
        services.add_topic(name=told["name"], words=form.said_words(), group=told["group"])
    except Refusal as refusal:
        return _page(request, form, None, complaint=sentence(refusal))
    messages.success(request, _("The topic is added."))
    return redirect("desk:topics")


@require_http_methods(["GET", "POST"])
def topic(request: HttpRequest, topic_id: int) -> HttpResponse:
    """A topic: its name and words changed, retired, taken back into use."""
    require(request, access.SET_TOPICS)
    found = get_object_or_404(Topic.objects.select_related("group"), pk=topic_id)
    if request.method == "GET":
        told = {"name": found.name, "words": "\n".join(found.words), "group": found.group_id}
        return _page(request, TopicForm(initial=told, topic=found), found)
    if "retire" in request.POST or "restore" in request.POST:
        (services.retire_topic if "retire" in request.POST else services.restore_topic)(topic=found)
        return redirect("desk:topic", found.pk)
    form = TopicForm(request.POST, topic=found)
    if not form.is_valid():
        return _page(request, form, found, complaint=form.complaint())
    try:
        services.change_topic(
            topic=found,
            name=form.cleaned_data["name"],
            words=form.said_words(),
            group=form.cleaned_data["group"],
        )
    except Refusal as refusal:
        return _page(request, form, found, complaint=sentence(refusal))
    messages.success(request, _("The topic is changed: it guesses by the new words from now on."))
    return redirect("desk:topic", found.pk)


def _page(request: HttpRequest, form: TopicForm, found: Topic | None, *, complaint: str = "") -> HttpResponse:
    context = {
        "form": form,
        "topic": found,
        "groups": selectors.groups_for(found),
        "complaint": complaint,
    }
    return render(request, "desk/topics/topic.html", context, status=422 if complaint else 200)
