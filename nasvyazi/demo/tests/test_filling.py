"""What the demo must not go into."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

import pytest

from nasvyazi import demo
from nasvyazi.demo import filling
from nasvyazi.domain.accounts.models import Role, User
from nasvyazi.domain.accounts.services import add_user
from nasvyazi.toolbox.refusal import Refusal

pytestmark = pytest.mark.django_db


class ConnectedElsewhere:
    """Practice networks whose communities call another product already; whatever is asked of them is a mistake."""

    def __init__(self, url: str) -> None:
        self.url = url

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self.url

    def get(self, path: str) -> Any:
        return {"servers": [{"url": "http://127.0.0.1:8000/hooks/vk/key"}], "path": path}

    def post(self, path: str, body: object = None) -> None:
        raise AssertionError(f"{path} was asked for with {body}")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    settings.NASVYAZI_HOME = tmp_path
    return tmp_path


def test_the_demo_of_another_installation_is_not_trampled_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "Control", ConnectedElsewhere)
    with pytest.raises(Refusal, match=r"another installation, connected to http://127\.0\.0\.1:8000\."):
        demo.fill("http://127.0.0.1:9000", lambda *_: None)
    assert demo.is_wanted()


def test_an_installation_where_somebody_works_already_does_not_want_a_demo() -> None:
    assert demo.is_wanted()
    add_user(username="olga", password="long-enough-1", role=Role.OPERATOR)
    assert not demo.is_wanted()
    with pytest.raises(Refusal, match="whose names the demo needs: olga"):
        demo.fill("http://127.0.0.1:9000", lambda *_: None)
    assert User.objects.count() == 1


def test_practice_networks_out_of_reach_are_a_sentence_and_leave_nothing() -> None:
    with pytest.raises(Refusal, match="do not help to fill the demo"):
        demo.fill("http://127.0.0.1:9", lambda *_: None)
    assert demo.is_wanted()
    assert demo.how_to_sign_in() == []
