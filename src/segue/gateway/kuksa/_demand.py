"""How often each signal is wanted, so that its provider need not give it more often.

A provider on a stream is told the least interval that any subscriber of kuksa.val.v2 asked for, and
told again when it changes. It may go on as it likes: each subscriber's own filter holds anyway.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Mapping

Tell = Callable[[Mapping[str, int]], None]
"""Takes path → least wanted interval [ms], of those that changed; 0 for as often as it changes."""


class Demand:
    """The intervals that subscribers want, and the providers that are told."""

    def __init__(self) -> None:
        self._wanted: dict[str, Counter[int]] = {}
        self._listeners: dict[str, Tell] = {}
        self._told: dict[str, int] = {}

    @contextlib.contextmanager
    def of(self, paths: Iterable[str], interval_ms: int) -> Generator[None]:
        """Count one subscriber in while the context lasts."""
        paths = tuple(paths)
        for path in paths:
            self._wanted.setdefault(path, Counter())[interval_ms] += 1
        self._tell(paths)
        try:
            yield
        finally:
            for path in paths:
                counts = self._wanted[path]
                counts[interval_ms] -= 1
                if not counts[interval_ms]:
                    del counts[interval_ms]
                if not counts:
                    del self._wanted[path]
            self._tell(paths)

    def listen(self, paths: Iterable[str], tell: Tell) -> None:
        """Tell a provider of these signals from now on; at once where an interval is wanted."""
        paths = tuple(paths)
        self._listeners.update(dict.fromkeys(paths, tell))
        self._tell(paths)

    def leave(self, tell: Tell) -> None:
        """Forget a provider."""
        for path in [path for path, told in self._listeners.items() if told == tell]:
            del self._listeners[path]
            self._told.pop(path, None)

    def _tell(self, paths: Iterable[str]) -> None:
        changed: dict[Tell, dict[str, int]] = {}
        for path in paths:
            tell = self._listeners.get(path)
            if tell is None:
                continue
            interval_ms = min(self._wanted.get(path, (0,)))
            if interval_ms != self._told.get(path, 0):
                self._told[path] = interval_ms
                changed.setdefault(tell, {})[path] = interval_ms
        for tell, intervals in changed.items():
            tell(intervals)
