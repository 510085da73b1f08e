"""Calls of VK API methods: one POST form each, at the token's pace, its answer or a typed error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nasvyazi.networks import http, loose
from nasvyazi.networks.base import Account, KeyMissing, NeedsHuman, Refused, Unclear
from nasvyazi.networks.limits import limiter

from . import errors

API_URL = "https://api.vk.ru/method"
API_VERSION = "5.199"
COMMUNITY, SERVICE, USER = "token", "service_token", "user_token"
"""The three kinds of token, as `Account.secrets` names them."""
_CALLS_A_SECOND = {COMMUNITY: 20.0, SERVICE: 3.0, USER: 3.0}
API_HOSTS = ("vk.com", "*.vk.com", "vk.ru", "*.vk.ru", "vk.me", "*.vk.me", "*.userapi.com", "*.vkuser.net")
"""Where VK's answers may send us: upload and long poll servers."""

Param = str | int | Sequence[str]


class Api:
    """The API with one account's token, within one deadline."""

    def __init__(self, account: Account, deadline: http.Deadline, *, token: str = COMMUNITY) -> None:
        """`token` is the kind of token. Raises KeyMissing ("vk:no_token", "vk:no_service_token" …) without it."""
        self.account = account
        self.deadline = deadline
        self._is_personal = token == USER
        self._token = account.secrets.get(token, "")
        if not self._token:
            raise KeyMissing(f"vk:no_{token}")
        self._pace = limiter(self._token, _CALLS_A_SECOND[token])

    def call(self, method: str, **params: Param) -> Any:
        """What VK responds; parameters that are "" are left out, sequences joined by commas.

        Raises NothingSent, Throttled, Unclear, Refused, NeedsHuman.
        """
        self._pace.wait(self.deadline.left())
        # The token travels in the form: an address would end up in logs of proxies on the way.
        form = _form(params) | {"access_token": self._token, "v": API_VERSION}
        answer = http.request(
            "POST", self._url(method), road=self.account.road, data=form, deadline=self.deadline.left()
        )
        return self._response(answer)

    def _url(self, method: str) -> str:
        base = self.account.api_url.rstrip("/").removesuffix("/method")
        return f"{base}/method/{method}"

    def _response(self, answer: http.Response) -> Any:
        check_status(answer)
        try:
            told = answer.json()
        except ValueError:
            raise Unclear(errors.UNREADABLE) from None
        if isinstance(told, dict) and isinstance(told.get("error"), dict):
            raise errors.from_answer(told["error"], hide=self._token, is_personal=self._is_personal)
        if not isinstance(told, dict) or "response" not in told:
            raise Unclear(errors.UNREADABLE)
        return told["response"]


def check_status(answer: http.Response) -> None:
    """Raise what a status other than 200 means: VK's own errors come with 200, so this is not VK, or a limit."""
    if answer.status in (413, 414):
        raise Refused(f"http:{answer.status}")
    if answer.status != 200:
        raise NeedsHuman(f"http:{answer.status}")


def require_trusted(account: Account, url: Any) -> str:
    """An address from VK's answer that may be called. Raises NeedsHuman."""
    if not isinstance(url, str) or not http.is_trusted(url, hosts=API_HOSTS, base=account.api_url):
        raise NeedsHuman("vk:foreign_host")
    return url


def expect(value: int | None) -> int:
    """A number VK's answer must have. Raises Unclear: without it nobody knows what VK did."""
    if value is None:
        raise Unclear(errors.UNREADABLE)
    return value


def answer_items(response: Any) -> list[Mapping[str, Any]]:
    """The objects of a list answer: {count, items: [...]} or the bare list."""
    found = response if isinstance(response, list) else loose.items(loose.mapping(response).get("items"))
    return [item for item in found if isinstance(item, dict)]


def _form(params: Mapping[str, Param]) -> dict[str, str]:
    texts = {
        name: str(value) if isinstance(value, str | int) else ",".join(value)
        for name, value in params.items()
    }
    return {name: value for name, value in texts.items() if value}
