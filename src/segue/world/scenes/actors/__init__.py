"""Who else is on the road: those who follow a script, and those who drive by themselves.

script ─▶ Scripts ─┐
lanes ─▶ Traffic ──┴▶ Crowd: who is where, all of them moved at once along their Ways
             ▲ Around: who is out of reach comes back on the ego's other side
"""

from segue.world.scenes.actors._around import Around
from segue.world.scenes.actors._cast import cast, longest_of
from segue.world.scenes.actors._crowd import SIZES_M, Crowd
from segue.world.scenes.actors._idm import STYLES
from segue.world.scenes.actors._lane_table import LaneTable
from segue.world.scenes.actors._routes import chain_of, path_of
from segue.world.scenes.actors._scripts import Scripts
from segue.world.scenes.actors._traffic import Traffic
from segue.world.scenes.actors._ways import Ways

__all__ = [
    "SIZES_M",
    "STYLES",
    "Around",
    "Crowd",
    "LaneTable",
    "Scripts",
    "Traffic",
    "Ways",
    "cast",
    "chain_of",
    "longest_of",
    "path_of",
]
