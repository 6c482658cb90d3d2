"""The drive process: questions come in by its input, answers leave by its output.

It ends when its input closes, and the planner's process with it.
"""

from __future__ import annotations

import contextlib
import logging
import sys
from typing import BinaryIO

from segue.kernel import SegueError
from segue.kernel.frames import own_output, wait_for_body
from segue.node.assist._wire import (
    Advance,
    Answer,
    Begin,
    Over,
    Question,
    Ready,
    Start,
    decode_question,
    frame,
)
from segue.node.assist.drive._session import Session, Stage
from segue.pilot.plan import SeguePlanner
from segue.world.drives import ScenarioDrive
from segue.world.scenes import load_scenario

_REHEARSAL_S = 2.0
"""By then objects are tracked and planned around."""


def main() -> None:
    """Drive until the node closes our input, or the drive is over."""
    logging.basicConfig(format="drive: %(levelname)s %(message)s")
    answers = own_output()
    with contextlib.suppress(BrokenPipeError):  # the node has gone; nobody waits for the answer
        try:
            _drive(sys.stdin.buffer, answers)
        except SegueError as error:
            _answer(answers, Over(why=str(error), is_fault=True))


def _drive(questions: BinaryIO, answers: BinaryIO) -> None:
    begin = _read(questions)
    if not isinstance(begin, Begin):
        return
    _rehearse()
    with contextlib.closing(Stage(begin)) as stage:
        _answer(answers, Ready())
        start = _read(questions)
        if not isinstance(start, Start):
            return
        session = Session(stage, start)
        while isinstance(question := _read(questions), Advance):
            moved = session.advance(question.for_s, question.seat)
            _answer(answers, moved)
            if isinstance(moved, Over):
                return


def _rehearse() -> None:
    """Drive a moment of a scenario: whatever is compiled on first use is compiled now.

    Else the first car ahead would hold the drive up for seconds, and the node take it for hung.
    """
    drive = ScenarioDrive(load_scenario("cut-in"), seed=1, planner=SeguePlanner)
    while drive.time_s < _REHEARSAL_S:
        drive.step()


def _read(source: BinaryIO) -> Question | None:
    """Return the next message; None when there are no more."""
    body = wait_for_body(source)
    return None if body is None else decode_question(body)


def _answer(answers: BinaryIO, answer: Answer) -> None:
    answers.write(frame(answer))
    answers.flush()


if __name__ == "__main__":
    main()
