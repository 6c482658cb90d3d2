"""A car and the person with it, simulated: what `segue car` drives when there is no real one.

    sequence steps ─▶ Body ──────┐
    route ─▶ RouteDriver ────────┼─▶ Plant ─▶ speed, place, charge
    climate ─▶ Cabin ─▶ power ───┤
    settings ─▶ power ───────────┘
    orders ─▶ Motors ─▶ positions, ended orders
    cable ─▶ Plug ─▶ charge

Time comes in by `advance`, in steps of a tenth of a second, however much of it is asked for.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from segue.kernel import Rejected
from segue.kernel.units import mps_from_kmh
from segue.vehicle.plant import Cabin, CarModel, Charger, Plant, Station
from segue.vehicle.signals import Value
from segue.world._body import Body, Step
from segue.world._climate import Climate
from segue.world._driver import RouteDriver
from segue.world._motors import DRIVER_DOOR, FLAP, OPEN, PASSENGER_DOORS, TRUNK, Motors
from segue.world._orders import Orders
from segue.world._person import BEGIN, Action
from segue.world._plug import Plug
from segue.world._range import RangeEstimate
from segue.world._route import BRAKE_MPS2, Route, moved
from segue.world._settings import Settings

STEP_S = 0.1
CRUISE_MPS = mps_from_kmh(110.0)
"""Between bends: what `journey` plans with, so that a drive takes the time that was planned."""
STREET_MPS = mps_from_kmh(50.0)
"""On the stretches that join the places to the highways, as in plans."""
_FARTHEST_FROM_ROUTE_M = 50_000.0
"""Routes begin at a road; a car this near is taken to be at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NowPlaying:
    """What the car's screen plays; empty when nothing does."""

    title: str = ""
    artist: str = ""
    album: str = ""


