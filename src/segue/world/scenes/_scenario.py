"""A scenario: a place, who is there, what they do, and what a drive must fulfil."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec

from segue.kernel import DataUnusable, LocalUseError, SegueError
from segue.lanes import LaneMap
from segue.schema.drive import Wishes
from segue.world.scenes._start import refuse_impossible
from segue.world.scenes.files import (
    ActorSpec,
    AmbientSpec,
    DriverMoment,
    EgoStart,
    LightSpec,
    OwnSensorsSpec,
    PassSpec,
    Positive,
    RoadSpec,
    SensorSpec,
    Spec,
    TrafficSpec,
    WishesSpec,
    lanes_of,
    network_of,
)

if TYPE_CHECKING:
    from segue.world.sumo import Network

_SHIPPED = Path(__file__).parent.parent / "data" / "scenes"
_LONGEST_S = 3600.0


class _Parts(Spec, frozen=True, kw_only=True):
    """What a scenario and its file have in common."""

    title: str
    duration_s: float
    ego: EgoStart
    driver: tuple[DriverMoment, ...] = (DriverMoment(at_s=0.0, button="engage"),)
    actors: tuple[ActorSpec, ...] = ()
    traffic: tuple[TrafficSpec, ...] = ()
    traffic_within_m: Positive | None = None
    """Traffic farther from the ego than this is set down again on its other side; None: nobody
    is."""
    ambient: AmbientSpec | None = None
    """Traffic that SUMO drives, in place of all others and of lights."""
    sensors: tuple[SensorSpec, ...] = (SensorSpec(name="perfect"),)
    own_sensors: OwnSensorsSpec = OwnSensorsSpec()
    lights: tuple[LightSpec, ...] = ()
    grip_share: Annotated[float, msgspec.Meta(gt=0.0, le=1.0)] = 1.0
    """Of a dry road's."""
    passes: PassSpec = PassSpec()


class _File(_Parts, frozen=True, kw_only=True):
    """A scenario file as it is written."""

    road: RoadSpec
    wishes: WishesSpec


class Scenario(_Parts, frozen=True, kw_only=True):
    """Everything that is so when a drive begins, and what is done to it later.

    Raises:
        LocalUseError: It cannot begin so; says who is where.
    """

    name: str
    lanes: LaneMap
    wishes: Wishes
    network: Network | None = None
    """The same lanes, for SUMO; needed where it drives."""

    def __post_init__(self) -> None:
        if not 0.0 < self.duration_s <= _LONGEST_S:
            raise LocalUseError(
                f"A scenario lasts {self.duration_s} s; above 0 and at most {_LONGEST_S:g} go."
            )
        refuse_impossible(self.lanes, self.ego, self.actors, self.traffic)
        if self.ambient is not None:
            self._refuse_beside_sumo(self.ambient)

    def _refuse_beside_sumo(self, ambient: AmbientSpec) -> None:
        if self.network is None:
            raise LocalUseError("Ambient traffic needs the network that the lanes are read from.")
        if self.actors or self.traffic or self.lights:
            raise LocalUseError(
                "Where SUMO drives, it alone does: ambient traffic goes with no actors, traffic or "
                "lights of the scenario's own.",
                do="Leave out ambient, or the others.",
            )
        if ambient.shares()["car"] < 0.0:
            raise LocalUseError("The shares of ambient traffic are above 1 together.")


def scenario_names() -> tuple[str, ...]:
    """Return the names of the scenarios that come with Segue, sorted."""
    return tuple(sorted(path.stem for path in _SHIPPED.glob("*.toml")))


def scenario_titles() -> dict[str, tuple[str, float]]:
    """Return title and duration in seconds of each, by name; no road is read or made for it."""
    files = {name: _file(_SHIPPED / f"{name}.toml") for name in scenario_names()}
    return {name: (file.title, file.duration_s) for name, file in files.items()}


def load_scenario(name: str | Path) -> Scenario:
    """Return a scenario that comes with Segue, or one that somebody wrote.

    Args:
        name: One of `scenario_names()`, or the path of a file that ends in `.toml`.

    Raises:
        LocalUseError: There is no such scenario.
        DataUnusable: Its file is missing or broken, or cannot begin so; says which element.
    """
    if str(name).endswith(".toml"):
        return _read(Path(name))
    if name not in scenario_names():
        raise LocalUseError(
            f"There is no scenario named {str(name)!r}.",
            do=f"Choose one of {', '.join(scenario_names())}, or give a file: my-scene.toml.",
        )
    return _read(_SHIPPED / f"{name}.toml")


def _file(path: Path) -> _File:
    try:
        return msgspec.toml.decode(path.read_bytes(), type=_File)
    except OSError as error:
        raise DataUnusable(f"{path}: {error.strerror}.") from error
    except ValueError as error:  # msgspec's own errors, and bytes that are no text
        raise DataUnusable(f"{path.name}: {error}.") from error
    except RecursionError as error:
        raise DataUnusable(f"{path.name}: lists or tables are nested too deeply.") from error


def _read(path: Path) -> Scenario:
    file = _file(path)
    said = {name: getattr(file, name) for name in _Parts.__struct_fields__}
    wishes = Wishes(**msgspec.structs.asdict(file.wishes), grip_share=file.grip_share)
    try:
        if file.ambient is None:
            network, lanes = None, lanes_of(file.road, path.parent)
        else:
            network, lanes = network_of(file.road, path.parent)
        return Scenario(name=path.stem, lanes=lanes, wishes=wishes, network=network, **said)
    except SegueError as error:
        raise DataUnusable(f"{path.name}: {error.message}", do=error.do) from error
