"""What a measure is taken for is kept as it was, before anything is done to it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from nasvyazi.domain.files import copies
from nasvyazi.domain.files import selectors as file_reads
from nasvyazi.domain.files import services as files
from nasvyazi.domain.inbox import selectors as inbox
from nasvyazi.domain.inbox.models import Attachment, Message

from ..models import Evidence, EvidencePhoto, Measure
from .working import PHOTOS_WAIT

_MOST_PHOTOS = 20


@dataclass(frozen=True, slots=True)
class _Shown:
    """An attachment in the copy: `data` is its picture as an address that holds it, "" where it cannot be shown."""

    row: Attachment
    data: str


def is_awaited(*, measure: Measure, now: datetime) -> bool:
    """Whether photos of the comment are still on their way to us, and a little patience may bring them."""
    if now - measure.created_at >= PHOTOS_WAIT:
        return False
    rows = inbox.attachments_in_order().filter(message=measure.message_id)
    return any(row.is_expected for row in rows)


def secure(*, measure: Measure, now: datetime) -> Evidence:
    """The evidence of a measure; taken now, unless it was taken before.

    The copy is one file for ever: the comment as people saw it, its photos inside, and what stands around it.
    """
    known = Evidence.objects.filter(measure=measure).first()
    if known is not None:
        return known
    message = Message.objects.select_related("thread__channel", "thread__post", "resident").get(
        pk=measure.message_id
    )
    attached = list(inbox.attachments_in_order().filter(message=message))
    body = _copy(measure, message, attached, now)
    with transaction.atomic():
        copy = files.keep_received(body=body, name=f"evidence-{measure.pk}.html")
        evidence = Evidence.objects.create(
            measure=measure,
            taken_at=now,
            copy=copy,
            copy_sha256=hashlib.sha256(body).hexdigest(),
            attachments=[_about(row) for row in attached],
            **_told(message),
        )
        kept = [row.file for row in attached if row.file is not None]
        EvidencePhoto.objects.bulk_create(
            EvidencePhoto(evidence=evidence, file=file, ordinal=ordinal) for ordinal, file in enumerate(kept)
        )
    return evidence


def _told(message: Message) -> dict[str, Any]:
    author, thread = message.resident, message.thread
    return {
        "text": message.text,
        "versions": [
            {"item": one.item, "at": one.at.isoformat(), "text": one.text}
            for one in message.versions.order_by("at", "pk")
        ],
        "author_id": message.author_id or (author.network_id if author else ""),
        "author_name": author.name if author else "",
        "author_url": author.url if author else "",
        "network": thread.channel.network,
        "place_kind": thread.kind,
        "place_id": thread.external_id,
        "external_id": message.external_id,
        "url": message.url,
        "said_at": message.sent_at,
    }


def _about(row: Attachment) -> dict[str, str]:
    return {
        "kind": row.kind,
        "title": row.title,
        "url": row.url,
        "sha256": row.file.sha256 if row.file is not None else "",
    }


def _copy(measure: Measure, message: Message, attached: Sequence[Attachment], now: datetime) -> bytes:
    """A page that needs nothing but itself, in the language of the installation."""
    shown = [
        _Shown(row, _data(row) if ordinal < _MOST_PHOTOS else "") for ordinal, row in enumerate(attached)
    ]
    context = {
        "measure": measure,
        "message": message,
        "versions": list(message.versions.order_by("at", "pk")),
        "photos": [one for one in shown if one.data],
        "others": [one.row for one in shown if not one.data],
        "now": now,
        "language": settings.LANGUAGE_CODE,
    }
    with translation.override(settings.LANGUAGE_CODE):
        return render_to_string("moderation/copy.html", context).encode()


def _data(row: Attachment) -> str:
    """The copy of a picture that people look at, as a data address; "" without one."""
    if row.file is None or not row.file.is_shown:
        return ""
    try:
        content = file_reads.copy_path(row.file, copies.PREVIEW).read_bytes()
    except OSError:
        return ""
    return f"data:{row.file.copies_type};base64,{base64.b64encode(content).decode()}"
