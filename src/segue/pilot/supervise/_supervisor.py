"""One step of the supervisor: clock, conditions, driver, table, lane change, directive."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from segue.pilot.supervise import _settings as settings
from segue.pilot.supervise._directive import CONDUCT, MANOEUVRE_BRAKE_MPS2, Directive, DriverWarning
from segue.pilot.supervise._domain import Domain, Facts
from segue.pilot.supervise._driver import Acts, Presence
from segue.pilot.supervise._events import Refusal, Transition
from segue.pilot.supervise._health import Health
from segue.pilot.supervise._lane_change import LaneChange, LaneChangeAsk
from segue.pilot.supervise._monitor import DomainMonitor
from segue.pilot.supervise._reasons import STANDING_MPS, Seen, refused
from segue.pilot.supervise._states import (
    Demanded,
    Drive,
    Engaged,
    Fault,
    Locked,
    MinimalRisk,
    Off,
    Ready,
    Standstill,
    State,
    TakenOver,
    Warned,
)
from segue.pilot.supervise._step_clock import StepClock
from segue.pilot.supervise._time_gap import least_time_gap_s
from segue.pilot.supervise._transitions import following
from segue.pilot.supervise._warnings import Teller
from segue.schema.drive import DriverInput, EgoState, OwnCar


@dataclass(slots=True)
class Supervisor:
    """Whether assistance is on, who drives, and how it ends. One object is one run.

    It is total: whatever it is told, numbers that are none included, it returns a directive.
    """

    own_car: OwnCar
    domain: Domain = field(default_factory=Domain)
    state: State = field(default_factory=Off)
    preset: Drive | None = None
    """What engaging sets; None: the present speed."""
    _monitor: DomainMonitor = field(init=False)
    _lane_change: LaneChange = field(default_factory=LaneChange)
    _clock: StepClock = field(default_factory=StepClock)
    _teller: Teller = field(default_factory=Teller)
    _presence: Presence = field(default_factory=Presence)
    _in_state_s: float = 0.0
    _still_s: float = 0.0

    def __post_init__(self) -> None:
        self._monitor = DomainMonitor(self.domain)

    def step(self, now_s: float, driver: DriverInput, ego: EgoState, health: Health) -> Directive:
        """Return who drives from now on, and how; call it in every control step."""
        elapsed_s, clock_wrong = self._clock.step(now_s)
        acts = Acts.of(driver)
        at_s = self._clock.at_s or 0.0
        facts = Facts(
            now_s=at_s,
            ego=ego,
            health=health,
            clock_wrong=clock_wrong,
            controls_unreadable=acts.unreadable,
        )
        self._presence = self._presence.stepped(elapsed_s, driver)
        self._in_state_s += elapsed_s
        standing = abs(ego.speed_mps) < STANDING_MPS
        self._still_s = self._still_s + elapsed_s if standing else 0.0
        seen = Seen(
            driver=driver,
            acts=acts,
            presence=self._presence,
            lacks=self._monitor.step(elapsed_s, facts),
            offered=self.preset or settings.offered(ego.speed_mps, self._fastest_mps),
            in_state_s=self._in_state_s,
            still_s=self._still_s,
        )
        refusals = self._refused(at_s, seen)
        moved = self._moved(at_s, seen)
        changed = self._lane_change.step(at_s, elapsed_s, self._ask(driver, ego, health))
        events = (*refusals, *moved, *changed)
        told = replace(seen, in_state_s=self._in_state_s)
        warning = self._teller.step(elapsed_s, self.state, told, events)
        return self._directive(seen, ego, warning, events)

    @property
    def _fastest_mps(self) -> float:
        return min(self.domain.fastest_mps, self.own_car.top_speed_mps)

    def _refused(self, at_s: float, seen: Seen) -> tuple[Refusal, ...]:
        if seen.driver.button != "engage":
            return ()
        match self.state:
            case MinimalRisk() | Standstill() | TakenOver() | Locked():
                why = "Assistance is over for this drive. Park, and start a new run."
            case Off() | Ready() | Fault():
                why = refused(seen)
            case Engaged() | Warned() | Demanded():
                why = ""
        return (Refusal(at_s=at_s, asked="engage", why=why),) if why else ()

    def _moved(self, at_s: float, seen: Seen) -> tuple[Transition, ...]:
        before = self.state
        if isinstance(before, Engaged | Warned | Demanded):
            drive = settings.pressed(before.drive, seen.driver.button, self._fastest_mps)
            before = self.state = replace(before, drive=drive)
        found = following(before, seen)
        if found is None:
            return ()
        self.state, why = found
        self._in_state_s = 0.0
        return (
            Transition(
                at_s=at_s,
                machine="assistance",
                before=type(before).__name__,
                after=type(self.state).__name__,
                why=why,
            ),
        )

    def _ask(self, driver: DriverInput, ego: EgoState, health: Health) -> LaneChangeAsk:
        curve_radps = ego.speed_mps * health.lane.curvature_per_m
        return LaneChangeAsk(
            wanted=driver.button if driver.button in ("left", "right") else "",
            pilot_drives=CONDUCT[type(self.state)].source in ("plan", "stop"),
            watched=isinstance(self.state, Engaged),
            hands_on=driver.hands_on,
            lane=health.lane,
            sideways_mps2=ego.speed_mps * (ego.yaw_rate_radps - curve_radps),
        )

    def _directive(
        self,
        seen: Seen,
        ego: EgoState,
        warning: DriverWarning,
        events: tuple[Transition | Refusal, ...],
    ) -> Directive:
        state = self.state
        drive = state.drive if isinstance(state, Engaged | Warned | Demanded) else seen.offered
        conduct = CONDUCT[type(state)]
        stops = conduct.source in ("stop", "hold")
        return Directive(
            state=state,
            source=conduct.source,
            manoeuvre="stop_in_lane" if stops else "drive",
            driver_accelerates=conduct.source == "plan" and seen.acts.accelerates,
            warning=warning,
            lacks=seen.lacks,
            hazards=conduct.hazards,
            autonomy=conduct.autonomy,
            set_speed_mps=drive.set_speed_mps,
            time_gap_s=max(drive.time_gap_s, least_time_gap_s(ego.speed_mps)),
            lane_change=self._lane_change.permitted,
            indicator=self._lane_change.indicator,
            largest_brake_mps2=MANOEUVRE_BRAKE_MPS2 if stops else None,
            events=events,
        )
