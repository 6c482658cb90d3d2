// A few far cities for a first try, and for a driver who may not type.

import type { Place } from "../../wire/schema";

const row = (
  name: string,
  name_zh: string,
  country: string,
  latitude_deg: number,
  longitude_deg: number,
): Place => ({
  name,
  name_zh,
  country,
  latitude_deg,
  longitude_deg,
  region: "",
  population: 0,
  geoname_id: 0,
});

const CITIES: readonly Place[] = [
  row("Shanghai", "上海", "CN", 31.2222, 121.4581),
  row("Tianjin", "天津", "CN", 39.1422, 117.1767),
  row("Hangzhou", "杭州", "CN", 30.2937, 120.1614),
  row("Xi'an", "西安", "CN", 34.2583, 108.9286),
  row("Berlin", "柏林", "DE", 52.5244, 13.4105),
  row("Hamburg", "汉堡", "DE", 53.5507, 9.993),
  row("Munich", "慕尼黑", "DE", 48.1374, 11.5755),
  row("Amsterdam", "阿姆斯特丹", "NL", 52.374, 4.8897),
  row("Paris", "巴黎", "FR", 48.8534, 2.3488),
  row("Los Angeles", "洛杉矶", "US", 34.0522, -118.2437),
  row("San Francisco", "旧金山", "US", 37.7749, -122.4194),
  row("Las Vegas", "拉斯维加斯", "US", 36.175, -115.1372),
];

/** Cities on the car's own continent, nearest last: a trip should be worth planning. */
export function suggestions(latitudeDeg: number, longitudeDeg: number, count = 4): Place[] {
  const far = (place: Place) =>
    Math.hypot(
      place.latitude_deg - latitudeDeg,
      (place.longitude_deg - longitudeDeg) * Math.cos((latitudeDeg * Math.PI) / 180),
    );
  return CITIES.filter((place) => far(place) > 0.5 && far(place) < 25)
    .sort((a, b) => far(b) - far(a))
    .slice(0, count);
}
