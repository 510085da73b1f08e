"""The desk with a million appeals: the list with all its counts, one conversation, the search for words.

Time in the server: a request through the whole of Django, without a socket. The data is made by SQL in bulk; the
same open appeals stand in a town of 10,000 first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bench.asking import figures, get, operators_browser, queries, times
from bench.figures import Figure, Figures, percentile
from bench.installation import database

TOTAL, OPEN, MANY_OPEN = 1_000_000, 10_000, 200_000
_VIEWS = ("open", "open&sort=newest", "mine", "waiting", "overdue", "unconfirmed", "closed", "dismissed")
_SEARCHED = (
    "снег", "яма на дороге", "отопление", "фонари", "газон", "собаки у школы", "автобус", "лифт", "дерево",
    "расселят дом", "Гагарина гололёд", "Ленина 17", "прорвало трубу", "Кузнецова", "Квартира 4711",
    "крыша подъезд Чехова", "№ 777777", "светофор", "бетономешалка", "горячая вода Мира",
)  # fmt: skip


def run() -> Figures:
    """A town of 10,000 open appeals; a past of 990,000 is added; then 200,000 are open."""
    with database():
        from bench import town

        town.found()
        desk = operators_browser()
        town.settle(TOTAL - OPEN + 1, TOTAL, open_=OPEN, newest=TOTAL)
        small = times(get(desk, "/"))
        made_in = town.settle(1, TOTAL - OPEN, open_=OPEN, newest=TOTAL)
        yield Figure("desk.made_in", made_in, "s", f"{TOTAL} appeals by SQL, with indexes and ANALYZE")
        large = times(get(desk, "/"))
        yield Figure("desk.list.queries", queries(get(desk, "/")), "queries", "limit ≤ 15; page with counts")
        yield from figures("desk.list", large, f"limit ≤ 60; {TOTAL} appeals, {OPEN} open")
        ratio = percentile(large, 0.5) / percentile(small, 0.5)
        beside = f"limit ≤ 1.3; {percentile(small, 0.5) * 1000:.1f} ms in a town of {OPEN}"
        yield Figure("desk.list.to_small_town", ratio, "×", beside)
        yield from _other_views(desk)
        yield from _conversations(desk)
        yield from _suggestions(desk)
        yield from _search()
        town.open_more(MANY_OPEN, newest=TOTAL)
        many = times(get(desk, "/"))
        yield from figures("desk.list.many_open", many, f"limit ≤ 150; {MANY_OPEN} open")


def _other_views(desk: Any) -> Figures:
    medians = {view: percentile(times(get(desk, f"/?view={view}"), 8), 0.5) for view in _VIEWS}
    slowest = max(medians, key=lambda view: medians[view])
    yield Figure("desk.list.slowest_view", medians[slowest] * 1000, "ms", f"limit ≤ 60; {slowest}")


def _conversations(desk: Any) -> Figures:
    from bench import town
    from nasvyazi.domain.appeals.models import Appeal

    usual = Appeal.objects.filter(thread__kind="dialog").latest("pk").pk
    crowded = Appeal.objects.filter(thread=town.CROWDED_THREAD).latest("pk").pk
    for name, appeal_id in (("conversation", usual), ("crowded_conversation", crowded)):
        look = get(desk, f"/appeals/{appeal_id}/", headers={"HX-Request": "true", "HX-Target": "case"})
        yield from figures(f"desk.{name}", times(look), f"limit ≤ 60; {queries(look):.0f} queries")


def _suggestions(desk: Any) -> Figures:
    """What is suggested for the newest appeals, and for the one for which it takes longest."""
    from nasvyazi.domain.appeals.models import Appeal

    newest = list(Appeal.objects.order_by("-pk").values_list("pk", flat=True)[:20])
    looks = {number: get(desk, f"/appeals/{number}/suggestions") for number in newest}
    medians = [percentile(times(look, 5), 0.5) for look in looks.values()]
    beside = f"limit ≤ 150; {queries(looks[newest[0]]):.0f} queries, {len(newest)} appeals"
    yield from figures("desk.suggestions", medians, beside)


def _search() -> Figures:
    """The query alone, and the words for which it is slowest."""
    from nasvyazi.domain.access import predicates as access
    from nasvyazi.domain.accounts.models import User
    from nasvyazi.domain.appeals import lists

    mine = access.appeals(User.objects.get(username="bench"))

    def look(words: str) -> Callable[[], object]:
        return lambda: lists.page(lists.search(mine, words), sort=lists.Sort.NEWEST, size=50)

    taken = {words: times(look(words), 5) for words in _SEARCHED}
    every = [seconds for found in taken.values() for seconds in found]
    slowest = max(taken, key=lambda words: percentile(taken[words], 0.5))
    yield Figure(
        "desk.search.p50", percentile(every, 0.5) * 1000, "ms", f"{len(_SEARCHED)} searches, newest 50"
    )
    beside = f"limit ≤ 40; slowest: {slowest} {percentile(taken[slowest], 0.5) * 1000:.0f} ms"
    yield Figure("desk.search.p95", percentile(every, 0.95) * 1000, "ms", beside)
