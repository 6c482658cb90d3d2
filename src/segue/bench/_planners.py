"""Who drives: Segue, a peer that ships, or a planner of the user's own by its dotted path."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from segue.kernel import LocalUseError
from segue.pilot.scene import PlannerFactory

BUILT_IN: Mapping[str, str] = {
    "segue": "segue.pilot.plan:SeguePlanner",
    "idm": "segue.bench.peers:IdmPlanner",
    "mpc": "segue.bench.peers:MpcPlanner",
}
"""Dotted paths by the names that `--planner` takes."""
_PEERS = "segue.bench.peers"


def planner_factory(name: str) -> PlannerFactory:
    """Return what makes planners.

    Args:
        name: One of `BUILT_IN`, or `module:factory` or `module.factory`; a module in the working
            directory is found, too.

    Raises:
        LocalUseError: The module or the factory is not there, or is none; says which.
    """
    path = BUILT_IN.get(name, name)
    module_name, colon, factory_name = path.partition(":")
    if not colon:
        module_name, _, factory_name = path.rpartition(".")
    if not (module_name and factory_name):
        raise LocalUseError(
            f"There is no planner {name}.",
            do=f"There are {', '.join(BUILT_IN)}; one of your own is module:factory.",
        )
    factory = getattr(_module(module_name), factory_name, None)
    if factory is None:
        raise LocalUseError(f"The module {module_name} has no {factory_name}.")
    if not callable(factory):
        raise LocalUseError(
            f"{factory_name} of {module_name} cannot be called.",
            do="Name a function or class that takes an OwnCar and returns a planner.",
        )
    return _checked(factory, path)


def name_of(planner: PlannerFactory) -> str:
    """Return what a planner is called in results: its short name, or its dotted path."""
    path = f"{getattr(planner, '__module__', '')}:{getattr(planner, '__qualname__', planner)}"
    for name, known in BUILT_IN.items():
        module, _, factory = known.partition(":")
        if path.startswith(module) and path.endswith(f":{factory}"):
            return name
    return path


def is_peer(planner: PlannerFactory) -> bool:
    """Return whether a planner is a published model that ships to compare with."""
    return getattr(planner, "__module__", "").startswith(_PEERS)


def _module(name: str) -> Any:
    here = os.getcwd()  # noqa: PTH109  (sys.path holds texts)
    if here not in sys.path:
        sys.path.append(here)  # `segue` itself, unlike `python -m`, does not look there
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        lacks = error.name or name
        if name == lacks or name.startswith(f"{lacks}."):
            raise LocalUseError(
                f"There is no module {name}.", do=f"Run this where {lacks} can be imported."
            ) from error
        raise LocalUseError(f"The module {name} needs {lacks}, which is not installed.") from error


def _checked(factory: Any, path: str) -> PlannerFactory:
    try:
        pickle.dumps(factory)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise LocalUseError(
            f"{path} cannot be given to other processes.",
            do="Make it a function or class of a module, found there by its own name.",
        ) from error
    return factory