class SimulatedCar:
    """One car, parked and locked at a place until told otherwise.

    Args:
        model: Its physics.
        latitude_deg: Where it stands, WGS 84.
        longitude_deg: Where it stands.
        soc_frac: Its charge.
        outside_k: Air temperature, which cabin and battery have taken.
        sun_w_per_m2: How the sun shines on it, on a level surface.
    """

    def __init__(
        self,
        model: CarModel,
        *,
        latitude_deg: float,
        longitude_deg: float,
        soc_frac: float = 0.8,
        outside_k: float = 288.15,
        sun_w_per_m2: float = 0.0,
    ) -> None:
        self.model = model
        self.plant = Plant(model, soc_frac=soc_frac, battery_k=outside_k)
        self.plug = Plug(model, self.plant.battery)
        self.cabin = Cabin(model, temperature_k=outside_k)
        self.range = RangeEstimate(model, cruise_mps=CRUISE_MPS)
        self.accel_mps2 = 0.0
        """Forward, over the last step."""
        self.outside_k = outside_k
        self.sun_w_per_m2 = sun_w_per_m2
        self.latitude_deg = latitude_deg
        self.longitude_deg = longitude_deg
        self.heading_rad = 0.0
        self.body = Body()
        self.climate = Climate()
        self.settings = Settings()
        self.motors = Motors()
        self.orders = Orders()
        """Who waits for the motors; `orders.next_event` says which order ended, and how."""
        self.now_playing = NowPlaying()
        self.driving = False
        """Whether the person wants the car to move."""
        self.led_mps: float | None = None
        """Speed at which somebody else drives it along; None: the person in it drives."""
        self.pending: deque[Step] = deque()
        self.driver: RouteDriver | None = None
        self.expected_progress_m = 0.0
        """Where along its route the car was last; kept over a restart to find the place again."""
        self._unspent_s = 0.0

    # ------------------------------------------------------------ what a person does

    def do(self, action: Action) -> None:
        """Begin what a person would do; it takes simulated seconds.

        Raises:
            Rejected: It makes no sense now; says what to do first.
        """
        BEGIN[action](self)

    def plug_in(self, station: Station) -> None:
        """Put a cable into a parked car; it charges unless charging was stopped.

        Raises:
            Rejected: It is not parked, is plugged in, or cannot charge there.
        """
        if self.driving or self.plant.speed_mps > 0.0:
            raise Rejected("The car is moving.", do="Stop first.")
        self.plug.plug_in(station)
        self.put_by_hand(FLAP, 1.0)

    def after_pending(self) -> Body:
        """Return the body as it will be after what a person has begun."""
        body = self.body
        for step in self.pending:
            body = replace(body, **step.changes)
        return body

    def queue(self, steps: Iterable[Step]) -> None:
        """Have a person take these steps after those begun; what is so already is skipped."""
        body = self.after_pending()
        for step in steps:
            changed = replace(body, **step.changes)
            if changed != body:
                self.pending.append(step)
            body = changed

    # ------------------------------------------------------------ what is asked of the car

    def set_route(
        self, geometry: str, *, length_m: float | None = None, cruise_mps: float = CRUISE_MPS
    ) -> None:
        """Take a plan's route to drive, from the point of it that is nearest to the car.

        Args:
            geometry: Encoded polyline, 5 decimals, latitude first.
            length_m: The plan's distance; the geometry may cut corners. Its own length when None.
            cruise_mps: Speed between bends.

        Raises:
            LocalUseError: The geometry cannot be read, or the length is not positive.
            Rejected: The route passes nowhere near the car.
        """
        route = Route.decoded(geometry, length_m=length_m, ends_mps=STREET_MPS)
        self.follow(route, cruise_mps=cruise_mps)

    def follow(self, route: Route, *, cruise_mps: float) -> None:
        """Take a route to drive, as `set_route` does.

        Args:
            route: Where to.
            cruise_mps: Speed between bends.

        Raises:
            Rejected: The route passes nowhere near the car.
        """
        progress_m, away_m = route.nearest(
            self.latitude_deg, self.longitude_deg, expected_m=self.expected_progress_m
        )
        if away_m > _FARTHEST_FROM_ROUTE_M:
            raise Rejected(
                f"The route passes the car at {away_m / 1000:.0f} km.",
                do="Plan a route from where the car is.",
            )
        self.driver = RouteDriver(
            route, cruise_mps=min(cruise_mps, self.model.top_speed_mps), progress_m=progress_m
        )
        self.expected_progress_m = progress_m

    def clear_route(self) -> None:
        """Forget the route; a car that drives brakes to rest, straight on."""
        self.driving = False
        self.driver = None
        self.expected_progress_m = 0.0

    def lock(self, *, locked: bool) -> None:
        """Lock or unlock all doors and the trunk.

        Raises:
            Rejected: One of them is open.
        """
        if locked:
            self.refuse_if_open(self.body, do="Close it to lock the car.")
        self.body = replace(self.body, locked=locked)

    def refuse_if_open(self, body: Body, *, do: str) -> None:
        """Raise Rejected if a door or the trunk is open or about to be; `do` says what then."""
        if (
            body.door_open
            or self.motors.opens(DRIVER_DOOR)
            or not self.motors.is_closed(PASSENGER_DOORS)
        ):
            raise Rejected("A door is open.", do=do)
        if not self.motors.is_closed((TRUNK,)):
            raise Rejected("The trunk is open.", do=do)

    def set_climate(
        self,
        *,
        on: bool | None = None,
        target_k: float | None = None,
        fan_frac: float | None = None,
        recirculates: bool | None = None,
        defrosts: bool | None = None,
    ) -> None:
        """Set the climate; what is None stays.

        Raises:
            Rejected: The target is out of range, or the battery is empty.
        """
        climate = self.climate.changed(
            on=on,
            target_k=target_k,
            fan_frac=fan_frac,
            recirculates=recirculates,
            defrosts=defrosts,
        )
        if climate.on and self.plant.is_empty:
            raise Rejected("The battery is empty.", do="Charge the car.")
        self.climate = climate

    def set(self, path: str, value: Value) -> None:
        """Set what is set at once, as `_settings` lists it.

        Raises:
            Rejected: It takes power, and the battery is empty.
        """
        settings = self.settings.changed(path, value)
        if self.plant.is_empty and settings.power_w > self.settings.power_w:
            raise Rejected("The battery is empty.", do="Charge the car.")
        self.settings = settings

    def move(self, order_id: str, moves: Mapping[str, float]) -> None:
        """Send axes to positions; `orders` tells when they are there, or why they will not be."""
        self.orders.begin(order_id, moves)
        for path, target in moves.items():
            self.motors.aim(path, target)
        self.orders.reach(path for path in moves if path not in self.motors.targets)

    @property
    def asked_for(self) -> tuple[Body, Climate, Settings]:
        """Everything that changes at once; setting it takes a change back."""
        return self.body, self.climate, self.settings

    @asked_for.setter
    def asked_for(self, before: tuple[Body, Climate, Settings]) -> None:
        self.body, self.climate, self.settings = before

    # ------------------------------------------------------------ time

    def advance(self, dt_s: float) -> None:
        """Let simulated time pass; less than a step is kept for the next call."""
        self._unspent_s += dt_s
        while self._unspent_s >= STEP_S - 1e-9:
            self._unspent_s -= STEP_S
            self._step()

    @property
    def awake(self) -> bool:
        """Whether anything draws power."""
        return self.body.ignition != "off" or self.climate.on or self.settings.power_w > 0.0

    @property
    def busy(self) -> bool:
        """Whether anything changes by itself."""
        return bool(self.awake or self.pending or self.motors.targets or self.charging)

    @property
    def charging(self) -> Charger | None:
        """The charge that goes on; None when none does."""
        return self.plug.charging(self.settings)

    @property
    def range_m(self) -> float:
        """How far the charge lasts at the consumption of late."""
        return self.range.range_m(self.plant.soc_frac)

    def _step(self) -> None:
        if self.pending:
            self._move_body()
        if self.motors.targets:
            self._run_motors()
        if self.plant.is_empty:
            self._switch_off()
        climate_w = self.climate.step(
            self.cabin, STEP_S, outside_k=self.outside_k, sun_w_per_m2=self.sun_w_per_m2
        )
        charger = self.charging
        if self.awake:
            # The charger steps the battery too; only one of them may let it give heat to the air.
            ambient_k = self.plant.battery.temperature_k if charger else self.outside_k
            self._move_car(climate_w + self.settings.power_w, ambient_k)
        else:
            self.plant.power_w = 0.0
            if charger is None:
                self.plant.battery.step(STEP_S, 0.0, ambient_k=self.outside_k)
        if charger is not None:
            charger.step(STEP_S, outside_k=self.outside_k)
            self.plant.power_w += charger.battery.current_a * charger.battery.voltage_v

    def _move_body(self) -> None:
        step = self.pending[0]
        if step.after_s > STEP_S:
            self.pending[0] = Step(step.after_s - STEP_S, step.changes)
            return
        self.pending.popleft()
        was_on = self.body.ignition != "off"
        if step.changes.get("locked") and not self.motors.is_closed((*PASSENGER_DOORS, TRUNK)):
            return  # whoever gets out leaves an open car unlocked
        self.body = replace(self.body, **step.changes)
        if "door_open" in step.changes:
            self.put_by_hand(DRIVER_DOOR, OPEN if self.body.door_open else 0.0)
        if was_on and self.body.ignition == "off":
            self.settings = self.settings.after_ignition()

    def put_by_hand(self, axis: str, position: float) -> None:
        """A hand is faster than the motor, and may want something else."""
        if self.motors.targets.get(axis) == position:
            self.orders.reach((axis,))
        else:
            self.orders.stop((axis,), "A hand was faster.")
        self.motors.put(axis, position)

    def _run_motors(self) -> None:
        if self.plant.speed_mps > 0.0:
            self.orders.stop(self.motors.halt_for_driving(), "The car began to move.")
        self.orders.reach(self.motors.step(STEP_S))
        door_open = self.motors.positions[DRIVER_DOOR] > 0.0
        if door_open != self.body.door_open:
            self.body = replace(self.body, door_open=door_open)

    def _switch_off(self) -> None:
        """An empty battery keeps neither climate nor seats warm."""
        if self.climate.on:
            self.climate = replace(self.climate, on=False)
        if self.settings.power_w > 0.0:
            self.settings = self.settings.switched_off()

    def _move_car(self, comfort_w: float, ambient_k: float) -> None:
        plant = self.plant
        before_m, before_mps = plant.distance_m, plant.speed_mps
        plant.step(STEP_S, self._accel_mps2(), climate_w=comfort_w, ambient_k=ambient_k)
        self.accel_mps2 = (plant.speed_mps - before_mps) / STEP_S
        moved_m = plant.distance_m - before_m
        if self.body.gear != "P":  # a night of heating is not how the next kilometre goes
            self.range.learn(moved_m, plant.drawn_w * STEP_S)
        if moved_m > 0.0:
            self._move_along(moved_m)
        if plant.speed_mps == 0.0 and self.body.gear == "D" and not self._wants_to_go():
            self._park()

    def _accel_mps2(self) -> float:
        if self.body.gear != "D":
            return 0.0
        if self.led_mps is not None:
            return (self.led_mps - self.plant.speed_mps) / STEP_S
        if self.driver is None:
            return -BRAKE_MPS2
        return self.driver.accel_mps2(STEP_S, self.plant.speed_mps, to_rest=not self.driving)

    def _move_along(self, moved_m: float) -> None:
        driver = self.driver
        if driver is None:
            self.latitude_deg, self.longitude_deg = moved(
                self.latitude_deg, self.longitude_deg, self.heading_rad, moved_m
            )
            return
        driver.advance(moved_m)
        self.latitude_deg, self.longitude_deg, self.heading_rad = driver.pose
        self.expected_progress_m = driver.progress_m

    def _wants_to_go(self) -> bool:
        driver = self.driver
        if driver is None or driver.arrived or self.plant.is_empty:
            return False
        return self.driving

    def _park(self) -> None:
        """The car has come to rest for good: whoever drives puts it in park."""
        self.driving = False
        self.body = replace(self.body, gear="P")
