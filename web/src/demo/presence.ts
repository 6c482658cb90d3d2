// The demo's strip and the phone beside it: where the person is standing.

export const DEMO_CHANNEL = "segue.demo";

export type DemoMessage = { type: "near"; near: boolean } | { type: "ask" };
