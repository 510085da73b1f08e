"""One run: an installation, three networks, six places; the plan is played, everything settles, the books are read."""

from __future__ import annotations

import itertools
import random
import shutil
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.toolbox.home import CHECKOUT
from tests.acceptance import life
from tests.chaos import gather
from tests.chaos.facts import Verdict, judge, words_of
from tests.chaos.keeper import Keeper, asked
from tests.chaos.operator import Operator
from tests.chaos.plan import Deed, Ground, Kind, Mishap, Plan, plan
from tests.clock import MovableClock
from tests.crash.places import InMax, InTelegram, InVk, Place, Words
from tests.product import Product
from tests.sandbox import Sandbox

RETRIES = (0.3, 0.6, 1, 2, 4, *[8.0] * 15)
"""Of the networks' webhooks, in seconds: as much longer than a role takes to start as an hour and forty minutes are."""
SETTLE_SECONDS = 150.0
WALLS = 3
"""Posts in each place: a bot writes ten answers at once into a group, then ten a minute (its own pace)."""
_LONG = 20
"""Every so many answers one is too long for a single message."""
_KEPT = CHECKOUT / "build" / "chaos"


@dataclass(frozen=True)
class Size:
    """How large a run is: `seconds` is how long the messages take to come."""

    messages: int = 500
    answers: int = 200
    seconds: float = 45.0


@dataclass(frozen=True)
class Report:
    """What a run came to."""

    seed: int
    messages: int
    acknowledged: int
    verdict: Verdict
    kills: Mapping[str, int]
    repeated: int
    """How often the operator had to press the button again."""
    recovery: float
    """Seconds from the last kill until everything was settled."""
    slowest: tuple[float, str]
    """The slowest recovery of a single role."""


def run(seed: int, size: Size) -> Report:
    """Play a whole run."""
    luck = random.Random(seed)
    with ExitStack() as stack:
        sandbox = stack.enter_context(Sandbox(retry_seconds=RETRIES, rate_limits=False))
        product = stack.enter_context(Product(follows=MovableClock, durable=True))
        product.start("web", "worker", "intake", "listen")
        stack.enter_context(product.connected())
        desk = stack.enter_context(life.signed_in(product))
        kinds = itertools.product((InVk, InTelegram, InMax), ("webhook", "poll"))
        places = [kind(product, sandbox, road, walls=WALLS) for kind, road in kinds]
        grounds = [Ground(WALLS, one.tells_deletions, one.takes_albums, one.reads_comments) for one in places]
        script = plan(luck, grounds, messages=size.messages, answers=size.answers)
        town = Town(product, places, script, luck, Operator(desk))
        report = town.live(seed, size)
        if not report.verdict.is_clean:
            _keep(product, sandbox, _KEPT / str(seed))
        return report


class Town:
    """The six places, who writes there and who answers."""

    def __init__(
        self, product: Product, places: Sequence[Place], script: Plan, luck: random.Random, operator: Operator
    ) -> None:
        self.product, self.places, self.script = product, places, script
        self.keeper, self.operator = Keeper(product), operator
        self._luck = luck
        self._words: dict[int, Words] = {}
        self._deleted: list[int] = []
        self._chosen: set[int] = set()

    def live(self, seed: int, size: Size) -> Report:
        """Play the plan, wait until everything is quiet, read the books."""
        for mishap in self.script.mishaps:
            self._switch_on(mishap)
        self.operator.start()
        self._play(size)
        recovery = self._settle()
        self.operator.leave()
        verdict = judge(gather.books(self.places, deleted=self._deleted, given=self.operator.given))
        verdict.wrong.extend([*self.keeper.by_themselves, *self.operator.refused])
        return Report(
            seed=seed,
            messages=size.messages,
            acknowledged=sum(place.acknowledged() for place in self.places),
            verdict=verdict,
            kills=dict(self.keeper.kills),
            repeated=self.operator.repeated,
            recovery=recovery,
            slowest=max(self.keeper.recoveries, default=(0.0, "")),
        )

    # ------------------------------------------------------------------ the play

    def _play(self, size: Size) -> None:
        began = time.monotonic()
        for step, moment in enumerate(self.script.moments):
            if moment.clock is not None and self.product.clock is not None:
                self.product.clock.move(moment.clock)
            for death in moment.kills:
                self.keeper.kill(death)
            for deed in moment.deeds:
                self._do(deed)
            self.keeper.tick()
            self._answer(size.answers * (step + 1) // size.messages)
            time.sleep(max(0.0, began + size.seconds * (step + 1) / size.messages - time.monotonic()))

    def _do(self, deed: Deed) -> None:
        place = self.places[deed.place]
        text = words_of(deed.number)
        if deed.kind is Kind.WRITE:
            who = self._words[deed.again_as].resident if deed.again_as is not None else None
            resident = who or place.resident(f"Житель {deed.number}")
            self._words[deed.number] = place.write(resident, text, wall=deed.wall, photos=deed.photos)
        elif deed.kind is Kind.EDIT:
            place.edit(self._words[deed.number], f"{text}, исправлено")
        elif isinstance(place, InVk):
            place.delete(self._words[deed.number])
            self._deleted.append(deed.number)

    def _switch_on(self, mishap: Mishap) -> None:
        place = self.places[mishap.place]
        method = place.calls if mishap.of_sending else place.told
        place.fault(mishap.kind, method=method, times=mishap.times, seconds=mishap.seconds)

    def _answer(self, wanted: int) -> None:
        """Have so many appeals answered in all, any that are open and nobody has chosen."""
        missing = wanted - len(self._chosen)
        if missing <= 0:
            return
        waiting = Appeal.objects.filter(state="new").exclude(pk__in=self._chosen).order_by("pk")
        found = asked(lambda: list(waiting.values_list("pk", flat=True))) or []
        for appeal_id in self._luck.sample(found, min(missing, len(found))):
            self._chosen.add(appeal_id)
            self.operator.answer(appeal_id, _answer_text(len(self._chosen)))

    # ------------------------------------------------------------------ the end

    def _settle(self) -> float:
        """Wait until nothing is left to do; the seconds that it took since the last kill."""
        end = time.monotonic() + SETTLE_SECONDS
        while not self._is_settled() and time.monotonic() < end:
            self.keeper.tick()
            self._answer(self.script.answers)
            time.sleep(0.2)
        return time.monotonic() - self.keeper.last_kill

    def _is_settled(self) -> bool:
        return (
            self.keeper.is_settled
            and self.operator.is_idle
            and len(self._chosen) == self.script.answers
            and bool(asked(gather.is_quiet))
            and all(place.is_told() for place in self.places)
            # What was told last may have come after the first look.
            and bool(asked(gather.is_quiet))
        )


def _answer_text(number: int) -> str:
    if number % _LONG:
        return f"ответ {number}."
    # Each line says whose it is: the pieces of a long answer differ.
    return "\n".join(f"ответ {number}. Строка {line}: работы идут по плану." for line in range(150))


def _keep(product: Product, sandbox: Sandbox, folder: Path) -> None:
    """What was logged, for whoever looks for the mistake."""
    folder.mkdir(parents=True, exist_ok=True)
    for log in [*product.home.glob("*.log"), *(product.home / "log").glob("*.log"), sandbox.log]:
        shutil.copy(log, folder)
