"""How much one address may ask for: buckets that fill up again with time, in memory and bounded."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

MOST_CLIENTS = 10_000


class Buckets:
    """One bucket of `a_minute` tokens an address, refilled evenly. Safe to use from several threads."""

    def __init__(self, a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the size of a bucket; `clock` gives seconds."""
        self._size = float(a_minute)
        self._clock = clock
        self._lock = Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str) -> bool:
        """Take a token of `client`; False when there is none left."""
        now = self._clock()
        with self._lock:
            left, then = self._left.pop(client, (self._size, now))
            left = min(self._size, left + (now - then) * self._size / 60)
            allowed = left >= 1
            self._left[client] = (left - 1 if allowed else left, now)
            if len(self._left) > MOST_CLIENTS:
                self._left.popitem(last=False)
        return allowed
