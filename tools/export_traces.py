"""Write `tests/conformance/vectors/handoff/*.json`: what the Python handoff machine does, exactly.

The TypeScript machine replays them (`web/src/fabric/handoff.test.ts`).

Usage: python tools/export_traces.py [--check]
`--check` writes nothing and exits 1 when a file is out of date.

A file holds a trace for each device of a story: its calls in order, each with what came of it.

    {"device_id": "car", "steps": [
      {"do": {"op": "receive", "sender": "phone", "message": {…}},
       "now": {"now_s": 1.0, "utc_ms": 1764000001000},
       "error": "", "sends": [["phone", {…}]], "events": [{…}],
       "checkpoint": {…}, "next_timer_s": 1.5}]}

`checkpoint` is null where it is the one before.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from segue.fabric.handoff import HandoffEvent, HandoffMachine, KnownState, Moment
from segue.kernel import SegueError
from segue.schema.activity import Claim, HandoffMessage

FOLDER = Path(__file__).parent.parent / "tests" / "conformance" / "vectors" / "handoff"
ACTIVITY = "media"
CHAOS_SEEDS = 6
CHAOS_ACTIONS = 40
START_UTC_MS = 1_764_000_000_000

SONG = json.dumps(
    {
        "type": "media",
        "queue": [{"track_id": "t1", "title": "Prelude", "duration_s": 200.5}],
        "index": 0,
        "position_s": 10.25,
        "anchor_utc_s": START_UTC_MS / 1000,
        "playing": True,
        "later_field": ["kept"],
    }
)


def plain_event(event: HandoffEvent) -> dict[str, Any]:
    """Return an event as JSON values, named as in TypeScript."""
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", type(event).__name__).lower()
    return {"type": name, **msgspec.to_builtins(asdict(event))}


class Recorded:
    """A machine that writes down every call and what came of it."""

    def __init__(self, device_id: str) -> None:
        self.device_id = device_id
        self.machine = HandoffMachine(ACTIVITY, device_id)
        self.steps: list[dict[str, Any]] = []
        self._checkpoint: dict[str, Any] = {}

    def do(self, op: str, now: Moment, **arguments: Any) -> list[tuple[str, HandoffMessage]]:
        """Call the machine and return what it sends."""
        error = ""
        try:
            self._call(op, now, arguments)
        except SegueError as refused:
            error = type(refused).__name__
        checkpoint = self.machine.checkpoint()
        sends = self.machine.to_send()
        events: list[dict[str, Any]] = []
        while (event := self.machine.next_event()) is not None:
            events.append(plain_event(event))
        self.steps.append(
            {
                "do": {"op": op, **msgspec.to_builtins(arguments)},
                "now": msgspec.to_builtins(now),
                "error": error,
                "sends": msgspec.to_builtins(sends),
                "events": events,
                "checkpoint": None if checkpoint == self._checkpoint else checkpoint,
                "next_timer_s": self.machine.next_timer_s(),
            }
        )
        self._checkpoint = checkpoint
        return sends

    def _call(self, op: str, now: Moment, arguments: dict[str, Any]) -> None:
        match op:
            case "restart":
                self.machine = HandoffMachine(ACTIVITY, self.device_id)
                self.machine.restore(self._checkpoint, now)
            case "update_state":
                self.machine.update_state(**arguments)
            case _:
                getattr(self.machine, op)(**arguments, now=now)


class Story:
    """Two recorded machines, and messages that arrive when the story says so."""

    def __init__(self) -> None:
        self.car, self.phone = Recorded("car"), Recorded("phone")
        self.now_s = 0.0
        self.flying: list[tuple[str, str, HandoffMessage]] = []

    def moment(self, ahead_ms: int = 0) -> Moment:
        """Return now; a device's wall clock may be ahead."""
        utc_ms = START_UTC_MS + int(self.now_s * 1000) + ahead_ms
        return Moment(now_s=self.now_s, utc_ms=utc_ms)

    def do(self, node: Recorded, op: str, **arguments: Any) -> None:
        """Let a quarter of a second pass, then do it."""
        self.now_s += 0.25
        for receiver, message in node.do(op, self.moment(), **arguments):
            self.flying.append((node.device_id, receiver, message))

    def deliver(self, index: int = 0) -> None:
        """Let one message arrive."""
        sender, receiver, message = self.flying.pop(index)
        node = self.car if receiver == "car" else self.phone
        self.do(node, "receive", message=message, sender=sender)

    def settle(self) -> None:
        """Let everything arrive."""
        while self.flying:
            self.deliver()

    def link(self) -> None:
        """Connect the two and let them exchange what they know."""
        self.do(self.car, "peer_up", peer="phone")
        self.do(self.phone, "peer_up", peer="car")
        self.settle()

    def unlink(self) -> None:
        """Cut the connection and lose what is on its way."""
        self.flying.clear()
        self.do(self.car, "peer_down", peer="phone")
        self.do(self.phone, "peer_down", peer="car")

    def traces(self) -> list[dict[str, Any]]:
        """Return what was recorded."""
        return [{"device_id": n.device_id, "steps": n.steps} for n in (self.car, self.phone)]


