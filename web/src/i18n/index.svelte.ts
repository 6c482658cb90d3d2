// The language on the screen: the reader's own at first, then what they chose, on every page.

import type { Place } from "../wire/schema";
import * as format from "./format";
import type { Language } from "./format";
import { type MessageArguments, type MessageKey, messages } from "./messages";

export type { Language, MessageKey };

const KEY = "segue.language";
const isLanguage = (text: unknown): text is Language => text === "en" || text === "zh";

class I18n {
  language = $state<Language>("en");

  constructor() {
    if (typeof window === "undefined") return;
    const asked = new URLSearchParams(location.search).get("lang");
    const stored = localStorage.getItem(KEY);
    this.language = isLanguage(asked)
      ? asked
      : isLanguage(stored)
        ? stored
        : navigator.languages.some((tag) => tag.startsWith("zh"))
          ? "zh"
          : "en";
    addEventListener("storage", (event) => {
      if (event.key === KEY && isLanguage(event.newValue)) {
        this.language = event.newValue;
        this.#apply();
      }
    });
    this.#apply();
  }

  set(language: Language): void {
    this.language = language;
    localStorage.setItem(KEY, language);
    this.#apply();
  }

  #apply(): void {
    document.documentElement.lang = this.language === "zh" ? "zh-Hans" : "en";
  }
}

export const i18n = new I18n();

/** Return a message in the language on the screen. */
export function t<Key extends MessageKey>(key: Key, ...args: MessageArguments<Key>): string {
  return translate(i18n.language, key, ...args);
}

/** Return a message in a language. */
export function translate<Key extends MessageKey>(
  language: Language,
  key: Key,
  ...args: MessageArguments<Key>
): string {
  const text: string = messages[key][language === "zh" ? 1 : 0];
  const values = args[0] as Record<string, string | number> | undefined;
  if (!values) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Is there a message under this key? For codes that come from the car. */
export const hasMessage = (key: string): key is MessageKey => Object.hasOwn(messages, key);

/** A place's name as the reader writes it. */
export const placeName = (place: Place): string =>
  i18n.language === "zh" && place.name_zh ? place.name_zh : place.name;

/** Region and country of a place, in words. */
export function placeDetail(place: Place): string {
  let country = place.country;
  if (country) {
    const names = new Intl.DisplayNames([i18n.language], { type: "region", fallback: "code" });
    country = names.of(country) ?? country;
  }
  const other = i18n.language === "zh" ? place.name : place.name_zh;
  const shown = placeName(place);
  return [other === shown ? "" : other, country].filter(Boolean).join(" · ");
}

/** The formatters, in the language on the screen. */
export const f = {
  distance: (m: number) => format.distance(i18n.language, m),
  distanceFigure: (m: number) => format.distanceFigure(i18n.language, m),
  duration: (s: number) => format.duration(i18n.language, s),
  age: (s: number) => format.age(i18n.language, s),
  speedFigure: (mps: number) => format.speedFigure(i18n.language, mps),
  powerFigure: (w: number) => format.powerFigure(i18n.language, w),
  energy: (wh: number) => format.energy(i18n.language, wh),
  percent: (frac: number) => format.percent(i18n.language, frac),
  percentPoints: (frac: number) => format.percentPoints(i18n.language, frac),
  temperature: (k: number, digits: 0 | 1 = 0) => format.temperature(i18n.language, k, digits),
  count: (n: number) => format.count(i18n.language, n),
  clockSpan: format.clockSpan,
  timeOfDay: format.timeOfDay,
};
