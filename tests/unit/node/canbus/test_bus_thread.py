"""A bus in its thread: frames in order, sends that are taken, and buses that come and go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import can
import pytest
from can_car import LOG

from segue.kernel import DeviceUnavailable
from segue.node.canbus import (
    BusSpec,
    BusThread,
    Connected,
    Ended,
    LogSpec,
    Lost,
    _thread,
    read_log,
)
from segue.vehicle.can import OutFrame

_FRAME = OutFrame(frame_id=0x620, extended=False, fd=False, data=b"\1\2\3")


class _Heard:
    """What a thread told the loop."""

    def __init__(self) -> None:
        self.frames: list[can.Message] = []
        self.states: list[object] = []
        self._changed = asyncio.Event()

    def on_frames(self, frames: list[can.Message]) -> None:
        self.frames.extend(frames)
        self._changed.set()

    def on_state(self, state: object) -> None:
        self.states.append(state)
        self._changed.set()

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something holds; a test that hangs has failed."""
        async with asyncio.timeout(30):
            while not true():
                self._changed.clear()
                await self._changed.wait()


class _BrokenBus:
    """A bus that gives one frame and then breaks."""

    closed = 0

    def __init__(self) -> None:
        self._frames = [can.Message(arbitration_id=1, data=b"\7")]

    def recv(self, _timeout: float | None = None) -> can.Message:
        if not self._frames:
            raise can.CanOperationError("Network is down")
        return self._frames.pop()

    def send(self, _message: can.Message, _timeout: float | None = None) -> None:
        raise can.CanOperationError("Transmit buffer full")

    def shutdown(self) -> None:
        type(self).closed += 1


async def test_frames_arrive_in_order_when_a_bus_has_many(request: pytest.FixtureRequest):
    """Batches lose and swap nothing."""
    spec = BusSpec(interface="virtual", channel=request.node.name)
    heard = _Heard()
    thread = BusThread(spec, on_frames=heard.on_frames, on_state=heard.on_state)
    await heard.until(lambda: heard.states == [Connected()])
    sender = can.Bus(interface="virtual", channel=spec.channel)
    for number in range(3000):
        sender.send(can.Message(arbitration_id=5, data=number.to_bytes(2, "big")))
    await heard.until(lambda: len(heard.frames) == 3000)
    numbers = [int.from_bytes(frame.data, "big") for frame in heard.frames]
    assert numbers == list(range(3000))
    assert thread.dropped == 0
    await thread.close()
    sender.shutdown()


async def test_a_sent_frame_is_on_the_bus_when_send_returns(request: pytest.FixtureRequest):
    """The id, its kind and the bytes are those that were asked for."""
    spec = BusSpec(interface="virtual", channel=request.node.name)
    listener = can.Bus(interface="virtual", channel=spec.channel)
    heard = _Heard()
    thread = BusThread(spec, on_frames=heard.on_frames, on_state=heard.on_state)
    await heard.until(lambda: heard.states == [Connected()])
    await thread.send(_FRAME)
    frame = listener.recv(0)
    assert frame is not None
    assert (frame.arbitration_id, frame.is_extended_id) == (0x620, False)
    assert bytes(frame.data) == b"\1\2\3"
    await thread.close()
    listener.shutdown()


async def test_a_lost_bus_is_said_and_opened_again(monkeypatch: pytest.MonkeyPatch):
    """The reason is the driver's; a bus that comes back gives frames as before; none leaks."""
    monkeypatch.setattr(_thread, "_FIRST_RETRY_S", 0.01)
    monkeypatch.setattr(_thread, "open_bus", lambda _spec: _BrokenBus())
    _BrokenBus.closed = 0
    heard = _Heard()
    spec = BusSpec(interface="virtual", channel="broken")
    thread = BusThread(spec, on_frames=heard.on_frames, on_state=heard.on_state)
    await heard.until(lambda: len(heard.states) >= 4)
    await thread.close()
    lost = Lost("The CAN bus virtual:broken was lost: Network is down.")
    assert heard.states[:4] == [Connected(), lost, Connected(), lost]
    assert len(heard.frames) >= 2
    assert _BrokenBus.closed >= 2


async def test_a_bus_that_is_not_there_is_tried_until_it_is(monkeypatch: pytest.MonkeyPatch):
    """A car whose adapter is plugged in later hears it then."""
    monkeypatch.setattr(_thread, "_FIRST_RETRY_S", 0.01)
    tries: list[object] = []
    opened = _thread.open_bus

    def flaky(spec: BusSpec | LogSpec):
        tries.append(spec)
        if len(tries) < 3:
            raise DeviceUnavailable("No such device.")
        return opened(spec)

    monkeypatch.setattr(_thread, "open_bus", flaky)
    heard = _Heard()
    spec = BusSpec(interface="virtual", channel="late")
    thread = BusThread(spec, on_frames=heard.on_frames, on_state=heard.on_state)
    await heard.until(lambda: Connected() in heard.states)
    assert heard.states == [Lost("No such device."), Lost("No such device."), Connected()]
    await thread.close()


async def test_a_send_is_refused_when_the_bus_does_not_take_it(monkeypatch: pytest.MonkeyPatch):
    """Nobody waits for a frame that never left, connected or not."""

    class Full(_BrokenBus):
        def recv(self, _timeout: float | None = None) -> None:
            return None

    monkeypatch.setattr(_thread, "open_bus", lambda _spec: Full())
    heard = _Heard()
    spec = BusSpec(interface="virtual", channel="full")
    thread = BusThread(spec, on_frames=heard.on_frames, on_state=heard.on_state)
    with pytest.raises(DeviceUnavailable, match="is not connected"):
        await thread.send(_FRAME)
    await heard.until(lambda: heard.states == [Connected()])
    with pytest.raises(DeviceUnavailable, match="did not take the frame: Transmit buffer full"):
        await thread.send(_FRAME)
    await thread.close()


async def test_a_log_is_heard_whole_and_then_ends():
    """A log as the bus: every frame, then its end, and no second time."""
    heard = _Heard()
    spec = LogSpec(path=LOG, speed=1e6)
    thread = BusThread(spec, on_frames=heard.on_frames, on_state=heard.on_state)
    await heard.until(lambda: len(heard.states) == 2)
    await thread.close()
    assert heard.states == [Connected(), Ended("The log has ended.")]
    assert len(heard.frames) == len(list(read_log(LOG)))


async def test_a_broken_log_ends_with_its_reason(tmp_path: Path):
    """What was good of it was heard."""
    (tmp_path / "a.log").write_text("(1.0) can0 123#00 R\nnonsense\n")
    heard = _Heard()
    spec = LogSpec(path=tmp_path / "a.log")
    thread = BusThread(spec, on_frames=heard.on_frames, on_state=heard.on_state)
    await heard.until(lambda: len(heard.states) == 2)
    await thread.close()
    assert "broken after 1 frames" in heard.states[1].reason
    assert len(heard.frames) == 1
