"""The broker: who may do what, orders and their audit, providers that come and go."""

from __future__ import annotations

import asyncio

import pytest
from signal_broker import MemoryAudit, rights, signal_broker

from segue.gateway.broker import Broker, Providing
from segue.kernel import DeviceUnavailable, LocalUseError, Rejected, SystemClock
from segue.node.car.broker import SignalBroker
from segue.testing import FakeClock
from segue.vehicle.access import Forbidden, Rights, Unauthenticated, parse_scope
from segue.vehicle.orders import Order, Outcome
from segue.vehicle.signals import (
    TOGETHER,
    AlreadyClaimed,
    Filter,
    NoProvider,
    NotClaimed,
    UnknownSignal,
)

SPEED = "Vehicle.Speed"
DOME = "Vehicle.Cabin.Light.IsDomeOn"
LOCK = "Vehicle.Cabin.Door.Row1.DriverSide.IsLocked"
CRUISE = "Vehicle.ADAS.CruiseControl.SpeedSet"
ALL = rights("read provide actuate")
NOBODY = signal_broker().admit(None)


def _serve(
    broker: SignalBroker, *paths: str, name: str = "lights"
) -> tuple[Providing, list[Order]]:
    orders: list[Order] = []
    provider = broker.provide(ALL, name)
    provider.serve(paths, orders.append)
    return provider, orders


async def _asking(
    broker: SignalBroker, path: str = DOME, **options: object
) -> asyncio.Task[Outcome]:
    """Return a request that has been given to its provider."""
    task = asyncio.create_task(broker.actuate(ALL, {path: True}, **options))  # type: ignore[arg-type]
    for _ in range(5):
        await asyncio.sleep(0)
    return task


def test_the_broker_is_what_gateways_ask_for():
    """The node's broker and its providers fit the ports that the protocols speak to."""
    broker: Broker = signal_broker()
    provider: Providing = broker.provide(ALL, "test")
    provider.close()
    assert len(broker.catalogue) == 1291


async def test_an_order_is_done_when_its_provider_reports():
    """The order carries the caller's id and the outcome comes back under it, both audited."""
    audit = MemoryAudit()
    broker = signal_broker(audit=audit)
    provider, orders = _serve(broker, DOME)
    asking = await _asking(broker, request_id="mine")
    assert [(order.request_id, order.targets) for order in orders] == [("mine", {DOME: True})]
    provider.report("mine")
    assert await asking == Outcome(request_id="mine", status="done")
    await broker.close()
    assert audit.rows == [("asked", "mine", "tester", DOME), ("ended", "mine", "done")]


async def test_nothing_is_given_when_the_audit_takes_no_row():
    """A full disk refuses the actuation; the provider hears nothing of it."""
    audit = MemoryAudit()
    audit.full = True
    broker = signal_broker(audit=audit)
    _, orders = _serve(broker, DOME)
    with pytest.raises(DeviceUnavailable, match="full"):
        await broker.actuate(ALL, {DOME: True}, request_id="a")
    assert orders == []
    audit.full = False
    asking = await _asking(broker, request_id="a")
    assert len(orders) == 1
    asking.cancel()


async def test_a_providers_reason_is_one_line_when_a_person_reads_it():
    """It goes into the audit and onto terminals: no line breaks, no escapes, no megabytes."""
    broker = signal_broker()
    provider, orders = _serve(broker, DOME)
    asking = await _asking(broker)
    provider.report(orders[0].request_id, refused="The bulb\nis \x1b[31mgone\u202e" + "." * 9999)
    reason = (await asking).reason
    assert reason.startswith("The bulb is [31mgone...")
    assert len(reason) == 300


async def test_the_row_is_written_before_the_order_is_given():
    """A car that dies while the row is being written has given no order without one."""
    audit = MemoryAudit()
    broker = signal_broker(audit=audit)
    seen: list[int] = []
    broker.provide(ALL, "lights").serve([DOME], lambda _order: seen.append(len(audit.rows)))
    asking = await _asking(broker)
    assert seen == [1]
    asking.cancel()


async def test_a_door_stays_locked_when_the_car_moves_off_while_the_row_is_written():
    """What must stand is looked at again when the order is given, not when it was asked for."""

    class Slow(MemoryAudit):
        async def asked(self, *row: object) -> None:
            broker.publish(ALL, {SPEED: 30.0}, source_utc_s=None)
            await super().asked(*row)  # type: ignore[arg-type]

    broker = signal_broker(audit=Slow())
    _, orders = _serve(broker, LOCK, name="doors")
    broker.publish(ALL, {SPEED: 0.0}, source_utc_s=None)
    outcome = await broker.actuate(ALL, {LOCK: False})
    assert (outcome.status, orders) == ("rejected", [])
    assert "stand" in outcome.reason


async def test_a_caller_who_leaves_before_the_order_is_given_gets_nothing_done():
    """The row that is on its way ends as rejected, and no provider hears of it."""
    audit = MemoryAudit()
    broker = signal_broker(audit=audit)
    _, orders = _serve(broker, DOME)
    task = asyncio.create_task(broker.actuate(ALL, {DOME: True}, request_id="a"))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await broker.close()
    assert orders == []
    assert ("ended", "a", "rejected") in audit.rows


