"""CommonRoad's scenarios: recorded and simulated traffic, a goal to reach, a judge of theirs.

file ─▶ Scenario ─▶ drive: objects now ─▶ Decider ─▶ plan ─▶ KS car ─▶ solution ─▶ judge
"""

from segue.bench.commonroad._drive import Drive, drive
from segue.bench.commonroad._reading import read_scenario
from segue.bench.commonroad._scenario import Scenario
from segue.bench.commonroad._solution import solution_xml
from segue.bench.commonroad._suite import run

__all__ = ["Drive", "Scenario", "drive", "read_scenario", "run", "solution_xml"]
