"""The time, and waiting for it: one object, so that tests need not wait."""

from __future__ import annotations

import time
from collections.abc import Collection
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import Any


class Clock:
    """The clock of the wall.

    >>> Clock().now() > 1_700_000_000
    True
    """

    def now(self) -> float:
        """Give the seconds since 1970, UTC."""
        return time.time()

    def pause(self, running: Collection[Future[Any]], seconds: float) -> None:
        """Wait so long, or until one of those that run has ended."""
        if running:
            wait(running, timeout=max(seconds, 0.0), return_when=FIRST_COMPLETED)
        elif seconds > 0:
            time.sleep(min(seconds, 60.0))
