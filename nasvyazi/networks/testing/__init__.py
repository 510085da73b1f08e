"""The contract suite: what every network has to keep, tried from outside.

A network's tests give a `Rig` (a hand on the other side: play a resident, break things, look what arrived) and
inherit the suite:

    class TestVk(NetworkContract):
        @pytest.fixture(scope="class")
        @classmethod
        def rig(cls) -> Iterator[Rig]: ...

Only tests import this package: it needs pytest and hypothesis.
"""

import pytest

pytest.register_assert_rewrite(
    "nasvyazi.networks.testing.listening",
    "nasvyazi.networks.testing.remembering",
    "nasvyazi.networks.testing.sending",
)

from .listening import Listening  # noqa: E402 - after the line that makes its asserts speak
from .remembering import Remembering  # noqa: E402
from .rig import Fault, Happened, Request, Rig  # noqa: E402
from .sending import Sending  # noqa: E402

__all__ = ["Fault", "Happened", "NetworkContract", "Request", "Rig"]


class NetworkContract(Listening, Sending, Remembering):
    """The suite. A subclass overrides the fixture `rig`."""

    @pytest.fixture(scope="class")
    @classmethod
    def rig(cls) -> Rig:
        """The network under test."""
        raise NotImplementedError
