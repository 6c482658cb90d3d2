"""What happens while signals are followed, in words: for `watch`, `record` and their JSON lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from segue.node.remote import Began, Lost, Update


@dataclass(frozen=True, slots=True)
class News:
    """Something that a person should know."""

    event: str
    """Its kind: `unknown`, `refused`, `dropped`, `lost` or `back`."""
    text: str
    facts: dict[str, object] = field(default_factory=dict[str, object])


class Newsroom:
    """Tells what is new in the events of following signals."""

    def __init__(self) -> None:
        self._lost: str | None = None
        self._dropped = 0

    def news(self, event: Began | Update | Lost) -> Iterator[News]:
        """Yield what an event says beside values."""
        if isinstance(event, Lost):
            self._lost = event.target
            yield News("lost", f"{event.target} is gone; waiting for it")
        elif isinstance(event, Began):
            self._dropped = 0
            if self._lost is not None:
                yield News("back", f"{self._lost} is back")
                self._lost = None
            for pattern in event.unknown:
                yield News("unknown", f"there is no signal {pattern!r}", {"pattern": pattern})
        else:
            for path, reason in event.refused.items():
                yield News("refused", f"{path}: {reason}", {"path": path, "reason": reason})
            if event.dropped > self._dropped:
                self._dropped = event.dropped
                yield News("dropped", f"{event.dropped} values lost", {"dropped": event.dropped})
