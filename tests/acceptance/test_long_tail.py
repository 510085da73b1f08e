"""Outside of dialogues and the wall a resident is heard too, and answered where they wrote or not at all."""

from __future__ import annotations

import pytest

from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.inbox.models import Event, Message
from nasvyazi.domain.outbox.models import Letter
from nasvyazi.flows import answering
from nasvyazi.networks import registry
from nasvyazi.toolbox.clock import now
from tests.acceptance import life
from tests.product import Product
from tests.sandbox import Community, Sandbox

pytestmark = pytest.mark.acceptance


def given_a_personal_key(channel: Channel, community: Community) -> None:
    """The administrator adds a personal key to the channel."""
    channels.change_channel(channel=channel, secrets_={"user_token": community.user_token}, now=now())


def test_under_a_photo_and_a_video_a_resident_is_answered_in_the_communitys_name(
    product: Product, sandbox: Sandbox
) -> None:
    community, channel = life.connected(product, sandbox)
    given_a_personal_key(channel, community)
    oleg = sandbox.resident("Олег Ким")
    photo = sandbox.add(community, "photo", None, "Новая площадка")
    video = sandbox.add(community, "video", oleg, "После дождя", title="Наш двор")
    asked = sandbox.remark(community, "photo", photo, oleg, "А у нас такой нет")
    under_photo, filmed = (
        life.heard(channel, "А у нас такой нет"),
        life.heard(channel, "Наш двор\nПосле дождя"),
    )
    assert (under_photo.thread.kind, filmed.thread.kind) == ("photo", "video")
    assert filmed.thread.title == "Наш двор"
    life.until_heard(product, sandbox, community, channel)
    under_photo.thread.refresh_from_db()
    assert under_photo.thread.post is not None
    assert under_photo.thread.post.text == "Новая площадка"
    # The answer to the photo is lost on its way: the repeat carries the same guid.
    sandbox.fault("http_500_after", community=community, method="photos.createComment", times=1)
    letters = [life.answer(life.appeal_of(said), "Едем смотреть") for said in (under_photo, filmed)]
    for letter in letters:
        life.until_parts(letter, "sent")
    life.until_heard(product, sandbox, community, channel)
    [answer] = [one for one in sandbox.remarks(community, "photo", photo) if one.by_community]
    assert (answer.text, answer.reply_to) == ("Едем смотреть", asked.id)
    [answer] = sandbox.remarks(community, "video", video)
    assert (answer.text, answer.by_community) == ("Едем смотреть", True)
    assert not Message.objects.filter(thread__channel=channel, outgoing=True).exists()
    assert life.appeal_of(filmed).answer_due_at is None


def test_on_the_board_an_answer_waits_for_a_key_and_goes_nowhere_else(
    product: Product, sandbox: Sandbox
) -> None:
    community, channel = life.connected(product, sandbox)
    marina = sandbox.resident()
    topic = sandbox.add(community, "topic", None, "Пишите сюда о дворах", title="Дворы")
    sandbox.remark(community, "topic", topic, marina, "У дома 5 яма")
    appeal = life.appeal_of(life.heard(channel, "У дома 5 яма"))
    with pytest.raises(answering.PlaceRefused) as caught:
        life.answer(appeal, "Едем")
    assert caught.value.why == registry.get("vk").explain("vk:user_token_only")
    assert not Letter.objects.filter(thread__channel=channel).exists()
    given_a_personal_key(channel, community)
    letter = life.answer(appeal, "Едем")
    life.until_parts(letter, "sent")
    assert [one.text for one in sandbox.remarks(community, "topic", topic) if one.by_community][1:] == [
        "Едем"
    ]
    assert sandbox.inbox(community, marina) == []


def test_what_a_resident_passes_on_comes_with_its_words_and_its_photos(
    product: Product, sandbox: Sandbox
) -> None:
    community, channel = life.connected(product, sandbox)
    marina, neighbour = sandbox.resident(), sandbox.resident("Пётр Сидоров")
    inner = {"resident": neighbour.id, "text": "Яма у дома 5", "photos": 2}
    sandbox.send(
        community, marina, "Сосед жалуется", media="voice,document,poll", said="Посмотрите", latitude=57.6,
        longitude=39.8, forwards=[{"resident": neighbour.id, "text": "Вот", "forwards": [inner]}],
    )  # fmt: skip
    post = sandbox.post(community, "Убрали снег")
    sandbox.share(community, post, neighbour, "А у нас не убрали")
    life.heard(channel, "Сосед жалуется")
    shared = life.heard(channel, "А у нас не убрали")
    rows = {row["text"]: row for row in life.export(product, channel)}
    carried = [(one["kind"], one["text"]) for one in rows["Сосед жалуется"]["attachments"]]
    assert carried == [
        ("voice", "Посмотрите"), ("document", ""), ("poll", "Да\nНет"), ("location", ""), ("forward", "Вот"),
        ("forward", "Яма у дома 5"), ("photo", ""), ("photo", ""),
    ]  # fmt: skip
    assert rows["А у нас не убрали"]["attachments"][0]["text"] == "Убрали снег"
    life.until_parts(life.answer(life.appeal_of(shared), "Уберём"), "sent")
    assert not Event.objects.filter(channel=channel, state=Event.State.UNSUPPORTED).exists()
