// Figures and units as people read them. SI in, text out, through Intl.

export type Language = "en" | "zh";

const TAG: Record<Language, string> = { en: "en-GB", zh: "zh-CN" };
const cache = new Map<string, Intl.NumberFormat>();

function number(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language + JSON.stringify(options);
  let format = cache.get(key);
  if (!format) {
    format = new Intl.NumberFormat(TAG[language], options);
    cache.set(key, format);
  }
  return format;
}

/** A figure and its unit, apart, for screens that set them in two sizes. */
export interface Figure {
  value: string;
  unit: string;
}

function figure(
  language: Language,
  value: number,
  unit: string,
  digits: number,
): Figure {
  const parts = number(language, {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumFractionDigits: digits,
    minimumFractionDigits: digits,
  }).formatToParts(value);
  const unitText = parts.find((part) => part.type === "unit")?.value ?? "";
  const rest = parts.filter((part) => part.type !== "unit" && part.type !== "literal");
  return { value: rest.map((part) => part.value).join(""), unit: unitText };
}

const join = (language: Language, { value, unit }: Figure) =>
  language === "zh" && /\p{Script=Han}/u.test(unit) ? `${value}${unit}` : `${value} ${unit}`;

/** Metres below a kilometre in steps a driver can use, then kilometres. */
export function distanceFigure(language: Language, metres: number): Figure {
  const m = Math.max(0, metres);
  if (m < 975) {
    const step = m < 100 ? 10 : 50;
    return figure(language, Math.round(m / step) * step, "meter", 0);
  }
  const km = m / 1000;
  return figure(language, km, "kilometer", km < 9.95 ? 1 : 0);
}

export const distance = (language: Language, metres: number): string =>
  join(language, distanceFigure(language, metres));

/** Hours and minutes; never "0 min" for something that is still ahead. */
export function duration(language: Language, seconds: number): string {
  const minutes = Math.max(1, Math.round(seconds / 60));
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  const hourText = language === "zh" ? `${hours} 小时` : `${hours} h`;
  const minuteText = language === "zh" ? `${rest} 分钟` : `${rest} min`;
  if (hours === 0) return minuteText;
  if (hours >= 48 || rest === 0) return hourText;
  return `${hourText} ${language === "zh" ? `${rest} 分` : minuteText}`;
}

const AGE_UNITS = {
  en: [" s", " min", " h", " days"],
  zh: [" 秒", " 分钟", " 小时", " 天"],
} as const;

/** How long ago, in one unit. */
export function age(language: Language, seconds: number): string {
  const s = Math.max(0, seconds);
  const units = AGE_UNITS[language];
  if (s < 60) return Math.floor(s) + units[0];
  if (s < 3600) return Math.floor(s / 60) + units[1];
  if (s < 172_800) return Math.floor(s / 3600) + units[2];
  return Math.floor(s / 86_400) + units[3];
}

export const speedFigure = (language: Language, metresPerSecond: number): Figure =>
  figure(language, Math.round(Math.abs(metresPerSecond) * 3.6), "kilometer-per-hour", 0);

export const powerFigure = (language: Language, watts: number): Figure => ({
  value: number(language, { maximumFractionDigits: 0 }).format(Math.round(watts / 1000) || 0),
  unit: "kW",
});

export const energy = (language: Language, wattHours: number): string =>
  `${number(language, { maximumFractionDigits: wattHours < 9950 ? 1 : 0 }).format(wattHours / 1000)} kWh`;

/** A share as whole per cent; never rounds a rest up to full or down to empty. */
export function percent(language: Language, fraction: number): string {
  const whole = Math.round(fraction * 100);
  const honest =
    whole === 100 && fraction < 1 ? 99 : whole === 0 && fraction > 0.001 ? 1 : whole;
  return number(language, { style: "percent", maximumFractionDigits: 0 }).format(honest / 100);
}

/** Whole per cent points, for "± 4 %". */
export const percentPoints = (language: Language, fraction: number): string =>
  number(language, { style: "percent", maximumFractionDigits: 0 }).format(
    Math.max(1, Math.round(fraction * 100)) / 100,
  );

/** Kelvin to degrees Celsius, in half degrees where a person sets it. */
export function temperature(language: Language, kelvin: number, digits: 0 | 1 = 0): string {
  const celsius = kelvin - 273.15;
  const rounded = digits === 1 ? Math.round(celsius * 2) / 2 : Math.round(celsius) || 0;
  const text = number(language, {
    maximumFractionDigits: digits,
    minimumFractionDigits: digits,
  }).format(rounded);
  return `${text.replace("-", "−")}°`;
}

export const count = (language: Language, value: number): string =>
  number(language, { notation: "compact", maximumSignificantDigits: 2 }).format(value);

const pad = (value: number) => String(value).padStart(2, "0");

/** Minutes and seconds of a track or a countdown. */
export function clockSpan(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  const [hours, minutes] = [Math.floor(s / 3600), Math.floor(s / 60) % 60];
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(s % 60)}` : `${minutes}:${pad(s % 60)}`;
}

/** Time of day where the reader is; `utcMs` in milliseconds. */
export const timeOfDay = (utcMs: number): string => {
  const date = new Date(utcMs);
  return `${pad(date.getHours())}:${pad(date.getMinutes())}`;
};
