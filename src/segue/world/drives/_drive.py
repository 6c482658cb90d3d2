"""The closed loop with the pilot in it."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter

from segue.pilot.pipeline import Output
from segue.pilot.scene import PlannerFactory, Scene
from segue.schema.drive import Inputs
from segue.world.drives._report import DriveReport, Logbook
from segue.world.drives._start import pilot_from, start_of
from segue.world.scenes import Examiner, Scenario, Simulation, Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class DriveStep:
    """One step: what was known, what was done, and how it really was then."""

    inputs: Inputs
    output: Output
    scene: Scene | None
    """What was decided on in this step; None between two decisions."""
    truth: Truth
    """At the time of the inputs."""


class ScenarioDrive:
    """A scenario that the pilot drives.

    Args:
        scenario: What there is.
        seed: All chance comes from it.
        planner: Makes the planner.
    """

    def __init__(self, scenario: Scenario, seed: int, planner: PlannerFactory) -> None:
        self.scenario = scenario
        self.seed = seed
        self._sim = Simulation(scenario, seed)
        self.start = start_of(scenario, self._sim.own_car)
        """What the pilot was given before its first step."""
        self._pilot = pilot_from(self.start, planner)
        self._examiner = Examiner(self._sim)
        self._logbook = Logbook()

    @property
    def over(self) -> bool:
        """Whether its time is up or something was hit."""
        return self._sim.over

    @property
    def time_s(self) -> float:
        """Since the scenario began."""
        return self._sim.time_s

    def step(self) -> DriveStep:
        """Drive for 0.02 s."""
        inputs, truth = self._sim.inputs(), self._sim.truth
        began_s = perf_counter()
        command = self._pilot.step(inputs)
        took_s = perf_counter() - began_s
        output = self._pilot.output
        assert output is not None  # noqa: S101  (a step has been made)
        if output.ask is not None:
            self._logbook.decided(took_s)
        self._logbook.said(output.verdict.rules, output.directive.events)
        self._sim.step(command)
        self._examiner.watch()
        self._logbook.felt(self._sim.truth.ego)
        return DriveStep(
            inputs=inputs,
            output=output,
            scene=self._pilot.scene if output.ask is not None else None,
            truth=truth,
        )

    def report(self) -> DriveReport:
        """Return how it went until now."""
        return self._logbook.report(
            self.scenario.name, self.seed, self._examiner.outcome(), self._sim.collision
        )


def drive_scenario(scenario: Scenario, seed: int, planner: PlannerFactory) -> DriveReport:
    """Let the pilot drive a scenario to its end, and return how that went."""
    drive = ScenarioDrive(scenario, seed, planner)
    while not drive.over:
        drive.step()
    return drive.report()
