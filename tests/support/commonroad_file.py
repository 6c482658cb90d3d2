"""CommonRoad files of a few lanelets, written by a test."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

HALF_M = 1.75
Points = Sequence[tuple[float, float]]


def write(folder: Path, *elements: str, version: str = "2020a", tags: str = "") -> Path:
    """Write a file of these elements; returns its path."""
    path = folder / "map.xml"
    path.write_text(
        f'<commonRoad commonRoadVersion="{version}" benchmarkID="ZAM_Test-1_1_T-1"'
        f' timeStepSize="0.1" tags="{tags}">{"".join(elements)}</commonRoad>'
    )
    return path


def bound(name: str, points: Points, marking: str = "") -> str:
    """Return a border."""
    drawn = "".join(f"<point><x>{x}</x><y>{y}</y></point>" for x, y in points)
    line = f"<lineMarking>{marking}</lineMarking>" if marking else ""
    return f"<{name}>{drawn}{line}</{name}>"


def lanelet(
    lanelet_id: int,
    left: Points,
    right: Points,
    *,
    before: Iterable[int] = (),
    after: Iterable[int] = (),
    kind: str = "urban",
    left_marking: str = "",
    right_marking: str = "",
    more: str = "",
) -> str:
    """Return a lanelet.

    Args:
        lanelet_id: Its id.
        left: Left border.
        right: Right border.
        before: Predecessors.
        after: Successors.
        kind: `laneletType`; empty: none.
        left_marking: `lineMarking` of the left border.
        right_marking: Of the right border.
        more: Elements as they are.
    """
    refs = "".join(f'<predecessor ref="{one}"/>' for one in before)
    refs += "".join(f'<successor ref="{one}"/>' for one in after)
    kinds = f"<laneletType>{kind}</laneletType>" if kind else ""
    borders = bound("leftBound", left, left_marking) + bound("rightBound", right, right_marking)
    return f'<lanelet id="{lanelet_id}">{borders}{refs}{more}{kinds}</lanelet>'


def along_x(
    lanelet_id: int,
    begin_m: float,
    end_m: float,
    y_m: float = 0.0,
    *,
    before: Iterable[int] = (),
    after: Iterable[int] = (),
    kind: str = "urban",
    left_marking: str = "",
    right_marking: str = "",
    more: str = "",
) -> str:
    """Return a straight lanelet from `begin_m` to `end_m`, in either direction."""
    half_m = HALF_M if end_m > begin_m else -HALF_M
    return lanelet(
        lanelet_id,
        [(begin_m, y_m + half_m), (end_m, y_m + half_m)],
        [(begin_m, y_m - half_m), (end_m, y_m - half_m)],
        before=before,
        after=after,
        kind=kind,
        left_marking=left_marking,
        right_marking=right_marking,
        more=more,
    )


def along_y(
    lanelet_id: int,
    begin_m: float,
    end_m: float,
    x_m: float = 0.0,
    *,
    before: Iterable[int] = (),
    after: Iterable[int] = (),
    more: str = "",
) -> str:
    """Return a straight lanelet along y."""
    half_m = HALF_M if end_m > begin_m else -HALF_M
    return lanelet(
        lanelet_id,
        [(x_m - half_m, begin_m), (x_m - half_m, end_m)],
        [(x_m + half_m, begin_m), (x_m + half_m, end_m)],
        before=before,
        after=after,
        more=more,
    )


def sign(sign_id: int, kind: str, value: float | None = None) -> str:
    """Return a traffic sign."""
    worth = "" if value is None else f"<additionalValue>{value}</additionalValue>"
    return (
        f'<trafficSign id="{sign_id}"><trafficSignElement><trafficSignID>{kind}</trafficSignID>'
        f"{worth}</trafficSignElement><virtual>false</virtual></trafficSign>"
    )


def crossing(*, west: str = "", south: str = "", east: str = "", named: bool = True) -> list[str]:
    """Return a crossing of two roads at the origin: ways 11 (eastward), 21 (north), 31 (west).

    Args:
        west: More elements of lanelet 10, which comes from the west.
        south: Of lanelet 20, which comes from the south.
        east: Of lanelet 30, which comes from the east.
        named: Whether the file names the intersection.
    """
    incoming = "".join(
        f'<incoming id="{100 + row}"><incomingLanelet ref="{row}0"/>'
        f'<successorsStraight ref="{row}1"/></incoming>'
        for row in (1, 2, 3)
    )
    return [
        along_x(10, -40, -8, -2, after=[11], more=west),
        along_x(11, -8, 8, -2, before=[10], after=[12]),
        along_x(12, 8, 40, -2, before=[11]),
        along_y(20, -40, -8, 2, after=[21], more=south),
        along_y(21, -8, 8, 2, before=[20], after=[22]),
        along_y(22, 8, 40, 2, before=[21]),
        along_x(30, 40, 8, 2, after=[31], more=east),
        along_x(31, 8, -8, 2, before=[30], after=[32]),
        along_x(32, -8, -40, 2, before=[31]),
        f'<intersection id="100">{incoming}</intersection>' if named else "",
    ]
