"""What a scenario file records and asks is what is driven."""

from __future__ import annotations

from pathlib import Path

import pytest
from commonroad_file import along_x, write
from commonroad_problem import car, goal, problem

from segue.bench.commonroad import read_scenario
from segue.bench.commonroad._traffic import RecordedFutures, lights_at, objects_at
from segue.kernel import DataUnusable
from segue.schema.drive import ACCEL, VX, YAW_RATE, EgoState, Kind, X, Y

ROAD = along_x(1, 0, 300)
EASY = problem((10, 0, 0, 10), goal(0, 20))
LIGHT = (
    '<trafficLight id="7"><active>true</active><cycle><cycleElement><duration>30</duration>'
    "<color>red</color></cycleElement><cycleElement><duration>20</duration><color>green</color>"
    "</cycleElement><cycleElement><duration>10</duration><color>inactive</color></cycleElement>"
    "<timeOffset>5</timeOffset></cycle></trafficLight>"
)


def test_objects_are_as_recorded_when_they_are_there(tmp_path: Path) -> None:
    """Of each step only what is there, with nothing of what comes after it."""
    braking = [(50.0, 0.0, 0.0, 10.0), (51.0, 0.0, 0.0, 10.0), (51.9, 0.0, 0.1, 9.0)]
    late = [(80.0, 0.0, 0.0, 0.0)] * 2
    scenario = read_scenario(
        write(tmp_path, ROAD, EASY, car(31, braking), car(32, late, first_step=2, kind="bus"))
    )
    first, second, third = (objects_at(scenario, step) for step in range(3))
    assert list(first.ids) == list(second.ids) == [31]
    assert second.boxes[0, ACCEL] == 0.0  # it brakes after this step
    assert third.boxes[0, ACCEL] == pytest.approx(-10.0)
    assert third.boxes[0, YAW_RATE] == pytest.approx(1.0)
    assert third.boxes[0, VX] == pytest.approx(9.0, abs=0.1)
    assert list(third.kinds) == [Kind.CAR, Kind.TRUCK]
    assert list(objects_at(scenario, 3).ids) == [32]


def test_object_stands_for_ever_when_it_is_static(tmp_path: Path) -> None:
    """A shape's own centre and turn count, also that of a polygon."""
    parked = (
        '<staticObstacle id="5"><type>parkedVehicle</type><shape><polygon><point><x>1</x><y>-1</y>'
        "</point><point><x>5</x><y>-1</y></point><point><x>5</x><y>1</y></point></polygon></shape>"
        "<initialState><position><point><x>20</x><y>2</y></point></position><orientation><exact>"
        "1.5707963267948966</exact></orientation><time><exact>0</exact></time></initialState>"
        "</staticObstacle>"
    )
    objects = objects_at(read_scenario(write(tmp_path, ROAD, EASY, parked)), 19)
    assert objects.boxes[0, [X, Y]] == pytest.approx([20.0, 5.0])
    assert objects.boxes[0, 5:7] == pytest.approx([4.0, 2.0])


def test_futures_are_the_recording_when_they_are_true(tmp_path: Path) -> None:
    """Every 0.2 s what was recorded, and straight on where the recording ends."""
    states = [(50.0 + 1.0 * step, 0.0, 0.0, 10.0) for step in range(11)]
    scenario = read_scenario(write(tmp_path, ROAD, EASY, car(31, states)))
    ego = EgoState(time_s=0.4, x_m=0.0, y_m=0.0, heading_rad=0.0, speed_mps=0.0)
    futures = RecordedFutures(scenario).predict(ego, objects_at(scenario, 4), scenario.lanes, {})
    assert futures.probability == pytest.approx([1.0])
    assert futures.states[0, [0, 1, 3, 13], 0] == pytest.approx([54.0, 56.0, 60.0, 80.0])


