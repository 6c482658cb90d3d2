"""The planner's process: a setup, then questions come in by its input; plans leave by its output.

The node starts it as `python -m segue.node.pilot._planner_main`; it ends when its input closes.
"""

from __future__ import annotations

import contextlib
import logging
import os
import pickle
import sys
from typing import BinaryIO

from segue.node.pilot._frames import LENGTH, Question, Ready, Setup, frame
from segue.pilot.pipeline import Decider
from segue.schema.drive import NoPlan, Plan

_log = logging.getLogger(__name__)


def main() -> None:
    """Answer until the node closes our input."""
    logging.basicConfig(format="planner: %(levelname)s %(message)s")
    # Plans get the output to themselves: a planner that prints must not break a frame.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    questions = sys.stdin.buffer
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
        while isinstance(question := _read(questions), Question):
            answers.write(frame(_answer(decider, question)))
            answers.flush()


def _read(source: BinaryIO) -> object:
    """Return the next message; None when there are no more."""
    header = source.read(LENGTH.size)
    if len(header) < LENGTH.size:
        return None
    body = source.read(LENGTH.unpack(header)[0])
    return pickle.loads(body)  # noqa: S301 (the node that started us wrote it)


def _answer(decider: Decider, question: Question) -> Plan | NoPlan:
    try:
        return decider.decide(question.ego, question.objects, question.wishes, question.lights)[0]
    except Exception:  # noqa: BLE001 (a defect in one plan must not cost the next)
        _log.exception("no plan at %.2f s", question.ego.time_s)
        return NoPlan(made_s=question.ego.time_s, reason="The planner failed; the log says why.")


if __name__ == "__main__":
    main()
