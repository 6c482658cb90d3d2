"""The handoff machine, one transition at a time; the simulation has them all at once."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from segue.fabric.handoff import (
    Changed,
    HandoffMachine,
    KnownState,
    Moment,
    Started,
    Stopped,
    TransferFailed,
)
from segue.kernel import DataUnusable, DeviceUnavailable, LocalUseError, PeerError, Rejected
from segue.schema.activity import (
    Claim,
    HandoffActive,
    HandoffClaims,
    HandoffCommit,
    HandoffMessage,
    HandoffOffer,
    HandoffPull,
    HandoffReady,
    HandoffRefuse,
)

UTC_MS = 1_764_000_000_000


class Bench:
    """One machine, the phone's, with a linked car played by the test."""

    def __init__(self, *, linked: bool = True) -> None:
        self.machine = HandoffMachine("media", "phone")
        self.now_s = 0.0
        if linked:
            self.machine.peer_up("car", self.now())
        self.drain()

    def now(self) -> Moment:
        return Moment(now_s=self.now_s, utc_ms=UTC_MS + int(self.now_s * 1000))

    def wait(self, seconds: float) -> None:
        self.now_s += seconds
        self.machine.on_timer(self.now())

    def drain(self) -> None:
        self.machine.checkpoint()
        self.sent = [message for _, message in self.machine.to_send()]
        self.events = []
        while (event := self.machine.next_event()) is not None:
            if not isinstance(event, Changed):
                self.events.append(event)

    def receive(self, message: HandoffMessage) -> None:
        self.machine.receive(message, "car", self.now())
        self.drain()

    def start(self) -> None:
        self.machine.start('{"song": 1}', self.now())
        self.drain()

    def held_by_car(self, epoch: int = 1, state: str | None = '{"song": 1}') -> None:
        claim = Claim(activity="media", epoch=epoch, device_id="car", action_utc_ms=UTC_MS)
        self.receive(HandoffClaims(claim=claim, state=state))

    @property
    def role(self) -> str:
        return msgspec.to_builtins(self.machine.record.role)["type"]

    def messages(self, kind: type) -> list[Any]:
        return [message for message in self.sent if isinstance(message, kind)]


def pull(transfer_id: str = "car:1", **fields: Any) -> HandoffPull:
    """The car asks."""
    return HandoffPull(
        **{"activity": "media", "transfer_id": transfer_id, "action_utc_ms": UTC_MS} | fields
    )


def offer(transfer_id: str = "car:1", **fields: Any) -> HandoffOffer:
    """The car offers what it holds under epoch 1."""
    given = {"epoch": 1, "next_epoch": 2, "action_utc_ms": UTC_MS, "state": '{"song": 1}'}
    return HandoffOffer(**{"activity": "media", "transfer_id": transfer_id} | given | fields)


def commit(transfer_id: str = "car:1", **fields: Any) -> HandoffCommit:
    """The car gives away what it held under epoch 1."""
    given = {"epoch": 1, "next_epoch": 2, "action_utc_ms": UTC_MS, "state": '{"song": 2}'}
    return HandoffCommit(**{"activity": "media", "transfer_id": transfer_id} | given | fields)


def test_source_holds_until_it_commits_and_stops_before_the_commit_leaves() -> None:
    """Pull → Offer → Ready → Commit → Active, from the source's side."""
    bench = Bench()
    bench.start()
    bench.receive(pull())
    assert (bench.role, bench.machine.live) == ("offering", True)
    [offered] = bench.messages(HandoffOffer)
    bench.receive(HandoffReady(activity="media", transfer_id="car:1", epoch=offered.next_epoch))
    assert (bench.role, bench.machine.live) == ("committed", False)
    assert [type(event) for event in bench.events] == [Stopped]
    assert bench.messages(HandoffCommit)[0].state == '{"song": 1}'
    bench.receive(HandoffActive(activity="media", transfer_id="car:1", epoch=offered.next_epoch))
    assert bench.role == "resting"
    assert bench.machine.record.best.device_id == "car"
    assert bench.machine.record.resume_from is None


