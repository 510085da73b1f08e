"""A resident writes in Telegram, is heard, answered in the same place, once: over the real protocol, by both roads."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from nasvyazi.domain.appeals.models import Appeal, Note
from nasvyazi.domain.channels.models import Channel, Chat, Thread
from nasvyazi.domain.files import services as files
from nasvyazi.domain.files.models import File
from nasvyazi.domain.inbox.models import Attachment, Event, Message
from nasvyazi.domain.outbox.models import LetterPart
from nasvyazi.flows import answering, watching
from nasvyazi.toolbox.clock import now
from tests.acceptance import life
from tests.acceptance.telegram_life import Life, connected, events
from tests.product import SEND_DEADLINE, Product
from tests.sandbox import Sandbox
from tests.sandbox_telegram import MEDIA

pytestmark = pytest.mark.acceptance
SENT, FAILED, UNCONFIRMED = LetterPart.State.SENT, LetterPart.State.FAILED, LetterPart.State.UNCONFIRMED


@pytest.fixture
def talk(product: Product, sandbox: Sandbox) -> Life:
    """A bot of its own and somebody who writes to it."""
    return connected(product, sandbox)


def photo() -> File:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "navy").save(out, "JPEG")
    out.seek(0)
    return files.keep_photo(handle=out, name="yama.jpg")


@pytest.mark.parametrize("road", ["webhook", "poll"])
def test_everything_a_resident_does_comes_out_of_the_export(
    product: Product, sandbox: Sandbox, road: str
) -> None:
    one = connected(product, sandbox, road=road)
    telegram, bot, marina = one.telegram, one.bot, one.marina
    channel = telegram.channel(bot)
    post = telegram.post(channel, "Убираем снег")
    telegram.start(bot, marina)
    telegram.album(bot, marina, "Три ямы", photos=3)
    edited = telegram.write(bot, marina, "Черновик")
    telegram.edit(bot, marina, edited, "Чистовик")
    for kind in MEDIA:
        telegram.write(bot, marina, media=kind)
    first = telegram.comment(channel, post, marina, "А у нас не убрали", photos=1)
    telegram.comment(channel, post, telegram.resident("Олег Ким"), "И у нас", reply_to=first)
    telegram.write_in(channel.group, marina, "Кто тут главный?")
    one.hears("Кто тут главный?")
    one.taken()

    rows = {row["text"]: row for row in life.export(product, one.channel) if row["text"]}

    assert set(rows) == {"Три ямы", "Чистовик", "А у нас не убрали", "И у нас", "Кто тут главный?"}
    assert len(rows["Три ямы"]["attachments"]) == 3
    assert rows["А у нас не убрали"]["post"] == rows["И у нас"]["post"] != ""
    heard = Message.objects.filter(thread__channel=one.channel)
    assert heard.count() == 5 + len(MEDIA)
    assert not heard.filter(decision=None).exists()
    kinds = set(Attachment.objects.filter(message__in=heard).values_list("kind", flat=True))
    assert {"photo", "document", "video", "voice", "audio", "sticker", "location", "contact"} <= kinds
    assert Appeal.objects.filter(channel=one.channel).count() == 4, "dialogue, two under the post, the group"
    assert events(one.channel, Event.State.BROKEN) == 0


def test_a_photo_lies_in_our_own_storage_and_a_film_of_25_mb_is_told_of(talk: Life) -> None:
    talk.telegram.write(talk.bot, talk.marina, "Вот яма", photos=1)
    message = talk.hears("Вот яма")
    life.until(lambda: message.attachments.filter(file__copies="made").exists(), "the photo")
    row = message.attachments.select_related("file").get()
    assert row.file is not None
    assert (row.file.content_type, row.file.width) == ("image/jpeg", row.width)
    talk.telegram.write(talk.bot, talk.marina, "А это видео", media="video", file_size=25 * 1024 * 1024)
    talk.hears("А это видео")
    life.until(talk.answers, "the notice")
    [notice] = talk.answers()
    assert "larger than the network lets us open" in notice
    assert life.appeal_of(message).first_answered_at is None


def test_an_answer_arrives_in_the_dialogue_with_its_photos_and_a_long_one_in_parts(talk: Life) -> None:
    appeal = life.appeal_of(talk.write("Когда включат воду?"))
    letter = life.answer(appeal, "Сегодня к вечеру.", files=(photo(), photo()))
    life.until_parts(letter, SENT)
    told = talk.telegram.answers(talk.bot, talk.marina)
    assert [(one.text, len(one.photos)) for one in told] == [("Сегодня к вечеру.", 1), ("", 1)]
    sentence = "Мы проверили всю линию и нашли место прорыва. "
    long = life.answer(appeal, sentence * 120)
    life.until_parts(long, SENT, SENT)
    parts = talk.answers()[2:]
    assert " ".join(parts).split() == (sentence * 120).split()
    assert all(part.endswith("прорыва.") for part in parts), "cut at the ends of sentences"
    assert life.appeal_of(talk.hears("Когда включат воду?")).first_answered_at is not None


def test_words_too_long_for_under_a_photo_follow_it_as_a_message(talk: Life) -> None:
    appeal = life.appeal_of(talk.write("Покажите план"))
    text = "План работ на весну. " * 80
    letter = life.answer(appeal, text, files=(photo(),))
    life.until_parts(letter, SENT, SENT)
    told = talk.telegram.answers(talk.bot, talk.marina)
    assert [(one.text, len(one.photos)) for one in told] == [("", 1), (text.strip(), 0)]


def test_an_answer_to_a_comment_stands_under_the_post_as_an_answer(talk: Life) -> None:
    channel, post, appeal = talk.commented("А дворы?")
    assert appeal.thread.post is not None
    assert appeal.thread.post.text == post.text
    life.until_parts(life.answer(appeal, "Завтра с утра"), SENT)
    asked, told = talk.telegram.comments(channel, post)
    assert (told.text, told.speaker, told.reply_to) == ("Завтра с утра", "bot", asked.id)


@pytest.mark.parametrize("mask", ["anonymous", "channel"])
def test_what_an_administrator_answers_in_telegram_itself_stops_the_clock(talk: Life, mask: Any) -> None:
    channel, post, appeal = talk.commented(f"Вопрос под записью, {mask}")
    [asked] = talk.telegram.comments(channel, post)
    talk.telegram.comment(channel, post, mask, "Ответили в телефоне", reply_to=asked)
    life.until(
        lambda: Note.objects.filter(appeal=appeal, rule=Note.ELSEWHERE).exists(), "the answer in Telegram"
    )
    appeal.refresh_from_db()
    assert appeal.first_answered_at is not None
    assert Appeal.objects.filter(thread=appeal.thread).count() == 1, "ours is no resident"


def test_a_resident_who_blocked_the_bot_is_shown_so_and_the_answer_fails_in_words(talk: Life) -> None:
    appeal = life.appeal_of(talk.write("Спасибо за лавочки"))
    talk.telegram.block(talk.bot, talk.marina)
    life.until(lambda: Thread.objects.get(pk=appeal.thread_id).blocked_at, "the block")
    letter = life.answer(appeal, "Пожалуйста!")
    life.until_parts(letter, FAILED)
    assert letter.parts.get().error_code == "telegram:blocked"
    assert Note.objects.filter(appeal=appeal, text="telegram:blocked").exists()


def test_told_to_wait_the_answer_waits_and_arrives_once(talk: Life) -> None:
    appeal = life.appeal_of(talk.write("Где урна?"))
    talk.telegram.fault("error", bot=talk.bot, method="sendMessage", code=429, seconds=1, times=1)
    letter = life.answer(appeal, "Поставим")
    life.until_parts(letter, SENT)
    assert talk.answers() == ["Поставим"]
    assert list(letter.parts.get().attempts.order_by("number").values_list("outcome", flat=True)) == [
        "retry",
        "sent",
    ]


@pytest.mark.parametrize(
    ("kind", "arrives"),
    [("timeout_before", 0), ("timeout_after", 1), ("http_500_before", 0), ("http_500_after", 1)],
)
def test_without_a_clear_answer_a_person_decides_and_nothing_is_sent_twice(
    talk: Life, kind: Any, arrives: int
) -> None:
    text = f"Ответ при {kind}"
    appeal = life.appeal_of(talk.write(f"Вопрос, {kind}"))
    talk.telegram.fault(kind, bot=talk.bot, method="sendMessage", seconds=SEND_DEADLINE + 2, times=1)
    letter = life.answer(appeal, text)
    life.until_parts(letter, UNCONFIRMED)
    assert talk.answers().count(text) == arrives
    assert life.ledger("letters_unconfirmed")
    if arrives:
        answering.accept_as_delivered(letter.parts.get(), by=None)
    else:
        fresh = answering.resend(letter=letter, author=None, request_key=life.uuid4())
        life.until_parts(fresh, SENT)
    assert talk.answers().count(text) == 1
    appeal.refresh_from_db()
    assert appeal.first_answered_at is not None


def test_a_group_that_became_a_supergroup_is_heard_and_answered_on(talk: Life) -> None:
    group = talk.telegram.group(talk.bot, "Двор Минской", kind="group", admin=True)
    talk.telegram.write_in(group, talk.marina, "Кто отвечает за двор?")
    appeal = life.appeal_of(talk.hears("Кто отвечает за двор?"))
    new = talk.telegram.upgrade(group)
    talk.telegram.write_in(new, talk.marina, "Ау!")
    talk.hears("Ау!")
    letter = life.answer(appeal, "Мы отвечаем")
    life.until_parts(letter, SENT)
    assert "Мы отвечаем" in [one.text for one in talk.telegram.told_in(new)]
    chats = Chat.objects.filter(channel=talk.channel, network_id__in=[str(group.id), str(new.id)])
    assert [one.network_id for one in chats] == [str(new.id)]


def test_a_bot_that_is_removed_from_a_group_stands_in_the_ledger(product: Product, sandbox: Sandbox) -> None:
    one = connected(product, sandbox)
    Channel.objects.filter(pk=one.channel.pk).update(created_at=now() - timedelta(hours=1))
    group = one.telegram.group(one.bot, "Двор Садовой")
    one.taken()
    one.telegram.remove_bot(group)
    life.until(
        lambda: [item for item in life.ledger("channels_in_trouble") if item.id == one.channel.pk],
        "the ledger",
    )
    one.telegram.add_bot(group)
    life.until(
        lambda: not Chat.objects.filter(channel=one.channel, lost_at__isnull=False).exists(), "its return"
    )


def test_a_revoked_token_is_told_and_a_new_one_mends_it(product: Product, sandbox: Sandbox) -> None:
    one = connected(product, sandbox)
    appeal = life.appeal_of(one.write("Есть кто?"))
    fresh = one.telegram.revoke(one.bot)
    letter = life.answer(appeal, "Есть")
    life.until_parts(letter, FAILED)
    one.channel.refresh_from_db()
    assert (one.channel.trouble_call, one.channel.trouble_code) == ("send", "telegram:token")
    assert one.bot.token not in letter.parts.get().error_text
    product.command("channels", "set", "telegram", str(one.channel.pk), "--token", fresh.token)
    one.channel.refresh_from_db()
    assert one.channel.trouble_code == ""
    again = answering.resend(letter=letter, author=None, request_key=life.uuid4())
    life.until_parts(again, SENT)


def test_a_webhook_that_somebody_else_set_is_seen_and_taken_back(product: Product, sandbox: Sandbox) -> None:
    one = connected(product, sandbox)
    one.telegram.webhook(one.bot, "http://127.0.0.1:9/theirs", "their-secret")
    with life.reached_at(product):
        watching.watch_hooks()
        one.channel.refresh_from_db()
        assert (one.channel.trouble_call, one.channel.trouble_code) == ("hook", "telegram:hook_taken")
        assert [finding.ok for finding in watching.check(one.channel)].count(False) == 1
    product.command("channels", "connect", str(one.channel.pk), "--public-url", product.url)
    one.channel.refresh_from_db()
    assert one.channel.trouble_code == ""
    assert one.write("Теперь слышно?")


def test_a_webhook_that_is_gone_is_set_again(product: Product, sandbox: Sandbox) -> None:
    one = connected(product, sandbox)
    one.telegram.webhook(one.bot, "")
    with life.reached_at(product):
        watching.watch_hooks()
    assert one.telegram.look(one.bot).webhook_url == f"{product.url}{one.channel.hook_path}"


def test_another_program_that_asks_for_the_same_bot_is_a_trouble_that_passes(
    product: Product, sandbox: Sandbox
) -> None:
    one = connected(product, sandbox, road="poll")
    one.telegram.fault("conflict", bot=one.bot, times=1)
    row = Channel.objects.filter(pk=one.channel.pk)
    life.until(lambda: row.filter(trouble_code="telegram:other_poller").exists(), "the conflict")


def test_after_a_quiet_week_smaller_numbers_are_heard_too(product: Product, sandbox: Sandbox) -> None:
    one = connected(product, sandbox)
    one.write("До отпуска")
    first = Event.objects.filter(channel=one.channel).order_by("-pk")[0].external_id
    one.telegram.renumber(one.bot, int(first))
    one.write("После отпуска")
    assert Event.objects.filter(channel=one.channel, external_id=first).count() == 2


def test_an_update_of_a_kind_that_does_not_exist_yet_is_kept(talk: Life) -> None:
    number = talk.telegram.tell(talk.bot, {"something_of_tomorrow": {"text": "?"}})
    kept = Event.objects.filter(channel=talk.channel, external_id=str(number), state=Event.State.UNSUPPORTED)
    life.until(kept.exists, "the event")
    message = {
        "message_id": 900, "date": int(now().timestamp()), "hologram": {"size": 3},
        "chat": {"id": talk.marina.id, "type": "private"}, "from": {"id": talk.marina.id, "first_name": "Марина"},
    }  # fmt: skip
    talk.telegram.tell(talk.bot, {"message": message})
    row = Attachment.objects.filter(message__thread__channel=talk.channel, title="hologram")
    life.until(row.exists, "the message of tomorrow")
    assert row.get().message.decision.appeal is not None
