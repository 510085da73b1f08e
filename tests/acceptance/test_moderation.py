"""A rude complaint in a comment of VK: it is an appeal, it is hidden by a rule with evidence, and it comes back."""

from __future__ import annotations

import hashlib
import re

import pytest

from nasvyazi.domain.appeals.states import State
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Resident
from nasvyazi.domain.files.selectors import path_of
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.moderation import services as moderation
from nasvyazi.domain.moderation.models import Evidence, Measure, PageRule, Suspicion
from nasvyazi.toolbox.clock import now
from tests.acceptance import life
from tests.product import Product
from tests.sandbox import Sandbox

pytestmark = pytest.mark.acceptance
RUDE = "Дворник мудак! Во дворе дома 5 третью неделю лёд"


def published_rule() -> PageRule:
    return moderation.add_rule(
        channel=None, number="3", text="Оскорбления и брань", url="https://vk.com/topic-1_2", by=life.operator(),
        now=now(),
    )  # fmt: skip


def until_done(**wanted: object) -> Measure:
    return life.until(
        lambda: Measure.objects.filter(state=Measure.State.DONE, **wanted).first(), f"{wanted} to be done"
    )


def test_a_rude_complaint_is_hidden_with_evidence_stays_an_appeal_and_comes_back(
    product: Product, sandbox: Sandbox
) -> None:
    community, channel = life.connected(product, sandbox)
    rule, oleg = published_rule(), sandbox.resident("Олег Ким")
    post = sandbox.post(community, "Убираем снег")
    said = sandbox.comment(community, post, oleg, RUDE, photos=1)
    message = life.heard(channel, RUDE)
    appeal = life.appeal_of(message)
    life.until(lambda: Resident.objects.filter(pk=message.resident_id, name="Олег Ким").exists(), "the name")
    suspicion = life.until(lambda: Suspicion.objects.filter(message=message).first(), "the proposal")
    assert suspicion.signs == ["мудак"]
    assert [one.id for one in sandbox.comments(community, post)] == [said.id], "it is only proposed"
    with life.signed_in(product) as desk:
        form = f"/moderation/messages/{message.pk}/"
        page = desk.get(form).text
        assert "user_token" not in page
        assert 'class="blocked"' in page, "the channel has no personal key, and the page says so"
        given = {"csrfmiddlewaretoken": life.hidden(page, "csrfmiddlewaretoken"), "rule": rule.pk}
        refused = desk.post(f"{form}hide", data=given)
        assert refused.status_code == 422
        assert not Measure.objects.filter(message=message).exists()

        channels.change_channel(channel=channel, secrets_={"user_token": community.user_token}, now=now())
        shown = desk.post(f"{form}hide", data=given)
        assert shown.url.path == f"/appeals/{appeal.pk}/"
        hidden = until_done(kind="hide", message=message)
        assert sandbox.comments(community, post) == []
        life.until_heard(product, sandbox, community, channel)
        case = desk.get(f"/appeals/{appeal.pk}/").text
        bubble = case.split(f'id="m-{message.pk}"')[1].split("</article>")[0]
        assert "удалено" not in bubble, "our own deletion is not told as anybody else's"

        evidence = Evidence.objects.get(measure=hidden)
        assert (evidence.text, evidence.author_name) == (RUDE, "Олег Ким")
        assert evidence.photos.count() == 1
        copy = desk.get(f"/moderation/evidence/{evidence.pk}")
        assert RUDE in copy.text
        assert re.search(r'<img src="data:image/\w+;base64,', copy.text), "the photo lies in the copy itself"
        assert hashlib.sha256(copy.content).hexdigest() == evidence.copy_sha256
        assert path_of(evidence.copy).read_bytes() == copy.content
        assert life.appeal_of(message).state == State.NEW
        assert life.appeal_of(message).answer_due_at is not None, "it waits for an answer as before"

        undone = desk.post(f"/moderation/measures/{hidden.pk}/undo", data=given | {"reason": "погорячились"})
        assert undone.is_success
        until_done(kind="restore", undoes=hidden)
    assert [one.text for one in sandbox.comments(community, post)] == [RUDE]
    life.until_heard(product, sandbox, community, channel)
    message.refresh_from_db()
    assert message.deleted_at is None
    assert Message.objects.filter(thread__channel=channel).count() == 1


def test_a_banned_resident_can_write_nowhere_in_the_community_and_is_heard_in_another(
    product: Product, sandbox: Sandbox
) -> None:
    community, channel = life.connected(product, sandbox)
    other, elsewhere = life.connected(product, sandbox)
    channels.change_channel(channel=channel, secrets_={"user_token": community.user_token}, now=now())
    rule, oleg = published_rule(), sandbox.resident("Олег Ким")
    sandbox.comment(community, sandbox.post(community, "Новости"), oleg, "Брань и только")
    message = life.heard(channel, "Брань и только")
    with life.signed_in(product) as desk:
        form = f"/moderation/messages/{message.pk}/"
        page = desk.get(form).text
        given = {name: life.hidden(page, name) for name in ("csrfmiddlewaretoken", "review")}
        assert desk.post(f"{form}ban", data=given | {"rule": rule.pk, "term": "7"}).is_success
        measure = until_done(kind="ban", message=message)
        with pytest.raises(AssertionError):
            sandbox.write(community, oleg, "Я вернулся")
        sandbox.write(other, oleg, "Прорвало трубу")
        heard = life.heard(elsewhere, "Прорвало трубу")
        assert channel.title in desk.get(f"/appeals/{life.appeal_of(heard).pk}/").text
        desk.post(f"/moderation/measures/{measure.pk}/undo", data=given)
        until_done(kind="unban", undoes=measure)
    assert sandbox.write(community, oleg, "Спасибо").text == "Спасибо"
