// What assistance does next, and what the guard does about it, in words.

import { distance, type Language, speedFigure } from "../../i18n/format";
import { hasMessage, translate } from "../../i18n/index.svelte";
import type { AssistView } from "../../wire/schema";
import { OWN_CAR } from "./shapes";
import { headlineOf } from "./status";

/** A speed is named in steps of this, so that words do not flicker [m/s]. */
const STEP_MPS = 5 / 3.6;
/** A smaller change of speed is not worth a word [m/s]. */
const WORTH_MPS = 1.5;
const STANDS_MPS = 0.5;

function speed(language: Language, mps: number): string {
  const figure = speedFigure(language, Math.round(mps / STEP_MPS) * STEP_MPS);
  return `${figure.value} ${figure.unit}`;
}

/** What the car does, in a few words. */
export function doesWords(language: Language, { plan }: Pick<AssistView, "plan">): string {
  if (!plan) return translate(language, "assist.does.nothing");
  return translate(language, `assist.does.${plan.behaviour}`);
}

/** For whom, and where its speed goes; empty when it keeps its speed for nobody. */
export function detailWords(
  language: Language,
  view: Pick<AssistView, "plan" | "objects" | "speed_mps">,
): string {
  return [followedWords(language, view), paceWords(language, view)].filter(Boolean).join(" · ");
}

function followedWords(language: Language, { objects }: Pick<AssistView, "objects">): string {
  const followed = objects.find((object) => object.followed);
  if (!followed) return "";
  const apartM = Math.hypot(followed.x_m, followed.y_m);
  const gapM = Math.max(0, apartM - (followed.length_m + OWN_CAR.length_m) / 2);
  return translate(language, `assist.followed.${followed.kind}`, {
    distance: distance(language, gapM),
  });
}

function paceWords(
  language: Language,
  { plan, speed_mps }: Pick<AssistView, "plan" | "speed_mps">,
): string {
  if (!plan || plan.speeds_mps.length === 0) return "";
  const [least, most] = [Math.min(...plan.speeds_mps), Math.max(...plan.speeds_mps)];
  if (speed_mps - least > WORTH_MPS) {
    if (least < STANDS_MPS) return translate(language, "assist.pace.stop");
    return translate(language, "assist.pace.slower", { speed: speed(language, least) });
  }
  if (most - speed_mps > WORTH_MPS) {
    return translate(language, "assist.pace.faster", { speed: speed(language, most) });
  }
  return "";
}

/** What the guard changes now; empty when it lets everything pass. */
export function guardWords(language: Language, rules: readonly string[]): string {
  const what = rules.map((rule) => {
    const key = `assist.rule.${rule}`;
    return hasMessage(key) ? translate(language, key as "assist.rule.rss") : rule;
  });
  return what.length > 0 ? translate(language, "assist.guard", { what: what.join(", ") }) : "";
}

/** A warning: its first words in the reader's language, and what the car adds. */
export function warningWords(
  language: Language,
  { state, warning }: Pick<AssistView, "state" | "warning">,
): { headline: string; detail: string } {
  const key = headlineOf(state);
  if (!key) return { headline: warning.text, detail: "" };
  const known = translate("en", key);
  return {
    headline: translate(language, key),
    detail: warning.text.replace(known, "").trim(),
  };
}
