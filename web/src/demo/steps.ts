// What a person would do next, for the demo's one line of advice.

/** The messages it chooses from. */
export type DemoHint =
  | "demo.hintPair"
  | "demo.hintPlan"
  | "demo.hintWalk"
  | "demo.hintGetIn"
  | "demo.hintDrive"
  | "demo.hintGetOut";

export interface DemoFacts {
  paired: boolean;
  near: boolean;
  hasRoute: boolean;
  seated: boolean;
  parked: boolean;
  routeInCar: boolean;
}

/** Return the advice for where the story is. */
export function nextHint(facts: DemoFacts): DemoHint {
  if (!facts.paired) return "demo.hintPair";
  if (facts.seated && !facts.parked) return "demo.hintGetOut";
  if (facts.seated) return "demo.hintDrive";
  if (!facts.hasRoute) return "demo.hintPlan";
  if (!facts.near) return "demo.hintWalk";
  return "demo.hintGetIn";
}