def test_target_is_live_only_from_the_commit_on() -> None:
    """Pull → Offer → Ready → Commit → Active, from the target's side."""
    bench = Bench()
    bench.held_by_car()
    bench.machine.bring_here(bench.now())
    bench.drain()
    transfer_id = bench.messages(HandoffPull)[0].transfer_id
    bench.receive(offer(transfer_id))
    assert bench.messages(HandoffReady)
    assert not bench.machine.live
    bench.receive(commit(transfer_id))
    assert [type(event) for event in bench.events] == [Started]
    assert bench.events[0].state == '{"song": 2}'
    assert bench.messages(HandoffActive)[0].epoch == 2
    bench.receive(commit(transfer_id))
    assert bench.events == [], "a doubled commit starts nothing again"
    assert bench.messages(HandoffActive), "but it is answered, for the first answer may be lost"


def test_commit_is_sent_again_until_it_is_answered_and_never_taken_back() -> None:
    """The source does not resume by itself, however long the target is silent."""
    bench = Bench()
    bench.start()
    bench.machine.move_to("car", bench.now())
    bench.drain()
    next_epoch = bench.messages(HandoffOffer)[0].next_epoch
    bench.receive(HandoffReady(activity="media", transfer_id="phone:1", epoch=next_epoch))
    resent = 0
    for _ in range(200):
        bench.wait(1.0)
        bench.drain()
        resent += len(bench.messages(HandoffCommit))
        assert not bench.machine.live
    assert 10 < resent < 30, "with back-off: about once in 15 s"


def test_source_keeps_holding_when_the_target_never_gets_ready() -> None:
    """Before the commit a transfer times out and nothing has changed."""
    bench = Bench()
    bench.start()
    bench.machine.move_to("car", bench.now())
    bench.wait(10.0)
    bench.drain()
    assert bench.role == "active"
    assert bench.events == [TransferFailed(cause="user", reason="timeout")]
    assert bench.messages(HandoffRefuse)[0].reason == "timeout"


def test_late_ready_is_refused_when_its_transfer_is_over() -> None:
    """A Ready for an offer that timed out does not commit anything."""
    bench = Bench()
    bench.start()
    bench.receive(pull())
    next_epoch = bench.messages(HandoffOffer)[0].next_epoch
    bench.wait(10.0)
    bench.receive(HandoffReady(activity="media", transfer_id="car:1", epoch=next_epoch))
    assert bench.machine.live
    assert bench.messages(HandoffRefuse)[-1].reason == "stale"


def test_late_offer_is_refused_when_nobody_asks_for_it_any_more() -> None:
    """An old Pull that arrives twice does not move an activity that nobody asked for."""
    bench = Bench()
    bench.held_by_car()
    bench.receive(offer("phone:1"))
    assert (bench.role, bench.messages(HandoffRefuse)[0].reason) == ("resting", "stale")


def test_user_takes_it_at_once_when_the_holder_is_not_linked() -> None:
    """A button always wins: the next epoch, from the newest state known."""
    bench = Bench()
    bench.held_by_car()
    bench.machine.peer_down("car", bench.now())
    bench.machine.bring_here(bench.now())
    bench.drain()
    assert (bench.machine.live, bench.machine.record.best.epoch) == (True, 2)
    assert bench.machine.record.known.text == '{"song": 1}'


def test_user_takes_it_when_the_holder_goes_while_being_asked() -> None:
    """The request outlives the link by two seconds, then takes what it asked for."""
    bench = Bench()
    bench.held_by_car()
    bench.machine.bring_here(bench.now())
    bench.machine.peer_down("car", bench.now())
    bench.wait(1.9)
    assert not bench.machine.live
    bench.wait(0.2)
    assert bench.machine.live


