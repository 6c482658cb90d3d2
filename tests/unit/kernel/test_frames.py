"""A message comes out of a pipe as it went in, or not at all."""

from __future__ import annotations

import asyncio
import io

import pytest

from segue.kernel.frames import framed, next_body, take_body, wait_for_body

BODIES = [b"first", b"", b"\0" * 70_000]


def test_bodies_come_out_when_they_were_framed() -> None:
    """In their order, and then none."""
    source = io.BytesIO(b"".join(map(framed, BODIES)))
    assert [wait_for_body(source) for _ in BODIES] == BODIES
    assert wait_for_body(source) is None


@pytest.mark.parametrize("kept", [0, 3, 4, 8])
def test_nothing_comes_out_when_the_other_end_closed_in_a_frame(kept: int) -> None:
    """What is not all there is no message."""
    assert wait_for_body(io.BytesIO(framed(b"first")[:kept])) is None


def test_bodies_are_taken_when_their_last_byte_has_come() -> None:
    """Byte by byte, no sooner and no later; what follows is kept."""
    received, taken = bytearray(), []
    for count, byte in enumerate(framed(b"first") + framed(b"second"), start=1):
        received.append(byte)
        while (body := take_body(received)) is not None:
            taken.append((count, body))
    assert taken == [(9, b"first"), (19, b"second")]
    assert not received
    received += framed(b"first") + b"\0"
    assert take_body(received) == b"first"
    assert received == b"\0"


async def test_bodies_are_awaited_when_they_come_in_pieces() -> None:
    """The node waits for the whole of a frame, and is told when it breaks off."""
    source = asyncio.StreamReader()
    source.feed_data(framed(b"first")[:6])
    coming = asyncio.create_task(next_body(source))
    await asyncio.sleep(0)
    assert not coming.done()
    source.feed_data(framed(b"first")[6:] + b"\0")
    assert await coming == b"first"
    source.feed_eof()
    with pytest.raises(asyncio.IncompleteReadError):
        await next_body(source)
