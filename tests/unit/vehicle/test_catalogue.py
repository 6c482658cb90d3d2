"""The catalogue of signals, and which values fit them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.kernel import LocalUseError
from segue.vehicle.signals import Catalogue, SignalStore, vss_catalogue

CATALOGUE = vss_catalogue()
SPEED_ID = 1066856918
DOOR = "Vehicle.Cabin.Door.Row1.DriverSide"


def test_the_catalogue_is_vss_6():
    """All 1,267 leaves are there, with their types, units and limits; and Segue's own overlay."""
    assert len(CATALOGUE) == 1267 + len(CATALOGUE.expand("Vehicle.Segue.**"))
    heading = CATALOGUE.lookup("Vehicle.CurrentLocation.Heading")
    assert (heading.entry, heading.datatype, heading.unit) == ("sensor", "double", "degrees")
    assert (heading.low, heading.high) == (0, 360)


def test_an_unknown_path_is_named():
    """A path with a typing error is an error that shows it."""
    with pytest.raises(LocalUseError, match=r"Vehicle\.Sped"):
        CATALOGUE.lookup("Vehicle.Sped")


@pytest.mark.parametrize(
    ("pattern", "count"),
    [
        ("Vehicle.Speed", 1),
        (DOOR, 11),
        (f"{DOOR}.*", 5),
        (f"{DOOR}.**", 11),
        ("Vehicle.Cabin.Door.*.DriverSide.IsLocked", 2),
        ("Vehicle.Cabin.Door.**.IsLocked", 4),
        ("**.IsLocked", 8),
        ("Vehicle.Current*.L*itude", 2),
        ("**", 1267 + 24),
        ("Vehicle.Spee", 0),
        ("Vehicle.Speed.*", 0),
        ("Vehicle.Cabin.Door.**.Row1.**.IsLocked", 2),
        ("**.Vehicle.Speed", 1),
        ("**.Sunroof", 0),
        ("*.*", 26),
        ("", 0),
    ],
)
def test_a_pattern_means_its_paths(pattern: str, count: int):
    """A path, a branch, `*` for one level, `**` for any number; anything else means nothing."""
    assert len(CATALOGUE.expand(pattern)) == count


