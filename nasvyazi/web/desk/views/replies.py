"""Answers: written, previewed, sent once, sent again when they did not arrive. No error loses a word."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.appeals import lists
from nasvyazi.domain.appeals import selectors as appeal_reads
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.files import services as files
from nasvyazi.domain.files.models import File
from nasvyazi.domain.outbox import selectors as outbox_reads
from nasvyazi.domain.outbox.models import Letter, LetterPart
from nasvyazi.domain.outbox.services import ResendRefused
from nasvyazi.domain.suggestions import services as suggestions
from nasvyazi.flows import answering, notices
from nasvyazi.toolbox.clock import now

from .. import conversation, suggesting, words
from ..forms import MAX_PHOTOS, MAX_TEXT, ReplyForm, photos_of
from ..screen import Answer, Meanwhile, Trouble, nav
from ..selection import Selection
from .frame import case_answer, the_appeal, user_of

REPLY = "reply"


@require_POST
def reply(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """Send the answer, or show how it will look. On any error the text and the photos are still in the box."""
    appeal = the_appeal(request, appeal_id, permission=access.WORK_ON_APPEAL)
    if appeal.merged_into_id is not None:
        # Merged while the answer was being written: it goes out from where the conversation went.
        appeal = the_appeal(request, appeal.merged_into_id, permission=access.WORK_ON_APPEAL)
    form = ReplyForm(request.POST, user=user_of(request))
    if not form.is_valid():
        return _unreadable(request, appeal)
    photos, complaint = photos_in(form.cleaned_data["kept"], photos_of(request.FILES))
    answer = Answer(
        request_key=form.cleaned_data["request_key"],
        text=form.cleaned_data["text"],
        files=photos,
        seen_at=form.cleaned_data["seen_at"],
    )
    shown = _shown(request, appeal, answer) if not complaint else None
    if shown is not None:
        return case_answer(request, appeal.pk, now=now(), answer=shown)
    if not complaint and "suggestion" in request.POST:
        complaint = _("This suggestion is not there any more. Choose another one.")
    if not complaint:
        is_looked_at = form.cleaned_data["looked_at"] == answer.looked_at
        complaint, answer = _send(request, appeal, answer, is_looked_at=is_looked_at)
    if not complaint:
        return case_answer(request, appeal.pk, now=now())
    return case_answer(request, appeal.pk, now=now(), answer=answer, trouble=Trouble(complaint, REPLY))


def _shown(request: HttpRequest, appeal: Appeal, answer: Answer) -> Answer | None:
    """The box as another of its buttons leaves it; None = it was none of them, or what it means is gone."""
    told, user = request.POST, user_of(request)
    if "preview" in told:
        return replace(answer, preview=_pieces(appeal, answer.text, with_files=bool(answer.files)))
    if "instead" in told:
        return replace(answer, text=notices.invitation(appeal))
    if "suggestions" in told:
        return replace(answer, suggestions=suggesting.suggestions(appeal, user=user, now=now()))
    chosen = suggesting.chosen(told.get("suggestion", ""), appeal=appeal, user=user)
    if chosen is None:
        return None
    if chosen.template is not None:
        suggestions.note_use(template=chosen.template, now=now())
    return replace(answer, text=suggesting.put(chosen.text, into=answer.text)[:MAX_TEXT], is_suggested=True)


@require_GET
def suggest(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """What may be put into the box, for htmx."""
    appeal = the_appeal(request, appeal_id, permission=access.WORK_ON_APPEAL)
    found = suggesting.suggestions(appeal, user=user_of(request), now=now())
    context = {"suggestions": found, "selection": Selection.of(request.GET), "now": now()}
    return render(request, "desk/suggestions.html", context)


@require_POST
def draft(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """Keep what has been written so far; tells how long it is and how many messages it will be."""
    appeal = the_appeal(request, appeal_id, permission=access.WORK_ON_APPEAL)
    text = request.POST.get("text", "").replace("\r\n", "\n").replace("\0", "")[:MAX_TEXT]
    appeals.save_draft(appeal_id=appeal.pk, text=text, author=user_of(request), now=now())
    return render(
        request,
        "desk/counter.html",
        {
            "text": text,
            "pieces": _pieces(appeal, text, with_files=_has_photos(request)),
            "saved_at": now(),
            "now": now(),
        },
    )


@require_POST
def preview(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """How the answer will look, for htmx."""
    appeal = the_appeal(request, appeal_id, permission=access.WORK_ON_APPEAL)
    text = request.POST.get("text", "").replace("\r\n", "\n").replace("\0", "")[:MAX_TEXT]
    pieces = _pieces(appeal, text, with_files=_has_photos(request))
    return render(request, "desk/preview.html", {"pieces": pieces, "may_close": True})


@require_GET
def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    """One letter as it stands now, for htmx: a letter on its way tells how it goes.

    With its last word comes all that depends on it: the clocks of the appeal, its row, the counts.
    """
    _found, appeal = _letter(request, letter_id)
    moment, selection, user = now(), Selection.of(request.GET), user_of(request)
    whole = get_object_or_404(outbox_reads.letters().select_related("author", "reply"), pk=letter_id)
    item = next(conversation.sent([whole], appeal, now=moment))
    # Another appeal of the conversation may be the opened one: this letter is dimmed there.
    is_opened = request.GET.get("case", "").partition("_")[0] in ("", str(appeal.pk))
    context = {
        "item": replace(item, is_own=is_opened),
        "case": {"may_work": True, "appeal": appeal if is_opened else None},
        "appeal": appeal,
        "is_opened": is_opened,
        "selection": selection,
        "now": moment,
        "counts_too": not item.is_under_way,
    }
    if not item.is_under_way:
        context["nav"] = nav(selection, lists.counts(access.appeals(user), user=user, now=moment))
    return render(request, "desk/letter_answer.html", context)


@require_POST
def resend(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Send again what was not delivered, as a new letter."""
    letter, appeal = _letter(request, letter_id)
    try:
        key = UUID(request.POST.get("request_key", ""))
    except ValueError:
        key = uuid4()
    try:
        answering.resend(letter=letter, author=user_of(request), request_key=key)
    except ResendRefused as error:
        trouble = Trouble(words.resend_refused(str(error)), "letter")
        return case_answer(request, appeal.pk, now=now(), trouble=trouble)
    except answering.PlaceRefused as error:
        return case_answer(request, appeal.pk, now=now(), trouble=Trouble(_(error.why), "letter"))
    return case_answer(request, appeal.pk, now=now())


