// The phone's own words for itself and for what went wrong.

import { t } from "../i18n/index.svelte";
import type { LinkEnd } from "./linkClient";
import type { PairFailure } from "./store.svelte";

/** What the phone is called until its owner says otherwise. */
export function defaultName(): string {
  const known = /iPhone|iPad|Android/.exec(navigator.userAgent)?.[0];
  return known ?? t("pairPhone.defaultName");
}

/** Which sentence a try at pairing ends with. */
export function failureOf(end: LinkEnd): PairFailure {
  switch (end) {
    case "wrong_car":
      return "otherCar";
    case "not_paired":
    case "replaced":
    case "failed":
      return "unreachable";
    default:
      return end;
  }
}
