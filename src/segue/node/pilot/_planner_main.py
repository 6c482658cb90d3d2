"""The planner's process: it is set up, then asked, by its input; plans leave by its output.

The node starts it as `python -m segue.node.pilot._planner_main`; it ends when its input closes.
"""

from __future__ import annotations

import contextlib
import logging
import pickle
import sys
from typing import BinaryIO

from segue.kernel.frames import own_output, wait_for_body
from segue.node.pilot._wire import Ready, Setup, frame
from segue.pilot.pipeline import Ask, Decider
from segue.schema.drive import NoPlan, Plan

_log = logging.getLogger(__name__)


def main() -> None:
    """Answer until the node closes our input."""
    logging.basicConfig(format="planner: %(levelname)s %(message)s")
    answers, questions = own_output(), sys.stdin.buffer
    with contextlib.suppress(BrokenPipeError):  # the node has gone; nobody waits for the plan
        setup = _read(questions)
        if not isinstance(setup, Setup):
            return
        decider = Decider(
            own_car=setup.own_car,
            lanes=setup.lanes,
            predictor=setup.predictor(),
            planner=setup.planner(setup.own_car),
        )
        answers.write(frame(Ready()))
        answers.flush()
        while isinstance(ask := _read(questions), Ask):
            answers.write(frame(_answer(decider, ask)))
            answers.flush()


def _read(source: BinaryIO) -> object:
    """Return the next message; None when there are no more."""
    body = wait_for_body(source)
    return body and pickle.loads(body)  # noqa: S301 (the node that started us wrote it)


def _answer(decider: Decider, ask: Ask) -> Plan | NoPlan:
    try:
        return decider.decide(ask.ego, ask.objects, ask.wishes, ask.lights)[0]
    except Exception:  # noqa: BLE001 (a defect in one plan must not cost the next)
        _log.exception("no plan at %.2f s", ask.ego.time_s)
        return NoPlan(made_s=ask.ego.time_s, reason="The planner failed; the log says why.")


if __name__ == "__main__":
    main()
