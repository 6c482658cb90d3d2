// A plan in words.

import type { Language } from "../../i18n/format";
import { hasMessage, t, translate } from "../../i18n/index.svelte";
import type { Maneuver, NoPlan, Place, TripPlan } from "../../wire/schema";

const nameIn = (language: Language, place: Place) =>
  language === "zh" && place.name_zh ? place.name_zh : place.name;

export interface ManeuverWords {
  what: string;
  where: string;
}

/** What to do and toward where, apart, so that a screen can set them in two weights. */
export function maneuverText(
  language: Language,
  maneuver: Maneuver,
  plan: Pick<TripPlan, "destination">,
): ManeuverWords {
  const what = translate(language, `man.${maneuver.kind}`);
  if (maneuver.kind === "arrive") {
    const place = nameIn(language, plan.destination);
    return { what, where: translate(language, "man.arriveAt", { place }) };
  }
  const toward = language === "zh" ? maneuver.toward_zh || maneuver.toward : maneuver.toward;
  return { what, where: toward ? translate(language, "man.toward", { place: toward }) : "" };
}

/** Why there is no plan, in the reader's language when the code is known. */
export function noPlanText(noPlan: Pick<NoPlan, "code" | "reason">): string {
  const key = `noplan.${noPlan.code}`;
  return hasMessage(key) ? (t as (k: typeof key) => string)(key) : noPlan.reason;
}
