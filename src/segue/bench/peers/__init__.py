"""Planners to compare with: published models in our own words, each a `Planner` like any other."""

from segue.bench.peers._idm import IdmPlanner

__all__ = ["IdmPlanner"]
