"""SUMO's process: it is set up, then told where the car goes; what is around it leaves.

`TrafficApart` starts it as `python -m segue.world.sumo._main`; it ends when its input closes.
"""

from __future__ import annotations

import contextlib
import pickle
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from segue.kernel.frames import own_output, wait_for_body
from segue.schema.drive import EgoState
from segue.world.sumo._traffic import SumoTraffic
from segue.world.sumo._wire import Failed, Seen, Setup, frame


def main() -> None:
    """Drive until the starter closes our input."""
    answers, questions = own_output(), sys.stdin.buffer
    setup = _read(questions)
    with contextlib.suppress(BrokenPipeError), TemporaryDirectory(prefix="segue-") as folder:
        if not isinstance(setup, Setup):
            return
        try:
            traffic = _started(setup, Path(folder))
            _tell(answers, _seen(traffic))
            while isinstance(ego := _read(questions), EgoState):
                traffic.place(ego)
                traffic.step()
                _tell(answers, _seen(traffic))
            traffic.close()
        except Exception as error:  # noqa: BLE001 (libsumo's errors have no base of their own)
            _tell(answers, Failed(str(error).strip()))


def _started(setup: Setup, folder: Path) -> SumoTraffic:
    """Return traffic with the car in it."""
    network, trips = folder / setup.network.name, folder / "trips.rou.xml"
    network.write_bytes(setup.network.content)
    trips.write_bytes(setup.trips)
    traffic = SumoTraffic(network, trips, setup.seed, setup.own_car)
    while traffic.time_s < setup.warm_up_s:
        traffic.step()
    traffic.set_down(setup.ego, setup.edges)
    traffic.step()
    traffic.watch(setup.within_m)
    return traffic


def _seen(traffic: SumoTraffic) -> Seen:
    ids, kinds, boxes = traffic.others()
    return Seen(ids=ids, kinds=kinds, boxes=boxes, lights=traffic.lights())


def _tell(to: BinaryIO, message: Seen | Failed) -> None:
    to.write(frame(message))
    to.flush()


def _read(source: BinaryIO) -> object:
    """Return the next message; None when there are no more."""
    body = wait_for_body(source)
    return body and pickle.loads(body)  # noqa: S301 (who started us wrote it)


if __name__ == "__main__":
    main()
