"""Where zones lie: coordinates of establishments become minutes of travel on one map."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from sim.territory.public.ledger import Ledger
from sim.territory.public.records import Position

__all__ = ["centres", "degrees"]

Floats = npt.NDArray[np.float64]


def degrees(positions: Mapping[str, Position], ledger: Ledger) -> dict[str, tuple[float, float]]:
    """Return longitude and latitude of establishments, by number.

    Where the first coordinate lies outside the area of the projection and the other order lies
    inside, the two are taken in the other order.

    Parameters
    ----------
    positions
        Coordinates in metres.
    ledger
        Where positions that lie nowhere are counted.
    """
    from pyproj import CRS, Transformer
    from pyproj.exceptions import CRSError

    found: dict[str, tuple[float, float]] = {}
    groups: dict[int, list[str]] = defaultdict(list)
    for number in sorted(positions):
        groups[positions[number].epsg].append(number)
    for epsg, numbers in groups.items():
        try:
            system = CRS.from_epsg(epsg)
        except CRSError:
            for number in numbers:
                ledger.add("left_out", "epsg", number, epsg=str(epsg))
            continue
        to_degrees = Transformer.from_crs(system, 4326, always_xy=True)
        x = np.array([positions[number].x for number in numbers])
        y = np.array([positions[number].y for number in numbers])
        area = system.area_of_use
        bounds = (-180.0, -90.0, 180.0, 90.0) if area is None else area.bounds
        as_given, swapped = (to_degrees.transform(*pair) for pair in ((x, y), (y, x)))
        inside, turned = (_inside(pair, bounds) for pair in (as_given, swapped))
        for k, number in enumerate(numbers):
            if inside[k]:
                found[number] = (float(as_given[0][k]), float(as_given[1][k]))
            elif turned[k]:
                found[number] = (float(swapped[0][k]), float(swapped[1][k]))
                ledger.add("mapped", "swapped", number)
            else:
                ledger.add("left_out", "nowhere", number, epsg=str(epsg))
    return found


def _inside(
    pair: tuple[Floats, Floats], bounds: tuple[float, float, float, float]
) -> npt.NDArray[np.bool_]:
    west, south, east, north = bounds
    longitude, latitude = pair
    return (west <= longitude) & (longitude <= east) & (south <= latitude) & (latitude <= north)


def centres(
    zones: Mapping[str, list[tuple[float, float]]], minutes_km: float
) -> dict[str, tuple[float, float]]:
    """Return the centre of each zone on one map, in minutes of travel east and north.

    The map keeps distances from the centre of the territory (azimuthal equidistant projection).

    Parameters
    ----------
    zones
        Longitude and latitude of the establishments of each zone that has some.
    minutes_km
        Minutes of travel per kilometre as the crow flies.
    """
    from pyproj import Transformer

    if not zones:
        return {}
    means = {name: np.mean(points, axis=0) for name, points in zones.items()}
    longitude, latitude = np.mean(list(means.values()), axis=0)
    flat = f"+proj=aeqd +lat_0={latitude:.6f} +lon_0={longitude:.6f} +datum=WGS84 +units=m"
    to_flat = Transformer.from_crs(4326, flat, always_xy=True)
    found = {}
    for name, (east, north) in means.items():
        x, y = to_flat.transform(east, north)
        found[name] = (round(x / 1000 * minutes_km, 1), round(y / 1000 * minutes_km, 1))
    return found
