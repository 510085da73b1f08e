"""A letter is put into the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.channels.models import Thread
from nasvyazi.domain.files.models import File
from nasvyazi.domain.outbox.models import Letter, LetterFile, LetterPart
from nasvyazi.networks.base import Idempotency


@dataclass(frozen=True, slots=True)
class NewPart:
    """A part to be sent: its text, its own key, and within what a repeat with the key is safe."""

    text: str
    key: str
    idempotency: Idempotency | None


@transaction.atomic
def post(
    *,
    thread: Thread,
    author: User | None,
    parts: Sequence[NewPart],
    request_key: UUID,
    now: datetime,
    reply_to: str = "",
    files: Sequence[File] = (),
    resend_of: Letter | None = None,
) -> Letter:
    """Put a letter into the outbox. The same `request_key` again is the same letter."""
    known = Letter.objects.filter(request_key=request_key).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            letter = Letter.objects.create(
                thread=thread,
                text="".join(part.text for part in parts),
                reply_to=reply_to,
                author=author,
                request_key=request_key,
                resend_of=resend_of,
                origin_id=(resend_of.origin_id or resend_of.pk) if resend_of else None,
                created_at=now,
            )
    except IntegrityError:
        # Two presses at the same moment: the other one has committed meanwhile.
        return Letter.objects.get(request_key=request_key)
    LetterPart.objects.bulk_create(
        LetterPart(
            letter=letter,
            ordinal=ordinal,
            text=part.text,
            key=part.key,
            not_before=now,
            repeat_window=part.idempotency.window if part.idempotency else None,
            repeat_messages=part.idempotency.max_messages if part.idempotency else None,
        )
        for ordinal, part in enumerate(parts)
    )
    LetterFile.objects.bulk_create(
        LetterFile(letter=letter, file=file, ordinal=ordinal) for ordinal, file in enumerate(files)
    )
    return letter