def there_and_back() -> Story:
    """A song is pulled into the car, and a rule hands it back."""
    story = Story()
    story.link()
    story.do(story.phone, "start", state=SONG)
    story.settle()
    story.do(story.car, "bring_here", cause="user")
    story.settle()
    story.do(story.car, "update_state", state=SONG.replace("10.25", "99.5"))
    story.do(story.car, "move_to", peer="phone", cause="rule")
    story.settle()
    return story


def taken_while_apart() -> Story:
    """Both act while they cannot reach each other; the greater claim wins on meeting."""
    story = Story()
    story.link()
    story.do(story.phone, "start", state=SONG)
    story.settle()
    story.unlink()
    story.do(story.phone, "update_state", state='{"mine": 1}')
    story.do(story.car, "bring_here", cause="rule")
    story.do(story.car, "bring_here", cause="user")
    story.link()
    story.do(story.phone, "start", state='{"mine": 2}')
    story.settle()
    story.do(story.car, "end")
    story.settle()
    story.do(story.phone, "bring_here", cause="user")
    return story


def crash_after_commit() -> Story:
    """The source loses power once it has committed, and goes on where it was."""
    story = Story()
    story.link()
    story.do(story.phone, "start", state=SONG)
    story.settle()
    story.do(story.phone, "move_to", peer="car", cause="user")
    story.deliver()
    story.deliver()
    story.unlink()
    story.do(story.phone, "restart")
    story.do(story.phone, "bring_here", cause="user")
    story.link()
    return story


def buttons_and_rules() -> Story:
    """A button beats a rule before the commit, and is carried out after it."""
    story = Story()
    story.link()
    story.do(story.phone, "start", state=SONG)
    story.settle()
    story.do(story.car, "bring_here", cause="rule")
    story.deliver()
    story.do(story.phone, "bring_here", cause="user")
    story.settle()
    story.do(story.car, "bring_here", cause="rule")
    for _ in range(3):
        story.deliver()
    story.do(story.phone, "bring_here", cause="user")
    story.settle()
    return story