@require_POST
def delivered(request: HttpRequest, part_id: int) -> HttpResponse:
    """The operator saw the unconfirmed part in the network."""
    part = get_object_or_404(LetterPart.objects.select_related("letter"), pk=part_id)
    _letter_of_part, appeal = _letter(request, part.letter_id)
    try:
        answering.accept_as_delivered(part, by=user_of(request))
    except ResendRefused as error:
        trouble = Trouble(words.resend_refused(str(error)), "letter")
        return case_answer(request, appeal.pk, now=now(), trouble=trouble)
    return case_answer(request, appeal.pk, now=now())


def _letter(request: HttpRequest, letter_id: int) -> tuple[Letter, Appeal]:
    letter = get_object_or_404(
        access.letters(user_of(request)).select_related("reply", "thread__channel"), pk=letter_id
    )
    return letter, the_appeal(request, letter.reply.appeal_id, permission=access.WORK_ON_APPEAL)


def _send(request: HttpRequest, appeal: Appeal, answer: Answer, *, is_looked_at: bool) -> tuple[str, Answer]:
    """Try to send. Gives a complaint ("" = sent) and the answer as the box is to show it."""
    try:
        answering.answer(
            appeal=appeal,
            text=answer.text,
            author=user_of(request),
            request_key=answer.request_key,
            files=answer.files,
            seen_at=answer.seen_at,
            is_looked_at=is_looked_at,
        )
    except answering.NothingToSay:
        return _("Write the answer first: there are no words in it."), answer
    except answering.PlaceRefused as error:
        return _(error.why), answer
    except answering.PhotosRefused as error:
        return _(error.why), replace(answer, files=())
    except answering.NeedsSecondLook as error:
        told = error.cautions
        public = _("Everybody will read this. Look once more:")
        return public if told.is_for_everybody else _("It is not finished:"), replace(answer, cautions=told)
    except appeals.AnsweredMeanwhile as error:
        said = appeal_reads.answer_at(appeal, at=error.at)
        meanwhile = Meanwhile(error.who or _("somebody, in the network itself"), error.at, said)
        return _("Somebody has answered meanwhile. Your text is kept."), replace(
            answer, seen_at=None, meanwhile=meanwhile
        )
    return "", answer


def photos_in(kept: list[File], sent: list[Any]) -> tuple[list[File], str]:
    """The photos of a form: kept ones and those that come now. Gives a complaint beside, "" when all are well."""
    if len(kept) + len(sent) > MAX_PHOTOS:
        return kept, _("At most %(count)d photos go with one answer.") % {"count": MAX_PHOTOS}
    found, complaint = list(kept), ""
    for upload in sent:
        name = upload.name or ""
        try:
            found.append(files.keep_photo(handle=upload.file, name=name))
        except files.NotAPhoto:
            complaint = _("“%(name)s” is no picture that networks take. JPEG, PNG, WebP and GIF go.") % {
                "name": name
            }
        except files.TooLarge:
            complaint = _("“%(name)s” is larger than 20 MB. Make it smaller.") % {"name": name}
    return found, complaint


def _pieces(appeal: Appeal, text: str, *, with_files: bool) -> list[str]:
    if not text.strip():
        return []
    message = appeal_reads.last_message_of(appeal_id=appeal.pk)
    return answering.pieces_of(answering.destination(appeal, message), text, with_files=with_files)


def _has_photos(request: HttpRequest) -> bool:
    """Whether photos are chosen in the form, which travel only with the answer itself."""
    return request.POST.get("photos_chosen", "0") not in ("", "0")


def _unreadable(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    """The form is not one of ours any more (too long, or changed on the way): its words are still shown."""
    text = request.POST.get("text", "").replace("\0", "")
    if not text and not request.POST.get("request_key"):
        raise Http404
    complaint = _(
        "The answer could not be read: at most %(count)d characters. Shorten it and send it again."
    ) % {"count": MAX_TEXT}
    return case_answer(
        request,
        appeal.pk,
        now=now(),
        answer=Answer(request_key=uuid4(), text=text, seen_at=now()),
        trouble=Trouble(complaint, REPLY),
    )
