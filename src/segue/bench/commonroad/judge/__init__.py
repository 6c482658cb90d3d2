"""CommonRoad's drivability checker as the judge: unmodified, in an environment of its own.

Their libraries pin a protobuf that Segue's signals cannot use, so no environment holds both.
"""

from segue.bench.commonroad.judge._environment import JUDGE_VARIABLE, REQUIREMENTS, judge_python
from segue.bench.commonroad.judge._verdicts import Verdict, verdicts

__all__ = ["JUDGE_VARIABLE", "REQUIREMENTS", "Verdict", "judge_python", "verdicts"]
