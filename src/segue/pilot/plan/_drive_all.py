"""All candidates driven ahead, those that cannot differ only once."""

from __future__ import annotations

import math

import numpy as np

from segue.pilot.compiled import compiled
from segue.pilot.plan._around import Around
from segue.pilot.plan._parameters import Parameters
from segue.pilot.plan._rollout import ANTICIPATE, COSTS, P_MIN, SIDE, drive
from segue.schema.drive import FUTURE_STEP_S, FUTURE_STEPS, Floats, Ints

_TWINS_WITHIN = 5
"""Rows before a candidate that may be its twin: policies vary in whom they heed row after row."""


@compiled
def drive_all(
    candidates: Floats, sides: Floats, in_way: Ints, start: Floats, around: Around,
    par: Parameters,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Return (C, T, 4) and (C, 7): how each candidate drives and what it costs."""
    count = candidates.shape[0]
    states = np.empty((count, FUTURE_STEPS, 4))
    costs = np.empty((count, len(COSTS)))
    for row in range(count):
        side = int(candidates[row, SIDE])
        twin = _twin_of(row, candidates, in_way[side], around)
        if twin >= 0:
            states[row], costs[row] = states[twin], costs[twin]
        else:
            drive(
                candidates[row], sides[side], in_way[side], start, around, par,
                states[row], costs[row],
            )  # fmt: skip
    return states, costs


@compiled
def _twin_of(row: int, candidates: Floats, in_way: Ints, around: Around) -> int:
    """Return a candidate before this one that is sure to drive as it does; -1 if there is none."""
    for before in range(row - 1, max(row - 1 - _TWINS_WITHIN, -1), -1):
        one, other = candidates[row], candidates[before]
        if _is_one_policy(one, other) and _heed_the_same(one, other, in_way, around):
            return before
    return -1


@compiled
def _is_one_policy(one: Floats, other: Floats) -> bool:
    """Return whether two candidates differ at most in whom they heed."""
    for column in range(len(one)):
        unset = math.isnan(one[column]) and math.isnan(other[column])
        if column not in (ANTICIPATE, P_MIN) and one[column] != other[column] and not unset:
            return False
    return True


@compiled
def _heed_the_same(one: Floats, other: Floats, in_way: Ints, around: Around) -> bool:
    """Return whether two candidates on one side heed the same futures, each as early.

    They do where no future's probability lies between the two that they ask for, and none that
    both heed comes in the way so far ahead that only one of them foresees it.
    """
    steps = in_way.shape[1]
    ahead = int(one[ANTICIPATE] / FUTURE_STEP_S)
    other_ahead = int(other[ANTICIPATE] / FUTURE_STEP_S)
    for row in range(len(around.probability)):
        if around.behind[row]:
            continue
        heeded = around.probability[row] >= one[P_MIN]
        if heeded != (around.probability[row] >= other[P_MIN]):
            return False
        if not heeded or ahead == other_ahead:
            continue
        for step in range(steps):
            enters = in_way[row, step]
            foreseen = enters <= step + ahead
            if enters < steps and foreseen != (enters <= step + other_ahead):
                return False
    return True