def lies() -> Story:
    """A peer sends what it may not; nothing changes."""
    story = Story()
    story.link()
    story.do(story.car, "start", state=SONG)
    story.settle()
    epoch_1 = {"activity": ACTIVITY, "transfer_id": "phone:9", "epoch": 1}
    fields = {**epoch_1, "next_epoch": 2, "action_utc_ms": 5, "state": "{}"}
    claim = {"activity": ACTIVITY, "device_id": "phone", "action_utc_ms": 5}
    for lie in (
        {"type": "handoff_commit", **fields},
        {"type": "handoff_commit", **fields, "next_epoch": 2**53},
        {"type": "handoff_offer", **fields, "state": "[1]"},
        {"type": "handoff_offer", **fields, "state": "{"},
        {"type": "handoff_offer", **fields, "transfer_id": "x" * 65},
        {"type": "handoff_ready", **epoch_1},
        {"type": "handoff_active", **epoch_1},
        {"type": "handoff_refuse", "activity": ACTIVITY, "transfer_id": "car:1", "reason": "no"},
        {"type": "handoff_pull", "activity": ACTIVITY, "transfer_id": "", "action_utc_ms": 5},
        {"type": "handoff_claims", "claim": {**claim, "epoch": 2**53}},
        {"type": "handoff_claims", "claim": {**claim, "epoch": 2_000_000}},
        {"type": "handoff_claims", "claim": {**claim, "epoch": 9, "action_utc_ms": -1}},
        {"type": "handoff_claims", "claim": {**claim, "epoch": 9, "device_id": "car"}},
        {"type": "handoff_claims", "claim": {**claim, "epoch": 1}, "state": "{}"},
    ):
        message = msgspec.convert(lie, HandoffMessage)
        story.do(story.car, "receive", message=message, sender="phone")
    forged = Claim(activity=ACTIVITY, epoch=10, device_id="car", action_utc_ms=0)
    story.do(story.car, "observe_claim", claim=forged)
    state = KnownState(claim=forged, revision=99, text='{"forged": true}')
    story.do(story.car, "observe_state", state=state)
    return story


def chaos(seed: int) -> Story:
    """Anything in any order, with messages lost, doubled and late."""
    random = Random(seed)
    story = Story()
    linked = False
    for number in range(CHAOS_ACTIONS):
        node = random.choice([story.car, story.phone])
        peer = "phone" if node is story.car else "car"
        cause = random.choice(["user", "user", "rule"])
        match random.choice(["start", "update", "bring", "move", "end", "link", "power", "wait"]):
            case "start":
                story.do(node, "start", state=json.dumps({"n": number}))
            case "update":
                story.do(node, "update_state", state=json.dumps({"n": number}))
            case "bring":
                story.do(node, "bring_here", cause=cause)
            case "move":
                story.do(node, "move_to", peer=peer, cause=cause)
            case "end" if random.random() < 0.3:  # noqa: PLR2004
                story.do(node, "end")
            case "link" if not linked:
                story.link()
                linked = True
            case "power" if random.random() < 0.3:  # noqa: PLR2004
                story.unlink()
                story.do(node, "restart")
                linked = False
            case _:
                story.now_s += random.choice([0.5, 3.0, 12.0])
        while story.flying and random.random() < 0.8:  # noqa: PLR2004
            index = random.randrange(len(story.flying))
            if random.random() < 0.2:  # noqa: PLR2004
                story.flying.append(story.flying[index])
            if random.random() < 0.2:  # noqa: PLR2004
                story.flying.pop(index)
            else:
                story.deliver(index)
        for node in (story.car, story.phone):
            due_s = node.machine.next_timer_s()
            if due_s is not None and due_s <= story.now_s:
                story.do(node, "on_timer")
    return story


def vectors() -> dict[str, str]:
    """Return every file's text by its name."""
    stories = {
        story.__name__: story()
        for story in (
            there_and_back,
            taken_while_apart,
            crash_after_commit,
            buttons_and_rules,
            lies,
        )
    }
    stories |= {f"chaos_{seed}": chaos(seed) for seed in range(CHAOS_SEEDS)}
    return {
        f"{name}.json": json.dumps(story.traces(), separators=(",", ":")) + "\n"
        for name, story in stories.items()
    }


def main() -> int:
    """Write the files, or compare them."""
    current = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.json")}
    wanted = vectors()
    if sys.argv[1:] == ["--check"]:
        if current != wanted:
            print(f"{FOLDER.name} is out of date: run `python tools/export_traces.py`.")
            return 1
        return 0
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