def test_rule_never_takes_what_a_holder_out_of_reach_has() -> None:
    """Neither at once nor when the link goes while it asks."""
    bench = Bench()
    bench.held_by_car()
    bench.machine.bring_here(bench.now(), "rule")
    bench.machine.peer_down("car", bench.now())
    bench.wait(60.0)
    bench.drain()
    assert (bench.role, bench.machine.record.best.device_id) == ("resting", "car")
    assert bench.events == [TransferFailed(cause="rule", reason="no_answer")]
    bench.machine.bring_here(bench.now(), "rule")
    assert bench.role == "resting"


def test_holder_yields_and_keeps_its_state_when_a_greater_claim_is_learnt() -> None:
    """The lower epoch stops within one message, and its state can be resumed from."""
    bench = Bench()
    bench.start()
    bench.held_by_car(epoch=2, state='{"song": 9}')
    assert [event.why for event in bench.events] == ["yielded"]
    assert bench.machine.record.resume_from.text == '{"song": 1}'
    assert bench.machine.record.known.text == '{"song": 9}'


def test_later_action_wins_when_two_took_the_same_epoch() -> None:
    """Within an epoch the later press holds, then the greater device id."""
    for action_utc_ms, live in ((UTC_MS - 1, True), (UTC_MS, True), (UTC_MS + 1, False)):
        bench = Bench()
        bench.start()
        claim = Claim(activity="media", epoch=1, device_id="car", action_utc_ms=action_utc_ms)
        bench.receive(HandoffClaims(claim=claim))
        assert bench.machine.live is live


def test_clock_far_ahead_wins_nothing_but_a_tie() -> None:
    """The epoch comes first, so a year 5000 claim loses to the next press."""
    bench = Bench()
    far = 95_000_000_000_000
    claim = Claim(activity="media", epoch=1, device_id="car", action_utc_ms=far)
    bench.receive(HandoffClaims(claim=claim, state="{}"))
    bench.machine.peer_down("car", bench.now())
    bench.machine.bring_here(bench.now())
    bench.machine.peer_up("car", bench.now())
    bench.receive(HandoffClaims(claim=claim, state="{}"))
    assert bench.machine.live


def test_button_beats_a_rule_when_both_are_under_way() -> None:
    """A user's request replaces a rule's transfer before the commit; not the other way round."""
    bench = Bench()
    bench.start()
    bench.receive(pull(cause="rule", action_utc_ms=UTC_MS + 1))
    bench.machine.bring_here(bench.now())
    bench.drain()
    assert bench.role == "active"
    assert bench.events == [TransferFailed(cause="rule", reason="kept")]
    bench.receive(pull("car:2", cause="user", action_utc_ms=UTC_MS + 1))
    bench.machine.bring_here(bench.now(), "rule")
    assert bench.role == "offering"


def test_rule_is_overruled_when_a_button_was_pressed_after_it() -> None:
    """A rule's pull that was asked before the last button is refused."""
    bench = Bench()
    bench.now_s = 5.0
    bench.start()
    bench.receive(pull(cause="rule", action_utc_ms=UTC_MS + 4000))
    assert bench.messages(HandoffRefuse)[0].reason == "overruled"
    bench.receive(pull("car:2", cause="rule", action_utc_ms=UTC_MS + 6000))
    assert bench.role == "offering"


def test_rules_go_on_when_a_button_was_pressed_by_a_clock_that_is_ahead() -> None:
    """A press "in the future" counts as now, so it cannot hold rules up for ever."""
    bench = Bench()
    bench.held_by_car()
    far = 95_000_000_000_000
    bench.receive(offer("car:5", action_utc_ms=far, cause="user"))
    bench.receive(HandoffRefuse(activity="media", transfer_id="car:5", reason="timeout"))
    bench.now_s = 1.0
    bench.receive(offer("car:6", next_epoch=3, action_utc_ms=UTC_MS + 1000, cause="rule"))
    assert bench.role == "ready"