async def test_nothing_is_asked_when_the_callers_deadline_has_passed():
    """A deadline of no time is one: nothing is given, and it does not count as none."""
    audit = MemoryAudit()
    broker = signal_broker(audit=audit)
    _, orders = _serve(broker, DOME)
    outcome = await broker.actuate(ALL, {DOME: True}, deadline_s=0.0)
    assert (outcome.status, orders, audit.rows) == ("timed_out", [], [])
    assert "deadline" in outcome.reason


async def test_an_outcome_comes_by_the_callers_deadline():
    """A provider that hangs keeps a caller no longer than it asked to wait."""
    clock = FakeClock()
    broker = signal_broker(clock)
    _serve(broker, DOME)
    asking = await _asking(broker, deadline_s=0.5)
    assert broker.next_timer_s() == pytest.approx(clock.monotonic_s() + 0.5)
    clock.advance(0.5)
    broker.on_timer(clock.monotonic_s())
    assert (await asking).status == "timed_out"


async def test_a_request_without_a_provider_is_refused_before_anything():
    """All or nothing includes whether somebody is there for every target."""
    audit = MemoryAudit()
    broker = signal_broker(audit=audit)
    _, orders = _serve(broker, DOME)
    broker.publish(ALL, {SPEED: 0.0}, source_utc_s=None)
    with pytest.raises(NoProvider, match="IsLocked"):
        await broker.actuate(ALL, {DOME: True, LOCK: False})
    assert orders == []
    assert audit.rows == []


@pytest.mark.parametrize(
    ("scope", "targets", "error"),
    [
        ("actuate", {"Vehicle.Nothing": 1}, UnknownSignal),
        ("actuate", {DOME: "on"}, LocalUseError),
        ("actuate", {SPEED: 1.0}, LocalUseError),
        ("actuate", {CRUISE: 100.0}, Rejected),
        ("actuate", {TOGETHER[0][0]: 1.0}, LocalUseError),
        ("actuate:Vehicle.Cabin.Door", {DOME: True}, Forbidden),
        ("read provide", {DOME: True}, Forbidden),
    ],
)
async def test_what_may_not_be_asked_for_is_refused(
    scope: str, targets: dict[str, object], error: type[Exception]
):
    """Each refusal has its kind, so each protocol can give it its code."""
    broker = signal_broker()
    _serve(broker, DOME)
    with pytest.raises(error):
        await broker.actuate(rights(scope), targets)


async def test_without_a_token_reading_is_open_and_the_rest_is_not():
    """The refusal says that a token is missing, which is not the same as one without the right."""
    broker = signal_broker()
    assert broker.get(broker.admit(None), SPEED).freshness == "never"
    for refused in (
        lambda: broker.provide(NOBODY, "x"),
        lambda: broker.publish(NOBODY, {SPEED: 1.0}, source_utc_s=None),
    ):
        with pytest.raises(Unauthenticated, match="token"):
            refused()
    with pytest.raises(Unauthenticated, match="token"):
        await broker.actuate(NOBODY, {DOME: True})


async def test_motion_cannot_be_asked_for_when_signals_are_open():
    """--signals-open gives everyone every right, and no right reaches past the allow-list."""
    broker = signal_broker(open_to_all=True)
    broker.publish(broker.admit(None), {SPEED: 1.0}, source_utc_s=None)
    with pytest.raises(Rejected, match="may not be set through Segue"):
        await broker.actuate(broker.admit(None), {CRUISE: 100.0})


def test_values_are_stale_at_once_when_their_provider_closes():
    """No lease has to lapse first, and the name is free for the next one."""
    broker = signal_broker()
    provider = broker.provide(ALL, "can0", lease_s=5.0)
    provider.claim([SPEED])
    provider.publish({SPEED: 50.0}, source_utc_s=1.5)
    provider.close()
    provider.close()
    sample = broker.get(ALL, SPEED)
    assert (sample.value, sample.freshness, sample.source_utc_s) == (50.0, "stale", 1.5)
    with pytest.raises(DeviceUnavailable):
        provider.publish({SPEED: 51.0}, source_utc_s=None)
    assert broker.provide(ALL, "can0").name == "can0"


async def test_a_silent_provider_loses_its_values_and_its_orders_within_its_lease():
    """A hung provider cannot hold claims that another could serve."""
    clock = FakeClock()
    broker = signal_broker(clock)
    silent = broker.provide(ALL, "silent", lease_s=0.5)
    silent.serve([DOME], lambda _order: None)
    silent.publish({DOME: False}, source_utc_s=None)
    asking = await _asking(broker)
    clock.advance(0.5)
    broker.on_timer(clock.monotonic_s())
    assert (await asking).status == "rejected"
    assert broker.get(ALL, DOME).freshness == "stale"
    _serve(broker, DOME)


