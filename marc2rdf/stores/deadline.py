"""A time by which everything must be done, and waiting that never outlasts it."""

from __future__ import annotations

import threading
import time

from marc2rdf.errors import StoreError


class Deadline:
    """Counts down ``seconds`` from now; none means for ever.

    >>> Deadline(None).left(10.0), Deadline(0.0).over
    (10.0, True)
    """

    def __init__(self, seconds: float | None) -> None:
        self.seconds = seconds
        self._end = None if seconds is None else time.monotonic() + seconds

    @property
    def over(self) -> bool:
        """Whether the time is over."""
        return self._end is not None and time.monotonic() >= self._end

    def left(self, most: float) -> float:
        """Give the seconds that are left, at most ``most``."""
        return most if self._end is None else max(0.0, min(most, self._end - time.monotonic()))

    def check(self, where: str) -> None:
        """Raise StoreError (``store-deadline``) when the time is over."""
        if self.over:
            raise StoreError(
                f"the {self.seconds:g} seconds that were given are over",
                where=where,
                hint="Give more with --deadline; the same command goes on where it ended.",
                code="store-deadline",
            )

    def pause(self, seconds: float) -> None:
        """Wait, but not beyond the end."""
        threading.Event().wait(self.left(seconds))
