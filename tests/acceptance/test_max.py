"""A resident writes in MAX, is heard, answered in the same place, once: over the real protocol, by both roads."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from nasvyazi.domain.appeals.models import Appeal, Note
from nasvyazi.domain.channels.models import Thread
from nasvyazi.domain.files import services as files
from nasvyazi.domain.inbox.models import Attachment, Event, Message
from nasvyazi.domain.outbox.models import LetterPart
from nasvyazi.flows import watching
from tests.acceptance import life
from tests.acceptance.max_life import Life, connected
from tests.product import SEND_DEADLINE, Product
from tests.sandbox import Sandbox
from tests.sandbox_max import MEDIA

pytestmark = pytest.mark.acceptance
SENT, FAILED, UNCONFIRMED = LetterPart.State.SENT, LetterPart.State.FAILED, LetterPart.State.UNCONFIRMED
EIGHT_HOURS = 8 * 3600


@pytest.fixture
def talk(product: Product, sandbox: Sandbox) -> Life:
    """A bot of its own and somebody who writes to it."""
    return connected(product, sandbox)


@pytest.mark.parametrize("road", ["webhook", "poll"])
def test_everything_a_resident_does_comes_out_of_the_export(
    product: Product, sandbox: Sandbox, road: str
) -> None:
    one = connected(product, sandbox, road=road)
    messenger, bot, marina = one.messenger, one.bot, one.marina
    post = messenger.post(one.page, "Убираем снег")
    messenger.write(bot, marina, "Три ямы", photos=3)
    messenger.edit(bot, marina, messenger.write(bot, marina, "Черновик"), "Чистовик")
    for kind in MEDIA:
        messenger.write(bot, marina, media=kind)
    first = messenger.comment(one.page, post, marina, "А у нас не убрали")
    messenger.comment(one.page, post, messenger.resident("Олег Ким"), "И у нас", reply_to=first)
    messenger.write_in(messenger.group(bot), marina, "Кто тут главный?")
    one.read_now()
    for text in ("Чистовик", "И у нас", "Кто тут главный?"):
        one.hears(text)
    life.until(
        lambda: Message.objects.filter(thread__channel=one.channel).count() == 5 + len(MEDIA), "all of it"
    )
    life.until_taken(one.channel)

    rows = {row["text"]: row for row in life.export(product, one.channel) if row["text"]}

    assert set(rows) == {"Три ямы", "Чистовик", "А у нас не убрали", "И у нас", "Кто тут главный?"}
    assert len(rows["Три ямы"]["attachments"]) == 3
    assert rows["А у нас не убрали"]["post"] == rows["И у нас"]["post"] != ""
    heard = Message.objects.filter(thread__channel=one.channel)
    assert not heard.filter(decision=None).exists()
    kinds = set(Attachment.objects.filter(message__in=heard).values_list("kind", flat=True))
    assert kinds == {"photo", "video", "voice", "document", "sticker", "contact", "location", "link"}
    assert Appeal.objects.filter(channel=one.channel).count() == 4, "dialogue, two under the post, the group"
    assert not Event.objects.filter(channel=one.channel, state=Event.State.BROKEN).exists()


def test_an_answer_arrives_in_the_dialogue_with_its_photos_and_a_long_one_in_parts(talk: Life) -> None:
    appeal = life.appeal_of(talk.write("Когда включат воду?"))
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "navy").save(out, "JPEG")
    photos = tuple(files.keep_photo(handle=io.BytesIO(out.getvalue()), name="yama.jpg") for _ in range(2))
    life.until_parts(life.answer(appeal, "Сегодня к вечеру.", files=photos), SENT)
    assert [(one.text, len(one.photos)) for one in talk.answers()] == [("Сегодня к вечеру.", 2)]
    sentence = "Мы проверили всю линию и нашли место прорыва. "
    life.until_parts(life.answer(appeal, sentence * 120), SENT, SENT)
    parts = [one.text for one in talk.answers()[1:]]
    assert " ".join(parts).split() == (sentence * 120).split()


def test_a_comment_is_read_and_answered_below_the_post_and_the_channels_own_answer_stops_the_clock(
    talk: Life,
) -> None:
    messenger, page = talk.messenger, talk.page
    post = messenger.post(page, "Составляем план дворов")
    first = messenger.comment(page, post, talk.marina, "А дворы?")
    other = messenger.comment(page, post, messenger.resident("Олег Ким"), "А лавочки?")
    talk.read_now()
    ours, theirs = (life.appeal_of(talk.hears(text)) for text in ("А дворы?", "А лавочки?"))
    assert ours.thread.post is not None
    assert ours.thread.post.text == post.text
    life.until_parts(life.answer(ours, "Завтра с утра"), SENT)
    messenger.comment(page, post, None, "Ответили в телефоне", reply_to=other)
    talk.read_now()
    elsewhere = Note.objects.filter(rule=Note.ELSEWHERE, appeal__channel=talk.channel)
    life.until(elsewhere.exists, "the answer in MAX")
    assert [note.appeal_id for note in elsewhere] == [theirs.pk]
    told = messenger.comments(page, post)
    assert [(one.text, one.speaker, one.reply_to) for one in told[2:]] == [
        ("Завтра с утра", "bot", first.id), ("Ответили в телефоне", "channel", other.id)
    ]  # fmt: skip
    assert Message.objects.filter(thread=ours.thread, outgoing=True).count() == 1, "our own letter is no news"


def test_a_resident_who_stopped_the_bot_is_shown_so_and_the_answer_fails_in_words(talk: Life) -> None:
    appeal = life.appeal_of(talk.write("Спасибо за лавочки"))
    talk.messenger.stop(talk.bot, talk.marina)
    life.until(lambda: Thread.objects.get(pk=appeal.thread_id).blocked_at, "the block")
    letter = life.answer(appeal, "Пожалуйста!")
    life.until_parts(letter, FAILED)
    assert letter.parts.get().error_code == "max:blocked"


@pytest.mark.parametrize(("kind", "arrives"), [("timeout_before", 0), ("http_500_after", 1)])
def test_without_a_clear_answer_nothing_is_sent_twice(talk: Life, kind: Any, arrives: int) -> None:
    text = f"Ответ при {kind}"
    appeal = life.appeal_of(talk.write(f"Вопрос, {kind}"))
    talk.messenger.fault(kind, bot=talk.bot, method="POST /messages", seconds=SEND_DEADLINE + 2, times=1)
    life.until_parts(life.answer(appeal, text), UNCONFIRMED)
    assert [one.text for one in talk.answers()].count(text) == arrives


def test_what_max_could_not_tell_for_eight_hours_is_read_and_the_bot_subscribed_again(
    product: Product, sandbox: Sandbox
) -> None:
    one = connected(product, sandbox)
    one.write("До обрыва")
    [url] = one.messenger.look(one.bot).subscriptions
    one.messenger.subscribe(one.bot, url, "not-our-secret", failing=EIGHT_HOURS + 60)
    one.messenger.write(one.bot, one.marina, "Во время обрыва")
    life.until(lambda: not one.messenger.look(one.bot).subscriptions, "MAX to give up")
    with life.reached_at(product):
        watching.watch_hooks()
    assert one.messenger.look(one.bot).subscriptions == (url,)
    one.read_now("dialogs")
    assert one.hears("Во время обрыва")