def test_recall_is_carried_out_when_the_target_goes_on() -> None:
    """Asked back after the commit: first the target takes over, then it is asked."""
    bench = Bench()
    bench.start()
    bench.receive(pull())
    next_epoch = bench.messages(HandoffOffer)[0].next_epoch
    bench.receive(HandoffReady(activity="media", transfer_id="car:1", epoch=next_epoch))
    bench.machine.bring_here(bench.now())
    assert not bench.machine.live
    bench.receive(HandoffActive(activity="media", transfer_id="car:1", epoch=next_epoch))
    assert bench.role == "asking"
    assert bench.messages(HandoffPull)


def test_recall_takes_the_epoch_above_the_promised_when_the_target_is_gone() -> None:
    """The promised epoch stays the target's; nobody is ever live under it twice."""
    bench = Bench()
    bench.start()
    bench.receive(pull())
    next_epoch = bench.messages(HandoffOffer)[0].next_epoch
    bench.receive(HandoffReady(activity="media", transfer_id="car:1", epoch=next_epoch))
    bench.machine.peer_down("car", bench.now())
    bench.machine.bring_here(bench.now())
    assert bench.machine.record.best.epoch == next_epoch + 1
    assert bench.machine.live


def test_start_replaces_what_the_holder_plays_only_after_it_stopped() -> None:
    """A new song here is started when the other device has handed over, not before."""
    bench = Bench()
    bench.held_by_car()
    bench.machine.start('{"song": "new"}', bench.now())
    bench.drain()
    assert bench.events == []
    transfer_id = bench.messages(HandoffPull)[0].transfer_id
    bench.receive(offer(transfer_id))
    bench.receive(commit(transfer_id))
    assert bench.events[0].state == '{"song": "new"}'
    assert bench.machine.record.resume_from.text == '{"song": 2}'


def test_end_is_a_fact_that_outlives_a_late_commit() -> None:
    """Ended here while the car hands over: the end has the higher epoch."""
    bench = Bench()
    bench.held_by_car()
    bench.machine.bring_here(bench.now())
    bench.drain()
    transfer_id = bench.messages(HandoffPull)[0].transfer_id
    bench.receive(offer(transfer_id))
    bench.machine.end(bench.now())
    bench.receive(commit(transfer_id))
    assert not bench.machine.live
    assert bench.machine.ended
    with pytest.raises(Rejected):
        bench.machine.bring_here(bench.now())


def test_claim_in_our_name_starts_nothing_and_does_not_stop_what_plays() -> None:
    """A forged or forgotten own claim: what is live goes on above it."""
    bench = Bench()
    forged = Claim(activity="media", epoch=7, device_id="phone", action_utc_ms=UTC_MS)
    bench.receive(HandoffClaims(claim=forged))
    assert not bench.machine.live
    bench = Bench()
    bench.start()
    bench.receive(HandoffClaims(claim=forged))
    assert (bench.machine.live, bench.machine.record.best.epoch) == (True, 8)
    state = KnownState(claim=forged, revision=99, text='{"forged": 1}')
    bench.machine.observe_state(state, bench.now())
    assert bench.machine.record.known.text == '{"song": 1}'


@pytest.mark.parametrize(
    "message",
    [
        pull(""),
        pull("x" * 65),
        pull(action_utc_ms=-1),
        pull(action_utc_ms=2**53),
        offer(next_epoch=1),
        offer(next_epoch=2**53),
        offer(next_epoch=1_000_002),
        offer(state="{"),
        offer(state="[]"),
        offer(state="null"),
        offer(state='{"a": ' * 2000 + "1" + "}" * 2000),
        offer(state='{"a": ' * 65 + "1" + "}" * 65),
        offer(state='{"a": "' + "x" * 1_000_000 + '"}'),
        commit(state="null"),
        commit(next_epoch=0),
        HandoffClaims(
            claim=Claim(activity="media", epoch=0, device_id="car", action_utc_ms=UTC_MS)
        ),
        HandoffClaims(claim=Claim(activity="media", epoch=5, device_id="", action_utc_ms=UTC_MS)),
        HandoffClaims(
            claim=Claim(activity="media", epoch=5, device_id="car", action_utc_ms=UTC_MS),
            state="nonsense",
        ),
    ],
    ids=lambda message: type(message).__name__,
)
def test_nothing_changes_when_a_message_is_outside_the_limits(message: HandoffMessage) -> None:
    """Refused before the first change: the record is the same object as before."""
    bench = Bench()
    bench.held_by_car()
    before = bench.machine.record
    with pytest.raises(PeerError):
        bench.machine.receive(message, "car", bench.now())
    assert bench.machine.record is before
    assert bench.machine.to_send() == []