def test_a_second_claim_is_refused_and_unclaimed_values_too():
    """ALREADY_EXISTS and ABORTED in KUKSA's words."""
    broker = signal_broker()
    first, second = broker.provide(ALL, "a"), broker.provide(ALL, "a")
    assert (first.name, second.name) == ("a", "a 2")
    first.claim([SPEED])
    with pytest.raises(AlreadyClaimed, match="given by a"):
        second.claim([SPEED])
    with pytest.raises(NotClaimed):
        second.publish({"Vehicle.TraveledDistance": 1}, source_utc_s=None)
    with pytest.raises(AlreadyClaimed):
        broker.publish(ALL, {SPEED: 2.0}, source_utc_s=None)


def test_a_single_value_is_believed_for_ten_seconds():
    """It came without a connection whose end could be seen."""
    clock = FakeClock()
    broker = signal_broker(clock)
    broker.publish(ALL, {SPEED: 2.0}, source_utc_s=None)
    clock.advance(9.9)
    broker.on_timer(clock.monotonic_s())
    assert broker.get(ALL, SPEED).freshness == "fresh"
    clock.advance(0.1)
    broker.on_timer(clock.monotonic_s())
    assert broker.get(ALL, SPEED).freshness == "stale"
    broker.publish(ALL, {SPEED: 3.0}, source_utc_s=None)
    assert broker.get(ALL, SPEED).freshness == "fresh"


def test_a_single_value_is_taken_when_a_provider_has_its_givers_name():
    """Nobody keeps another from giving values by the name that it chose for itself."""
    broker = signal_broker()
    broker.provide(ALL, f"{ALL.subject} (single values)")
    broker.publish(ALL, {SPEED: 1.0}, source_utc_s=None)
    assert broker.get(ALL, SPEED).provider == f"{ALL.subject} (single values) 2"


async def test_targets_are_heard_by_a_provider_that_knows_no_orders():
    """A v1 provider subscribes to targets, and answers by giving the value."""
    broker = signal_broker()
    provider, _ = _serve(broker, DOME)
    heard = broker.subscribe_targets(ALL, [DOME], wanted=Filter(min_change=None), wake=lambda: None)
    asking = await _asking(broker)
    (sample,) = heard.drain()
    assert (sample.path, sample.value) == (DOME, True)
    assert broker.target(ALL, DOME).value is True
    provider.publish({DOME: True}, source_utc_s=None)
    assert (await asking).status == "done"
    broker.unsubscribe(heard)
    await _asking(broker)
    assert heard.drain() == []


def test_a_subscription_says_what_it_may_not_read_and_the_rest_works():
    """Neither an unknown path nor a forbidden one takes the others down, nor stays silent."""
    broker = signal_broker()
    heard = broker.subscribe(
        rights("read:Vehicle.Speed"),
        [SPEED, DOME, "Vehicle.Sped"],
        wanted=Filter(),
        wake=lambda: None,
    )
    assert (heard.unknown, heard.unreadable) == (("Vehicle.Sped",), (DOME,))
    broker.publish(ALL, {SPEED: 2.0, DOME: True}, source_utc_s=None)
    assert [sample.path for sample in heard.drain()] == [SPEED]


def test_a_provider_gives_nothing_more_when_its_token_is_revoked():
    """A stream that is open ends its say with its token."""
    counts = True

    def check() -> None:
        if not counts:
            raise Unauthenticated("The token was revoked.")

    broker = signal_broker()
    provider = broker.provide(Rights("app", parse_scope("provide"), check=check), "app")
    provider.claim([SPEED])
    provider.publish({SPEED: 1.0}, source_utc_s=None)
    counts = False
    for refused in (lambda: provider.publish({SPEED: 2.0}, source_utc_s=None), provider.heartbeat):
        with pytest.raises(Unauthenticated, match="revoked"):
            refused()
    assert broker.get(ALL, SPEED).value == 1.0


async def test_a_lease_ends_on_time_while_nothing_else_happens():
    """The broker keeps its own time: nobody has to publish, ask or tick."""
    broker = signal_broker(SystemClock())
    running = asyncio.create_task(broker.run())
    await asyncio.sleep(0)  # it waits, with nothing due
    provider = broker.provide(ALL, "rain sensor", lease_s=0.02)
    provider.claim([SPEED])
    provider.publish({SPEED: 1.0}, source_utc_s=None)
    stale = asyncio.Event()
    heard = broker.subscribe(ALL, [SPEED], wanted=Filter(), wake=stale.set)
    heard.drain()
    stale.clear()
    await stale.wait()
    running.cancel()
    assert [sample.freshness for sample in heard.drain()] == ["stale"]


async def test_a_provider_is_heard_before_it_is_given_up_when_the_car_was_held_up():
    """After a stop of the whole process, what waits in the sockets is read before leases end."""
    clock = FakeClock()
    broker = signal_broker(clock)
    provider = broker.provide(ALL, "can0", lease_s=0.01)
    provider.claim([SPEED])
    provider.publish({SPEED: 1.0}, source_utc_s=None)
    clock.advance(60.0)
    running = asyncio.create_task(broker.run())
    await asyncio.sleep(0.05)
    provider.heartbeat()
    clock.advance(0.005)
    await asyncio.sleep(0.3)
    running.cancel()
    assert broker.get(ALL, SPEED).freshness == "fresh"
