"""The rest of a CommonRoad file, written by a test: objects, lights, a problem."""

from __future__ import annotations

from collections.abc import Sequence

State = tuple[float, float, float, float]
"""x, y, heading, speed."""


def state(tag: str, step: int, at: State, more: str = "") -> str:
    """Return a state, at an exact step."""
    x_m, y_m, heading_rad, speed_mps = at
    return (
        f"<{tag}><position><point><x>{x_m}</x><y>{y_m}</y></point></position>"
        f"<orientation><exact>{heading_rad}</exact></orientation>"
        f"<time><exact>{step}</exact></time><velocity><exact>{speed_mps}</exact></velocity>"
        f"{more}</{tag}>"
    )


def car(object_id: int, states: Sequence[State], *, first_step: int = 0, kind: str = "car") -> str:
    """Return an object of 4.5 m by 1.8 m that was recorded, one state a step."""
    later = "".join(
        state("state", step, at) for step, at in enumerate(states[1:], start=first_step + 1)
    )
    tag = "dynamicObstacle" if later else "staticObstacle"
    return (
        f'<{tag} id="{object_id}"><type>{kind}</type><shape><rectangle><length>4.5</length>'
        f"<width>1.8</width></rectangle></shape>{state('initialState', first_step, states[0])}"
        f"{f'<trajectory>{later}</trajectory>' if later else ''}</{tag}>"
    )


def goal(first_step: int, last_step: int, more: str = "") -> str:
    """Return a goal within some steps."""
    return (
        f"<goalState>{more}<time><intervalStart>{first_step}</intervalStart>"
        f"<intervalEnd>{last_step}</intervalEnd></time></goalState>"
    )


def problem(at: State, *goals: str) -> str:
    """Return a planning problem."""
    first = state("initialState", 0, at)
    return f'<planningProblem id="900">{first}{"".join(goals)}</planningProblem>'
