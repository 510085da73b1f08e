"""The operator at the desk: answers over HTTP, and presses the button again while the desk gives no answer."""

from __future__ import annotations

import queue
import threading
import time
from uuid import uuid4

import httpx

_PATIENCE = 90.0
_PAUSE = 0.3


class Operator(threading.Thread):
    """One operator, one answer after another. `given` are the answers that the desk has taken."""

    def __init__(self, desk: httpx.Client) -> None:
        super().__init__(name="operator", daemon=True)
        self.given: list[str] = []
        self.refused: list[str] = []
        self.repeated = 0
        """How often the button was pressed again."""
        self._desk = desk
        self._work: queue.Queue[tuple[int, str] | None] = queue.Queue()

    @property
    def is_idle(self) -> bool:
        """Whether every answer asked for so far was taken or refused."""
        return self._work.unfinished_tasks == 0

    def answer(self, appeal_id: int, text: str) -> None:
        """Have an appeal answered."""
        self._work.put((appeal_id, text))

    def leave(self) -> None:
        """The working day is over."""
        self._work.put(None)
        self.join(_PATIENCE)

    def run(self) -> None:
        while (task := self._work.get()) is not None:
            if self._press(*task):
                self.given.append(task[1])
            self._work.task_done()
        self._work.task_done()

    def _press(self, appeal_id: int, text: str) -> bool:
        """Whether the desk has taken the answer: it leads back to the appeal then."""
        form = {"text": text, "request_key": str(uuid4())}
        end = time.monotonic() + _PATIENCE
        why = "no answer"
        while time.monotonic() < end:
            try:
                said = self._desk.post(
                    f"/appeals/{appeal_id}/reply",
                    data=form,
                    headers={"X-CSRFToken": self._desk.cookies["csrftoken"]},
                    follow_redirects=False,
                )
            except httpx.TransportError as error:
                why = type(error).__name__
            else:
                if said.status_code == httpx.codes.FOUND:
                    return True
                why = str(said.status_code)
                if said.is_client_error:
                    break
            self.repeated += 1
            time.sleep(_PAUSE)
        self.refused.append(f"the desk refused {text[:40]!r} to appeal {appeal_id}: {why}")
        return False
