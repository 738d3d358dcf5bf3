"""What a process of ours asks of Linux and of Python for itself."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
"""`prctl(2)`."""

GARBAGE_THRESHOLDS = 100_000, 20, 20
"""Objects between two collections: about one a page instead of a hundred, which saves a tenth of the time and costs a few MB."""


def die_with_parent(number: signal.Signals = signal.SIGKILL) -> bool:
    """Ask Linux for a signal when the thread that started this process ends, so that no orphan works on beside a retry.

    False where the parent has ended before that was asked. Elsewhere than on Linux nothing is asked.
    """
    parent = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)
    return os.getppid() == parent


def collect_garbage_rarely() -> None:
    """Our objects form few cycles: looking for them as often as Python does by default costs more than it frees."""
    gc.set_threshold(*GARBAGE_THRESHOLDS)
