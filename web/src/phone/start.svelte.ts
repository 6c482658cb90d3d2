// From a page to a running phone: one tab at a time, storage, key, node, and what wakes it.

import { DEMO_CHANNEL, type DemoMessage } from "../demo/presence";
import { openDeviceKey, UnsupportedBrowserError } from "./deviceKey";
import { PhoneNode } from "./node.svelte";
import { PhoneStorage } from "./storage";
import { PhoneStore } from "./store.svelte";

const LOCK = "segue.phone";

export class PhoneStart {
  store = new PhoneStore();
  node = $state.raw<PhoneNode | null>(null);

  constructor() {
    void this.#run();
  }

  async #run(): Promise<void> {
    // Two tabs would be two devices with one identity. The first keeps it; the next waits.
    if (!navigator.locks) {
      this.store.phase = "insecure"; // as keys, locks need a page over HTTPS or from localhost
      return;
    }
    void navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => {
      if (!lock) {
        this.store.phase = "elsewhere";
        return navigator.locks.request(LOCK, () => location.reload());
      }
      return this.#start();
    });
  }

  /** Never resolves once it runs: the lock is held for as long as the page lives. */
  async #start(): Promise<void> {
    try {
      const key = await openDeviceKey();
      const storage = await PhoneStorage.open();
      this.#watchDemo();
      this.node = await PhoneNode.start(this.store, storage, key);
    } catch (error) {
      console.error(error);
      this.store.phase =
        error instanceof UnsupportedBrowserError
          ? error.reason === "insecure_page"
            ? "insecure"
            : "tooOld"
          : "broken";
      return;
    }
    this.#takeCode();
    addEventListener("hashchange", () => this.#takeCode());
    // A touch anywhere is what the browser waits for before it lets sound out.
    addEventListener("pointerdown", () => this.node?.player.unblock());
    void navigator.storage?.persist?.();
    await new Promise(() => {});
  }

  /** A scanned code arrives in the address; it is taken out at once, so that it is not kept. */
  #takeCode(): void {
    if (!location.hash.startsWith("#pair=")) return;
    const url = location.href;
    history.replaceState(null, "", location.pathname + location.search);
    this.node?.pair(url);
  }

  /** On the demo's page the strip says where the person stands. */
  #watchDemo(): void {
    if (!new URLSearchParams(location.search).has("demo")) return;
    this.store.near = false;
    const channel = new BroadcastChannel(DEMO_CHANNEL);
    channel.onmessage = (event: MessageEvent<DemoMessage>) => {
      if (event.data.type !== "near") return;
      if (this.node) this.node.setNear(event.data.near);
      else this.store.near = event.data.near;
    };
    channel.postMessage({ type: "ask" } satisfies DemoMessage);
  }
}

/** Let the page open without the car. Only where a service worker may be (https, localhost). */
export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register("/phone/sw.js", { scope: "/phone/" }).catch(() => {});
}
