"""The pilot measured on other people's tests: what `segue pilot bench` runs.

    SUITES ─▶ suite.run(data, planner, jobs, sample, progress) ─▶ SuiteResult
                  └─ run_cases(drive, cases, ...)   over processes, answers in the cases' order

A suite is a set of cases from a data folder; a planner of your own can stand in for Segue's.
"""

from segue.bench._cases import Progress, every, run_beside, run_cases
from segue.bench._planners import BUILT_IN, planner_factory
from segue.bench._result import (
    Comfort,
    CycleTimes,
    Driven,
    Failure,
    Part,
    SuiteResult,
    percentile,
    share,
)
from segue.bench._suites import SUITES, Suite, load_suite

__all__ = [
    "BUILT_IN",
    "SUITES",
    "Comfort",
    "CycleTimes",
    "Driven",
    "Failure",
    "Part",
    "Progress",
    "Suite",
    "SuiteResult",
    "every",
    "load_suite",
    "percentile",
    "planner_factory",
    "run_beside",
    "run_cases",
    "share",
]
