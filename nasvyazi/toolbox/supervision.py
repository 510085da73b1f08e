"""Processes of the program that never outlive the one that started them."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

SUPERVISOR = "NASVYAZI_SUPERVISOR"
"""In a child's environment: the number of the process that started it and is to be followed."""
_PR_SET_PDEATHSIG = 1  # prctl(2), linux/prctl.h


def follow_parent(number: signal.Signals) -> None:
    """Has the kernel send this process the signal when its parent dies, however it dies (Linux).

    To the kernel the parent is the thread that started us: it is sent when that thread ends, too.
    """
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, number)


def follow_supervisor() -> None:
    """In a supervisor's child: ends with the supervisor. Elsewhere does nothing."""
    supervisor = os.environ.pop(SUPERVISOR, None)
    if supervisor is None:
        return
    follow_parent(signal.SIGTERM)
    if os.getppid() != int(supervisor):  # it died before the kernel was told
        sys.exit(1)
