"""A world in which everything goes wrong, and the referee that watches a handoff in it.

One seed decides the link's faults, the clocks' skew, who presses what and when, and at which write
a device loses power. The referee sees every step once it is stored, so it judges what a player
would do and what a disk holds, not what the machine thinks of itself.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

from segue.fabric.handoff import ActivityEvent, SaveActivity, Started, Step, Stopped
from segue.kernel import DeviceUnavailable, Rejected
from segue.schema.activity import Claim
from segue.testing import PERFECT, LinkFaults, Node, TwoNodes

ACTIVITY = "media"
ENDED = "null"


@dataclass
class Referee:
    """Holds the invariants, step by step. Raises AssertionError at the first breach."""

    nodes: TwoNodes | None = None
    live: dict[str, Claim] = field(default_factory=dict)
    disk: dict[str, dict] = field(default_factory=dict)
    released: set[tuple[int, str]] = field(default_factory=set)
    started: set[tuple[int, str]] = field(default_factory=set)
    promised: dict[int, str] = field(default_factory=dict)
    written: dict[tuple[int, str], str] = field(default_factory=dict)
    both_live_since_s: float | None = None
    transfers: int = 0
    yields: int = 0

    def on_step(self, node: Node, step: Step) -> None:
        """Judge a step: its writes are on the disk, its messages have not left."""
        before = self.disk.get(node.device_id, {})
        for write in step.writes:
            if isinstance(write, SaveActivity) and write.activity == ACTIVITY:
                self.disk[node.device_id] = json.loads(write.checkpoint)
        after = self.disk.get(node.device_id, {})
        for item in step.events:
            if isinstance(item, ActivityEvent) and item.activity == ACTIVITY:
                if isinstance(item.event, Started):
                    self._started(node, item.event, before)
                elif isinstance(item.event, Stopped):
                    self._stopped(node, item.event, after)
        self._stored(node, after)
        self._together()

    def on_crash(self, node: Node) -> None:
        """Note that nothing plays on a device without power; its disk is what it is."""
        self.live.pop(node.device_id, None)
        if ACTIVITY in node.saved:
            self.disk[node.device_id] = json.loads(node.saved[ACTIVITY])
            self._stored(node, self.disk[node.device_id])

    def _started(self, node: Node, event: Started, before: dict) -> None:
        claim = event.claim
        assert claim.device_id == node.device_id, "a device started under another's claim"
        assert (claim.epoch, claim.device_id) not in self.released, (
            f"{node.device_id} is live again under epoch {claim.epoch}, which it gave up"
        )
        owner = self.promised.get(claim.epoch, node.device_id)
        assert owner == node.device_id, f"epoch {claim.epoch} was promised to {owner}"
        other = self.nodes.other(node).device_id
        if other in self.live and node.device_id not in self.live and self.nodes.connected:
            knew = before.get("best") or {}
            seen = (knew.get("epoch"), knew.get("device_id"))
            assert seen != (self.live[other].epoch, other), (
                f"{node.device_id} started although it knew that {other} plays, and they are linked"
            )
        source = self.disk.get(other, {})
        role = source.get("role", {})
        committed = role.get("type") == "committed" and role["next_epoch"] == claim.epoch
        if committed and (claim.epoch, claim.device_id) not in self.started:
            self.transfers += 1
            started = json.loads(event.state)
            final = json.loads(source["known"]["text"])
            assert started["fresh"] or started["history"] == final["history"], "a state was lost"
        self.started.add((claim.epoch, claim.device_id))
        self.live[node.device_id] = claim

    def _stopped(self, node: Node, event: Stopped, after: dict) -> None:
        self.released.add((event.claim.epoch, event.claim.device_id))
        if event.why == "yielded":
            self.yields += 1
            last = self.written[event.claim.epoch, event.claim.device_id]
            assert after["resume_from"]["text"] == last, "the loser's state was not kept"
        self.live.pop(node.device_id, None)

    def _stored(self, node: Node, record: dict) -> None:
        known, role = record.get("known"), record.get("role", {})
        if role.get("type") in {"offering", "committed"}:
            self.promised[role["next_epoch"]] = role["target"]
        if known and known["claim"]["device_id"] == node.device_id:
            claim = known["claim"]
            key = (claim["epoch"], claim["device_id"])
            if self.written.get(key) != known["text"]:
                assert record["best"] == claim, "a state was written under an epoch not held"
            self.written[key] = known["text"]

    def _together(self) -> None:
        if len(self.live) == 2 and self.nodes.connected:
            car, phone = self.live["car"], self.live["phone"]
            if car.epoch == phone.epoch:
                assert car.epoch not in self.promised, "two are live under one promised epoch"
            if self.both_live_since_s is None:
                self.both_live_since_s = self.nodes.now_s()
            if self.nodes.link.faults.loss == 0:
                overlap_s = self.nodes.now_s() - self.both_live_since_s
                round_trip_s = 2 * self.nodes.link.faults.delay_s[1]
                assert overlap_s <= round_trip_s, f"both played for {overlap_s:.2f} s while linked"
        else:
            self.both_live_since_s = None


class Watched:
    """Two nodes and a referee."""

    def __init__(self, **options: object) -> None:
        self.referee = Referee()
        self.nodes = TwoNodes(on_step=self.referee.on_step, **options)
        self.referee.nodes = self.nodes

    def settle(self) -> None:
        """Let everybody have power and a good link, and wait."""
        for node in self.nodes.nodes:
            node.crash_at = None
            self.nodes.restart(node)
        self.nodes.link.faults = PERFECT
        self.nodes.disconnect()
        self.nodes.connect()
        self.run(60.0)

    def judge(self) -> None:
        """Hold the invariants of a world at rest."""
        car, phone = (self.referee.disk.get(n.device_id, {}) for n in self.nodes.nodes)
        assert car.get("best") == phone.get("best"), "they disagree on who holds"
        assert [n.refused for n in self.nodes.nodes] == [[], []], "an honest message was refused"
        facts = [
            [node.book.space.facts(name) for name in ("claims", "states")]
            for node in self.nodes.nodes
        ]
        assert facts[0] == facts[1], "the spaces differ"
        best = car.get("best")
        if best is None:
            assert not self.referee.live
            return
        holder, other = (car, phone) if best["device_id"] == "car" else (phone, car)
        assert other["role"]["type"] == "resting", other["role"]
        assert holder["known"]["text"] == self.referee.written[best["epoch"], best["device_id"]]
        assert json.loads(other["known"]["text"]) == json.loads(holder["known"]["text"])
        if holder["known"]["text"] == ENDED:
            assert not self.referee.live
            assert holder["role"]["type"] == "resting"
        else:
            assert set(self.referee.live) == {best["device_id"]}
            assert holder["role"]["type"] == "active"

    def run(self, seconds: float) -> None:
        """Let time pass."""
        self.nodes.run(seconds)
        for node in self.nodes.nodes:
            if not node.running:
                self.referee.on_crash(node)


class World(Watched):
    """A clumsy pair of users on two nodes over a bad link, all from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        skew_s = self.random.choice([0.0, 0.0, 5.0, -3600.0, 1e7])
        super().__init__(seed=seed, faults=self._faults(), skew_s=skew_s)
        self.updates = 0

    def _faults(self) -> LinkFaults:
        loss = self.random.choice([0.0, 0.0, 0.1, 0.4])
        duplicate = self.random.choice([0.0, 0.2])
        return LinkFaults(
            loss=loss, duplicate=duplicate, delay_s=(0.005, self.random.choice([0.01, 0.3, 2.0]))
        )

    def play(self, actions: int) -> None:
        """Do as many random things, with random pauses between."""
        doings = [
            (self._start, 3),
            (self._update, 8),
            (self._bring, 8),
            (self._move, 6),
            (self._end, 1),
            (self._connect, 8),
            (self._disconnect, 3),
            (self._crash_at_next_write, 4),
            (self._crash, 1),
            (self._restart, 6),
            (self._jump, 1),
        ]
        for _ in range(actions):
            [act] = self.random.choices([d for d, _ in doings], [w for _, w in doings])
            node = self.random.choice(self.nodes.nodes)
            with suppress(Rejected, DeviceUnavailable):  # a button that says why it cannot
                act(node)
            self.run(self.random.choice([0.0, 0.004, 0.05, 0.5, 3.0]))

    def _start(self, node: Node) -> None:
        if node.running:
            self.updates += 1
            state = json.dumps({"history": [self.updates], "fresh": True})
            node.book.start(ACTIVITY, state, node.moment())

    def _update(self, node: Node) -> None:
        view = node.book.view(ACTIVITY) if node.running else None
        if view is not None and view.live_here and view.state is not None:
            self.updates += 1
            history = json.loads(view.state)["history"]
            state = json.dumps({"history": [*history, self.updates], "fresh": False})
            assert node.book.update_state(ACTIVITY, state)

    def _bring(self, node: Node) -> None:
        if node.running:
            cause = self.random.choice(["user", "rule"])
            node.book.bring_here(ACTIVITY, node.moment(), cause)

    def _move(self, node: Node) -> None:
        if node.running:
            peer = self.nodes.other(node).device_id
            node.book.move_to(ACTIVITY, peer, node.moment(), self.random.choice(["user", "rule"]))

    def _end(self, node: Node) -> None:
        if node.running:
            node.book.end(ACTIVITY, node.moment())

    def _connect(self, _node: Node) -> None:
        if not self.nodes.connected:
            self.nodes.link.faults = self._faults()
        self.nodes.connect()

    def _disconnect(self, _node: Node) -> None:
        self.nodes.disconnect()

    def _crash_at_next_write(self, node: Node) -> None:
        if node.running:
            node.crash_at = (node.writes_done + 1, self.random.choice(["before", "after"]))

    def _crash(self, node: Node) -> None:
        if node.running:
            self.nodes.crash(node)

    def _restart(self, node: Node) -> None:
        self.nodes.restart(node)

    def _jump(self, node: Node) -> None:
        node.clock.jump_utc(self.random.choice([-7200.0, -1.0, 30.0, 86400.0]))
