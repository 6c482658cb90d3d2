import { describe, expect, it } from "vitest";
import * as format from "./format";
import { translate } from "./index.svelte";
import { messages } from "./messages";

describe("format", () => {
  it.each([
    [0, "0 m", "0米"],
    [83, "80 m", "80米"],
    [430, "450 m", "450米"],
    [974, "950 m", "950米"],
    [980, "1.0 km", "1.0公里"],
    [9_949, "9.9 km", "9.9公里"],
    [9_960, "10 km", "10公里"],
    [1_213_400, "1,213 km", "1,213公里"],
  ])("says %d m as %s and %s", (metres, en, zh) => {
    expect(format.distance("en", metres)).toBe(en);
    expect(format.distance("zh", metres)).toBe(zh);
  });

  it.each([
    [10, "1 min", "1 分钟"],
    [1_800, "30 min", "30 分钟"],
    [3_600, "1 h", "1 小时"],
    [45_000, "12 h 30 min", "12 小时 30 分"],
  ])("says %d s as %s and %s", (seconds, en, zh) => {
    expect(format.duration("en", seconds)).toBe(en);
    expect(format.duration("zh", seconds)).toBe(zh);
  });

  it.each([
    [0, "0 s", "0 秒"],
    [59.9, "59 s", "59 秒"],
    [3_599, "59 min", "59 分钟"],
    [90_000, "25 h", "25 小时"],
    [172_800, "2 days", "2 天"],
  ])("says %d s ago as %s and %s", (seconds, en, zh) => {
    expect(format.age("en", seconds)).toBe(en);
    expect(format.age("zh", seconds)).toBe(zh);
  });

  it("never shows a battery that is fuller or emptier than it is", () => {
    expect(format.percent("en", 0.9999)).toBe("99%");
    expect(format.percent("en", 1)).toBe("100%");
    expect(format.percent("en", 0.004)).toBe("1%");
    expect(format.percent("en", 0)).toBe("0%");
    expect(format.percent("en", -0.12)).toBe("-12%");
  });

  it("turns kelvin into degrees a person sets", () => {
    expect(format.temperature("en", 294.65, 1)).toBe("21.5°");
    expect(format.temperature("en", 263.15)).toBe("−10°");
    expect(format.temperature("en", 273.0)).toBe("0°");
  });

  it("counts a song and a code down", () => {
    expect(format.clockSpan(65.9)).toBe("1:05");
    expect(format.clockSpan(3_725)).toBe("1:02:05");
    expect(format.clockSpan(-3)).toBe("0:00");
  });
});

describe("messages", () => {
  it("fills in names", () => {
    expect(translate("en", "pair.askTitle", { name: "Ada" })).toBe("Let “Ada” in?");
    expect(translate("zh", "pair.askTitle", { name: "小明" })).toBe("允许“小明”连接?");
  });

  it("asks for the same names in both languages", () => {
    const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();
    for (const [key, [en, zh]] of Object.entries(messages)) {
      expect(names(zh), key).toEqual(names(en));
    }
  });
});
