"""The drive process, as the node sees it."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys

import pytest

from segue.kernel import DeviceUnavailable
from segue.node.assist import Begin, DriveProcess, Seat

BEGIN = Begin(points_deg=((40.0, 116.0), (40.1, 116.0)), car="su7-max", seed=1)
READY = """
import msgspec, struct, sys, time
body = msgspec.msgpack.encode({"type": "Ready"})
sys.stdout.buffer.write(struct.pack(">I", len(body)) + body)
sys.stdout.flush()
"""


def doing(what: str) -> tuple[str, ...]:
    """Return the command of a process that says it is ready, then does something else."""
    return (sys.executable, "-c", READY + what)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("time.sleep(60)", "did not answer for 0.2 s"),
        ("pass", "ended"),
        ("sys.stdout.buffer.write(b'\\0\\0\\0\\1\\xc1')", "broke off"),
    ],
)
async def test_a_lost_process_is_told_when_it_hangs_ends_or_talks_nonsense(what: str, said: str):
    """The driver reads which it was; nothing waits for ever."""
    process = DriveProcess(command=doing(what), hangs_s=0.2, first_s=0.2)
    assert await process.begin(BEGIN) is None
    with pytest.raises(DeviceUnavailable, match=said):
        await process.advance(0.1, Seat())
    await process.close()
    await process.close()


async def test_the_process_is_gone_when_it_is_closed():
    """No drive outlives the node that wanted it."""
    process = DriveProcess(command=doing("time.sleep(60)"))
    await process.begin(BEGIN)
    number = process.process_id
    assert number is not None
    await asyncio.wait_for(process.close(), 10.0)
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_the_car_node_loads_no_numpy():
    """A car at rest is one small process: what needs numpy is loaded where it is driven."""
    code = "import segue.node.car, sys; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