@pytest.mark.parametrize(
    ("path", "value", "kept"),
    [
        (f"{DOOR}.IsOpen", True, True),
        ("Vehicle.Speed", 33.5, 33.5),
        ("Vehicle.Speed", 33, 33.0),
        ("Vehicle.CurrentLocation.Heading", 360.0, 360.0),
        (f"{DOOR}.Position", 100, 100),
        ("Vehicle.LowVoltageSystemState", "ACC", "ACC"),
        ("Vehicle.Powertrain.TractionBattery.ErrorCodes", ["P0A80"], ("P0A80",)),
        ("Vehicle.Powertrain.TractionBattery.CellVoltage.CellVoltages", [4, 3.9], (4.0, 3.9)),
        ("Vehicle.Powertrain.Transmission.CurrentGear", -1, -1),
    ],
)
def test_a_fitting_value_is_kept_in_its_datatype(path: str, value: object, kept: object):
    """What fits comes back as its datatype has it."""
    store = SignalStore()
    store.set(store.register("test", now_s=0.0), path, value, 0.0)
    assert store.get(path).value == kept
    assert type(store.get(path).value) is type(kept)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (f"{DOOR}.IsOpen", 1, "true or false"),
        (f"{DOOR}.IsOpen", "true", "true or false"),
        ("Vehicle.Speed", "fast", "a finite number km/h"),
        ("Vehicle.Speed", True, "a finite number"),
        ("Vehicle.Speed", math.nan, "a finite number"),
        ("Vehicle.Speed", math.inf, "a finite number"),
        ("Vehicle.Speed", -math.inf, "a finite number"),
        ("Vehicle.CurrentLocation.Latitude", 90.1, "from -90 to 90 degrees"),
        ("Vehicle.CurrentLocation.Latitude", math.nan, "from -90 to 90 degrees"),
        (f"{DOOR}.Position", 101, "a whole number from 0 to 100 percent"),
        (f"{DOOR}.Position", 50.0, "a whole number from 0 to 100 percent"),
        ("Vehicle.Powertrain.Range", -1, "from 0 to 4294967295 m"),
        ("Vehicle.Powertrain.Transmission.CurrentGear", 128, "from -128 to 127"),
        ("Vehicle.LowVoltageSystemState", "acc", "one of UNDEFINED, LOCK, OFF, ACC, ON, START"),
        ("Vehicle.Powertrain.TractionBattery.ErrorCodes", "P0A80", "a list"),
        ("Vehicle.Powertrain.TractionBattery.ErrorCodes", [1], "a string"),
        ("Vehicle.Powertrain.TractionBattery.Id", None, "a string"),
        ("Vehicle.Powertrain.TractionBattery.Id", "x" * 8193, "8192 characters at most"),
        ("Vehicle.Powertrain.TractionBattery.ErrorCodes", ["x"] * 1025, "1024 at most"),
        ("Vehicle.Powertrain.TractionBattery.ErrorCodes", ["x" * 5000] * 2, "8192 at most"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(path: str, value: object, said: str):
    """The message names the signal and what would fit, and the old value stays."""
    store = SignalStore()
    with pytest.raises(LocalUseError, match=said) as caught:
        store.set(store.register("test", now_s=0.0), path, value, 0.0)
    assert path in str(caught.value)
    assert store.get(path).freshness == "never"


def test_a_huge_value_is_cut_in_the_message():
    """A message stays readable whatever was sent."""
    store = SignalStore()
    with pytest.raises(LocalUseError) as caught:
        store.set(store.register("test", now_s=0.0), "Vehicle.Speed", "x" * 10_000, 0.0)
    assert len(str(caught.value)) < 200


ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.integers())
)


@given(st.sampled_from([info.path for info in CATALOGUE]), ANYTHING)
def test_what_is_kept_always_fits(path: str, value: object):
    """Whatever is offered to any signal, the store holds nothing outside its limits."""
    store = SignalStore()
    try:
        store.set(store.register("test", now_s=0.0), path, value, 0.0)
    except LocalUseError:
        return
    info, kept = CATALOGUE.lookup(path), store.get(path).value
    if isinstance(kept, int | float):
        assert math.isfinite(kept)
        assert info.low is None or kept >= info.low
        assert info.high is None or kept <= info.high
    if info.allowed and isinstance(kept, str):
        assert kept in info.allowed


@pytest.mark.parametrize(
    "pattern", ["**." * 5000 + "x", "*" * 5000 + ".x", "**.*." * 20 + "**", "Vehicle." + "*e" * 30]
)
def test_a_pattern_of_very_many_stars_is_quick(pattern: str):
    """Nobody keeps the car busy with a glob: this test would run for hours."""
    CATALOGUE.expand(pattern)


def test_ids_are_numbers_of_their_own():
    """Over all of VSS 6 no two signals share one; each is positive and fits in 32 signed bits."""
    ids = {CATALOGUE.id_of(info.path): info for info in CATALOGUE}
    assert len(ids) == len(CATALOGUE)
    assert all(0 < number < 2**31 for number in ids)
    assert all(CATALOGUE.by_id(number) is info for number, info in ids.items())


def test_an_id_depends_on_its_path_alone():
    """The same in a car with other signals, in another order, and in every later version."""
    assert CATALOGUE.id_of("Vehicle.Speed") == SPEED_ID
    alone = Catalogue([CATALOGUE.lookup("Vehicle.Speed")])
    assert alone.id_of("Vehicle.Speed") == SPEED_ID
    assert alone.by_id(SPEED_ID).path == "Vehicle.Speed"


def test_an_unknown_id_is_named():
    """A client that made it up is told so."""
    with pytest.raises(LocalUseError, match="id 7"):
        CATALOGUE.by_id(7)
