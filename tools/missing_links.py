"""Roads that exist and that scgraph-data 2.0.0 lacks.

Each was found as a gap between two parts of the network and checked against what is on the
ground: a bridge, a causeway or an open border crossing that carries cars. Ferries and car trains
are not roads and stay out.
"""

from __future__ import annotations

from typing import NamedTuple

Position = tuple[float, float]


class MissingLink(NamedTuple):
    """A road between the nodes nearest to two positions [latitude, longitude; deg]."""

    name: str
    start_deg: Position
    end_deg: Position


MISSING_LINKS = (
    MissingLink("Amager motorway, Copenhagen", (55.671, 12.577), (55.636, 12.551)),
    MissingLink("Øresund Bridge", (55.631, 12.677), (55.566, 12.969)),
    MissingLink("Great Belt Bridge", (55.351, 11.143), (55.302, 10.828)),
    MissingLink("Rio-Antirrio Bridge", (38.300, 21.796), (38.308, 21.780)),
    MissingLink("Corinth Canal, motorway 8", (37.970, 23.209), (37.977, 23.313)),
    MissingLink("Johor-Singapore Causeway", (1.436, 103.769), (1.450, 103.770)),
    MissingLink("Hong Kong-Shenzhen at Lok Ma Chau", (22.519, 114.070), (22.519, 114.062)),
    MissingLink("Macau-Zhuhai at Gongbei", (22.216, 113.547), (22.219, 113.547)),
    MissingLink("Penang, Tun Dr Lim Chong Eu Expressway", (5.298, 100.295), (5.291, 100.295)),
    MissingLink("King Fahd Causeway", (26.214, 50.455), (26.220, 50.221)),
    MissingLink("Ōnaruto Bridge", (34.241, 134.659), (34.252, 134.675)),
    MissingLink("Zhoushan bridges", (30.009, 122.054), (29.884, 122.039)),
    MissingLink("Abu Dhabi, Maqta", (24.426, 54.475), (24.420, 54.478)),
    MissingLink("Auckland, Southern Motorway", (-37.091, 174.944), (-37.109, 174.947)),
    MissingLink("Hokkaido, Hakodate line of Dō-Ō", (42.219, 140.365), (42.220, 140.364)),
    MissingLink("Tarfaya-Boujdour, N1", (26.097, -14.484), (26.092, -14.484)),
)
