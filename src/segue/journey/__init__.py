"""Places, roads, routes and trips over the world's highways, and the map they are drawn on.

Importing this package is cheap. What needs numpy is in the submodules `worker` (routes, trips and
map tiles, for a child process) and `forecast`.
"""

from segue.journey._check import check_data
from segue.journey._place_index import PlaceIndex
from segue.journey._well_known import well_known_place

ATTRIBUTION = "© OpenStreetMap contributors (ODbL) · GeoNames (CC BY 4.0) · Natural Earth"
"""Whose data the map, the routes and the search are made of; shown wherever they are."""

__all__ = ["ATTRIBUTION", "PlaceIndex", "check_data", "well_known_place"]
