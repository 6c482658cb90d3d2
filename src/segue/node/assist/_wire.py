"""What the node and its drive process say to each other, in MessagePack.

The node asks, and each question but `Start` has one answer:

    node: Begin ────▶ ◀──── Ready    (seconds: the pilot is loaded)
          Start ────▶
          Advance ──▶ ◀──── Moved    again and again
                      ◀──── Over     in place of Ready or Moved: it ends
"""

from __future__ import annotations

import msgspec

from segue.kernel.frames import framed
from segue.schema.assist import AssistButton, AssistDrive, AssistView


class Begin(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Draw the road and load the pilot."""

    points_deg: tuple[tuple[float, float], ...]
    """Of the route: latitude and longitude, from behind the car on."""
    car: str
    """One of `segue plant cars`."""
    seed: int
    """Decides who else is on the road."""
    waits: bool = False
    """Whether the world waits for each plan: then a drive is the same each time."""


class Start(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The car is here now."""

    at_m: float
    """Along the points."""
    speed_mps: float


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """What the person in the driver's seat does and wants."""

    does: AssistDrive = AssistDrive()
    button: AssistButton | None = None
    seated: bool = True
    belted: bool = True
    wants_mps: float = 0.0
    """Speed on an empty, straight road, while the person drives."""


class Advance(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Let time pass for the world, in whole steps; what is left over is kept."""

    for_s: float
    seat: Seat


class Ready(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The pilot is loaded."""


class Moved(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """How it is now."""

    view: AssistView


class Over(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The drive has ended."""

    why: str
    is_fault: bool
    """Whether it should not have."""


Question = Begin | Start | Advance
Answer = Ready | Moved | Over

decode_question = msgspec.msgpack.Decoder(Question).decode
decode_answer = msgspec.msgpack.Decoder(Answer).decode


def frame(message: Question | Answer) -> bytes:
    """Return the bytes that carry a message."""
    return framed(msgspec.msgpack.encode(message))
