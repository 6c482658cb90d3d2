"""A supervisor in a test, stepped 50 times a second with whatever a test changes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from segue.pilot.supervise import Directive, Health, LaneFacts, SensorHealth, Supervisor
from segue.schema.drive import DriverInput, EgoState, OwnCar

STEP_S = 0.02
WELL = Health(
    sensors=(SensorHealth(name="radar", age_s=0.05), SensorHealth(name="camera", age_s=0.05)),
    plan_age_s=0.1,
    lane=LaneFacts(known=True, to_left_m=0.8, to_right_m=0.8, free=frozenset({"left", "right"})),
    road="motorway",
)


@dataclass
class Run:
    """Steps a supervisor; what was changed stays changed."""

    supervisor: Supervisor = field(default_factory=lambda: Supervisor(OwnCar()))
    driver: DriverInput = field(default_factory=DriverInput)
    health: Health = WELL
    speed_mps: float = 25.0
    yaw_rate_radps: float = 0.0
    ego_age_s: float = 0.0
    position_sigma_m: float = 0.1
    now_s: float = 100.0
    said: list[Directive] = field(default_factory=list)

    @property
    def last(self) -> Directive:
        """Return the latest directive."""
        return self.said[-1]

    @property
    def state(self) -> str:
        """Return the state's name."""
        return type(self.supervisor.state).__name__

    def driver_does(self, **changes: Any) -> Run:
        """Change what the driver does."""
        self.driver = replace(self.driver, **changes)
        return self

    def parts(self, **changes: Any) -> Run:
        """Change how the pilot's parts are."""
        self.health = replace(self.health, **changes)
        return self

    def step(self, *, elapsed_s: float = STEP_S, **pressed: Any) -> Directive:
        """Step once; `pressed` is done by the driver in this step only."""
        self.now_s += elapsed_s
        ego = EgoState(
            time_s=self.now_s - self.ego_age_s,
            x_m=0.0,
            y_m=0.0,
            heading_rad=0.0,
            speed_mps=self.speed_mps,
            yaw_rate_radps=self.yaw_rate_radps,
            position_sigma_m=self.position_sigma_m,
        )
        driver = replace(self.driver, **pressed)
        self.said.append(self.supervisor.step(self.now_s, driver, ego, self.health))
        return self.last

    def steps(self, for_s: float) -> Directive:
        """Step for so long."""
        for _ in range(round(for_s / STEP_S)):
            self.step()
        return self.last

    def engage(self) -> Run:
        """Engage from the beginning."""
        self.step()
        self.step(button="engage")
        return self

    @property
    def ways(self) -> list[tuple[str, str]]:
        """Return the transitions of assistance so far, in order."""
        return [
            (event.before, event.after)
            for directive in self.said
            for event in directive.events
            if getattr(event, "machine", "") == "assistance"
        ]