def test_light_changes_when_its_cycle_says_so(tmp_path: Path) -> None:
    """Durations and offset are steps; one that is out of use shows nothing."""
    scenario = read_scenario(write(tmp_path, ROAD, EASY, LIGHT))
    shown = [lights_at(scenario, step) for step in (5, 34, 35, 54, 55, 64, 65)]
    red, green = {"7": "red"}, {"7": "green"}
    assert shown == [red, red, green, green, {}, {}, red]


@pytest.mark.parametrize(
    ("position", "inside", "outside"),
    [
        ('<position><lanelet ref="1"/></position>', (200, 1), (200, 9)),
        (
            (
                "<position><rectangle><length>10</length><width>2</width><orientation>1.5707963"
                "</orientation><center><x>50</x><y>0</y></center></rectangle></position>"
            ),
            (50, 4),
            (54, 0),
        ),
        (
            (
                "<position><circle><radius>3</radius><center><x>50</x><y>0</y></center></circle>"
                "</position>"
            ),
            (52, 0),
            (52, 2.9),
        ),
    ],
)
def test_goal_is_reached_when_place_time_speed_and_heading_fit(
    tmp_path: Path, position: str, inside: tuple[float, float], outside: tuple[float, float]
) -> None:
    """Each of the four refuses by itself."""
    interval = "<{0}><intervalStart>{1}</intervalStart><intervalEnd>{2}</intervalEnd></{0}>".format
    wanted = interval("orientation", 3.0, 3.3) + interval("velocity", 4, 6)
    asked = problem((10, 0, 0, 10), goal(5, 7, position + wanted))
    reached = read_scenario(write(tmp_path, ROAD, asked)).problem.reached
    assert reached(5, (*inside, 3.1, 5.0))
    assert reached(7, (*inside, 3.1 - 2 * 3.14159265, 5.0))
    assert not reached(4, (*inside, 3.1, 5.0))
    assert not reached(8, (*inside, 3.1, 5.0))
    assert not reached(5, (*outside, 3.1, 5.0))
    assert not reached(5, (*inside, 3.4, 5.0))
    assert not reached(5, (*inside, 3.1, 6.1))


@pytest.mark.parametrize(
    ("elements", "complaint"),
    [
        ("", "map.xml: commonRoad has 0 planning problems; one car is driven."),
        (problem((0, 0, 0, -1), goal(0, 9)), "planningProblem 900, initialState goes backwards"),
        (problem((0, 0, 0, 1)), "planningProblem 900 has no goalState."),
        (problem((0, 0, 0, 1), goal(9, 8)), "goalState, time ends before it begins."),
        (
            EASY + car(3, [(0, 0, 0, 0)] * 3).replace("<time><exact>2", "<time><exact>4"),
            "dynamicObstacle 3, trajectory, state 2 is not of step 2, which comes next.",
        ),
        (
            EASY + car(3, [(0, 0, 0, 0)]).replace("<length>4.5", "<length>-1"),
            "staticObstacle 3, shape, rectangle has a length of 0 or less.",
        ),
        (
            EASY + car(3, [(0, 0, 0, 0)]).replace("rectangle", "ellipse"),
            "staticObstacle 3, shape, ellipse is a shape that cannot be read",
        ),
        (EASY + LIGHT.replace("red", "blue"), "cycleElement 1 is blue, which is no colour"),
    ],
)
def test_file_and_element_are_named_when_a_scenario_cannot_be_driven(
    tmp_path: Path, elements: str, complaint: str
) -> None:
    """One clear sentence: which file, which element, what is wrong with it."""
    with pytest.raises(DataUnusable, match=r"map\.xml") as refused:
        read_scenario(write(tmp_path, ROAD, elements))
    assert complaint in str(refused.value)


def test_all_scenarios_load_when_they_are_the_shared_ones(shared_data: Path) -> None:
    """Every tenth scenario here can be driven: it starts on a lane and ends in time."""
    for file in sorted((shared_data / "pilot" / "commonroad").glob("*.xml.gz"))[5::10]:
        scenario = read_scenario(file)
        asked = scenario.problem
        assert scenario.lanes.at(asked.x_m, asked.y_m)
        assert asked.last_step > asked.first_step
        assert scenario.recorded
