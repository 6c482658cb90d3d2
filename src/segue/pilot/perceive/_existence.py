"""Whether what is tracked is there at all: Bayes' rule over looks that hit and looks that miss.

The two that are weighed are an object, and something that one sensor sees where nothing is. The
second lasts a while, so that sensor's own word counts by how long it lasts; and no other sensor
sees it, so another's word counts at once, as does the silence of one that should see an object
there. Evidence is therefore kept by sensor: of its hits, and of its silence since the last.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from segue.pilot.compiled import compiled
from segue.pilot.perceive._tracks import Tracks
from segue.schema.drive import Floats, SensorView

_NEW_PER_S = 0.1
"""How often an object comes into view; estimated."""
_LEAST_FALSE_PER_S, _MOST_FALSE_PER_S = 0.125, 0.4
"""No sensor is taken to err less often: its first look makes no object by itself. Nor more often:
one that does is no sensor; estimated."""
_LEAST_FALSE_S = 0.07
"""No error is taken to be shorter; estimated."""
_MOST_DETECTION_SHARE = 0.9
"""No sensor is believed to see more of what is in its view; estimated."""
_FALSE_PER_M2 = 1e-3
"""How many false detections a look has; estimated, on the safe side of one in 100 m by 100 m."""
_MOST_HIT = math.log(0.9 / 0.05)
"""Two sensors err in the same place once in twenty errors: a bridge, a gully; estimated."""
_LASTING = math.log(10.0)
"""One error in ten lasts longer than the others: a bridge, a reflection that goes along..."""
_LASTING_S = 3.0
"""...for about so long; estimated. One sensor alone makes what it sees no surer any sooner."""
_MOST_BY_ONE = 6.0
_GAP_S = 0.5
"""Looks nearer in time share their miss: a gap lasts a while; estimated."""
_BLIND = math.log(0.01)
"""One object in a hundred a sensor does not see however often it looks; estimated."""
_LEFT_OUT = 1.5
"""Periods after which a sensor has left looks out, and confirms anew."""
_IN_SIGHT = 0.5
"""Less likely in sight than this, an object has to be confirmed anew by its sensor."""


def birth_log_odds(view: SensorView) -> float:
    """Return how likely what a sensor sees first is an object."""
    false_per_s = min(max(view.false_per_s, _LEAST_FALSE_PER_S), _MOST_FALSE_PER_S)
    return math.log(_NEW_PER_S / false_per_s)


def fits(chi_square: Floats, variance_m2: Floats) -> Floats:
    """Return how much likelier an object gives a hit than a false detection does, as logarithm.

    A false one hits a track that may be anywhere as well: the surer the place, the more it says.
    """
    object_per_m2 = np.exp(-0.5 * chi_square) / (2.0 * math.pi * variance_m2)
    return np.log(np.maximum(_MOST_DETECTION_SHARE * object_per_m2 / _FALSE_PER_M2, 1.0))


def weighed(
    tracks: Tracks,
    view: SensorView,
    column: int,
    hit: Floats,
    in_sight: Floats,
    *,
    time_s: float,
    since_s: float,
) -> Tracks:
    """Return the tracks with what one sensor's look says of whether they are there.

    Args:
        tracks: Before it.
        view: What the sensor is said to see.
        column: Its own, in what the tracks know of sensors.
        hit: (N,): how well what it sees fits (`fits`); NaN where it sees nothing.
        in_sight: (N,): how likely it looks at each, with nothing in between.
        time_s: Of the look.
        since_s: From the sensor's look before.
    """
    hits, silence = tracks.hits.copy(), tracks.silence.copy()
    in_view_s = tracks.in_view_s.copy()
    if since_s > _LEFT_OUT * view.period_s:
        in_view_s[:, column] = math.inf
    if view.range_m is None:
        in_sight = np.where(np.isnan(hits[:, column]), 0.0, in_sight)
    _weigh(
        hits, silence, in_view_s, column, hit, in_sight,
        time_s - tracks.seen_s, time_s, since_s, max(view.false_s, _LEAST_FALSE_S),
        view.confirmation_s, min(view.detection_share, _MOST_DETECTION_SHARE),
    )  # fmt: skip
    return replace(tracks, hits=hits, silence=silence, in_view_s=in_view_s)


@compiled
def _weigh(
    hits: Floats, silence: Floats, in_view_s: Floats, of: int, hit: Floats,
    in_sight: Floats, unseen_s: Floats, time_s: float, since_s: float, false_s: float,
    confirmation_s: float, detection_share: float,
) -> None:  # fmt: skip
    """Take a look in, in place: column `of` of the first three.

    `unseen_s` is since when no sensor saw each track, `since_s` since when this one did not look.
    """
    for n in range(len(hit)):
        said = hits[n, of]
        never = math.isnan(said)
        if not math.isnan(hit[n]):
            if never:
                hits[n, of] = min(hit[n], _MOST_HIT)
            elif said < _LASTING:  # only what is false and lasts would be seen again
                hits[n, of] = min(said + min(hit[n], since_s / false_s), _LASTING)
            else:
                hits[n, of] = max(said, min(said + since_s / _LASTING_S, _MOST_BY_ONE))
            silence[n, of], in_view_s[n, of] = 0.0, -math.inf
        elif in_sight[n] < _IN_SIGHT:
            in_view_s[n, of] = math.inf
        else:
            in_view_s[n, of] = min(in_view_s[n, of], time_s)
            if time_s - in_view_s[n, of] < confirmation_s:
                continue
            first = never and silence[n, of] == 0.0
            share = 1.0 if first else min(since_s / _GAP_S, 1.0)
            less = silence[n, of] + math.log(1.0 - detection_share * in_sight[n]) * share
            if unseen_s[n] < _GAP_S:  # another sees it: this one may be blind to it
                least = _BLIND if never else -said
                less = max(less, min(silence[n, of], least))
            silence[n, of] = less
