"""Planners to compare with: published models in our own words, each a `Planner` like any other."""

from segue.bench.peers._idm import IdmPlanner
from segue.bench.peers._lane_ahead import LaneAhead, Lead, lane_ahead, plan_along
from segue.bench.peers._mpc import MpcPlanner

__all__ = ["IdmPlanner", "LaneAhead", "Lead", "MpcPlanner", "lane_ahead", "plan_along"]