def test_commit_is_not_believed_when_its_sender_does_not_hold() -> None:
    """Only the holder can give an activity away."""
    bench = Bench()
    claim = Claim(activity="media", epoch=1, device_id="tablet", action_utc_ms=UTC_MS)
    bench.receive(HandoffClaims(claim=claim, state="{}"))
    bench.receive(commit())
    assert not bench.machine.live
    assert bench.messages(HandoffClaims)[-1].claim == claim


def test_claims_are_told_until_answered_and_an_answer_is_not_answered() -> None:
    """A lost message is sent again; two that know the same fall silent."""
    bench = Bench()
    bench.start()
    bench.wait(0.6)
    bench.drain()
    [told] = bench.messages(HandoffClaims)
    bench.receive(HandoffClaims(claim=told.claim, answer=True))
    assert bench.sent == []
    assert bench.machine.next_timer_s() is None
    bench.receive(HandoffClaims(claim=told.claim))
    assert [message.answer for message in bench.sent] == [True]


def test_third_device_is_told_when_a_claim_is_learnt() -> None:
    """Devices that never meet learn of each other through the one between them."""
    bench = Bench()
    bench.machine.peer_up("tablet", bench.now())
    claim = Claim(activity="media", epoch=4, device_id="car", action_utc_ms=UTC_MS)
    bench.machine.receive(HandoffClaims(claim=claim, state="{}"), "car", bench.now())
    bench.machine.checkpoint()
    told = {(peer, message.answer) for peer, message in bench.machine.to_send()}
    assert told == {("tablet", False), ("car", True)}


def test_machine_sends_nothing_before_its_checkpoint() -> None:
    """The journal comes first; a shell that forgets it is told so."""
    bench = Bench()
    bench.machine.start("{}", bench.now())
    with pytest.raises(LocalUseError):
        bench.machine.to_send()


@pytest.mark.parametrize("state", ["", "[]", "null", "1", '{"a": NaN}', "{" * 100_000])
def test_own_state_is_refused_when_it_is_no_json_object(state: str) -> None:
    """A shell's mistake is told to the shell, and nothing has changed."""
    bench = Bench()
    with pytest.raises(LocalUseError):
        bench.machine.start(state, bench.now())
    assert bench.machine.record.best is None


def test_move_says_why_when_it_cannot() -> None:
    """Not live here, nothing there, not linked: each its own clear error."""
    bench = Bench(linked=False)
    with pytest.raises(Rejected):
        bench.machine.move_to("car", bench.now())
    with pytest.raises(Rejected):
        bench.machine.bring_here(bench.now())
    bench.start()
    with pytest.raises(DeviceUnavailable):
        bench.machine.move_to("car", bench.now())


def test_restored_machine_goes_on_where_it_was_but_forgets_what_it_only_asked() -> None:
    """A transfer that promised nothing is dropped; everything else is as before."""
    bench = Bench()
    bench.held_by_car()
    bench.machine.bring_here(bench.now())
    again = HandoffMachine("media", "phone")
    again.restore(bench.machine.checkpoint(), bench.now())
    assert msgspec.to_builtins(again.record.role)["type"] == "resting"
    assert again.dirty
    assert again.record.known == bench.machine.record.known


def test_broken_checkpoint_is_told_from_a_good_one() -> None:
    """A file that is not a checkpoint is DataUnusable, not a crash later on."""
    for broken in ({"role": {"type": "flying"}}, {"best": 5}, {"top_epoch": "x"}):
        with pytest.raises(DataUnusable):
            HandoffMachine("media", "phone").restore(broken, Moment(now_s=0, utc_ms=0))
