"""Recording a drive: every message at its own rate, in the drive's own time from 0.

The same drive gives the same bytes. Once a second of it the file is flushed: a kill costs no more.
"""

from __future__ import annotations

from pathlib import Path
from typing import Self

import msgspec

from segue.lanes import LaneMap
from segue.node.drives import _scenery as scenery
from segue.node.drives._foxglove import (
    ERROR,
    INFO,
    WARNING,
    FrameTransform,
    Log,
    SceneUpdate,
    json_schema,
    time_of,
)
from segue.node.drives._log import LoggedStart, LoggedStep, encode
from segue.node.drives._plots import (
    CommandMessage,
    EgoMessage,
    GuardMessage,
    InputsMessage,
    PlanMessage,
    ReplayMessage,
    SupervisorMessage,
)
from segue.node.mcap import McapFile, write_beside
from segue.pilot.pipeline import Output
from segue.pilot.scene import Scene
from segue.pilot.supervise import Transition
from segue.schema.drive import Plan
from segue.world.drives import DriveReport, DriveStep, ScenarioDrive
from segue.world.scenes import STEP_S

PROFILE = "segue.drive"
START_TOPIC, STEP_TOPIC = "/replay/start", "/replay/step"
_LAYOUT = Path(__file__).parent / "data" / "segue-drive-layout.json"
_STEPS_A_FLUSH = round(1.0 / STEP_S)
_FOXGLOVE = (FrameTransform, Log, SceneUpdate)
"""Those that Foxglove knows by their names."""


def write_drive_layout(recording: Path) -> Path:
    """Write the layout that shows a drive into its recording's folder; return its path.

    Raises:
        LocalUseError: The folder cannot be written to.
    """
    return write_beside(recording, _LAYOUT)


class DriveRecording:
    """A drive's MCAP file that is being written. Use it as a context manager.

    Args:
        path: A file that is not there yet.
        drive: What is driven; not begun.
        planner: Who plans, as `--planner` takes it.

    Raises:
        LocalUseError: It is there, or cannot be made.
        DeviceUnavailable: The disk is full. From every method; the file stays readable.
    """

    def __init__(self, path: Path, drive: ScenarioDrive, *, planner: str) -> None:
        self._file = McapFile(path, PROFILE)
        self._lanes: LaneMap = drive.start.lanes
        self._steps = 0
        self._time_s = 0.0
        self._plan: Plan | None = None
        self._rules: tuple[str, ...] = ()
        start = LoggedStart.of(
            drive.start, scenario=drive.scenario.name, seed=drive.seed, planner=planner
        )
        self._add(START_TOPIC, ReplayMessage(data=encode(start)))
        self._add("/scene/lanes", scenery.lanes_scene(drive.start.lanes))
        self._add("/scene/ego", scenery.ego_scene(drive.start.own_car))

    @property
    def size(self) -> int:
        """How many bytes of it are on the disk."""
        return self._file.size

    def add(self, step: DriveStep) -> None:
        """Add a step."""
        output, inputs = step.output, step.inputs
        self._time_s = inputs.time_s
        logged = LoggedStep(inputs=inputs, command=output.command)
        self._add(STEP_TOPIC, ReplayMessage(data=encode(logged)))
        self._add("/tf", scenery.ego_transform(output.ego))
        self._add("/ego", EgoMessage.of(output.ego))
        self._add("/truth", EgoMessage.of(step.truth.ego))
        self._add("/command", CommandMessage.of(output))
        self._add("/guard", GuardMessage.of(output))
        self._add("/inputs", InputsMessage.of(inputs))
        if inputs.detections:
            self._add("/scene/objects", scenery.objects_scene(output.objects))
            self._add("/scene/detections", scenery.detections_scene(inputs.detections))
        if output.plan is not None and output.plan is not self._plan:
            self._plan = output.plan
            self._add("/plan", PlanMessage.of(output.plan))
            self._add("/scene/plan", scenery.plan_scene(output.plan))
        if step.scene is not None:
            self._add_decision(step, step.scene)
        self._log(output)
        self._steps += 1
        if self._steps % _STEPS_A_FLUSH == 0:
            self._file.flush()

    def end(self, report: DriveReport) -> None:
        """Log how the drive went."""
        for failure in report.failures:
            self._say(ERROR, "scenario", failure)
        if report.passed:
            self._say(INFO, "scenario", "As the scenario asks.")

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the file with its index, unless the disk has failed before."""
        self._file.close()

    def _add_decision(self, step: DriveStep, scene: Scene) -> None:
        self._add("/supervisor", SupervisorMessage.of(step.output))
        self._add("/scene/truth", scenery.truth_scene(step.truth.objects))
        futures = scenery.futures_scene(scene.time_s, scene.objects, scene.futures)
        self._add("/scene/futures", futures)
        if step.inputs.lights:
            lights = scenery.lights_scene(scene.time_s, self._lanes, dict(step.inputs.lights))
            self._add("/scene/lights", lights)

    def _log(self, output: Output) -> None:
        for event in output.directive.events:
            if isinstance(event, Transition):
                text = f"{event.machine}: {event.before} → {event.after}: {event.why}"
                self._say(INFO, "supervisor", text)
            else:
                self._say(WARNING, "supervisor", f"{event.asked} refused: {event.why}")
        rules = output.verdict.rules
        if rules and rules != self._rules:
            self._say(WARNING, "guard", f"Changes what is asked: {', '.join(rules)}.")
        self._rules = rules

    def _say(self, level: int, who: str, text: str) -> None:
        at = time_of(self._time_s)
        self._add("/log", Log(timestamp=at, level=level, message=text, name=who))

    def _add(self, topic: str, message: msgspec.Struct) -> None:
        kind = type(message)
        name = f"{'foxglove' if kind in _FOXGLOVE else 'segue.drive'}.{kind.__name__}"
        channel = self._file.channel(topic, name, lambda: json_schema(kind, name))
        self._file.add(channel, msgspec.json.encode(message), round(self._time_s * 1e9))
