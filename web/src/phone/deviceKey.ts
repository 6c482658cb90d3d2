// The phone's key: made by WebCrypto, kept in IndexedDB, and not extractable by any script.

import { openDB, type DBSchema } from "idb";
import type { Bytes } from "../fabric/bytes";
import type { DeviceKey } from "../fabric/identity";

const DATABASE = "segue-device";
const STORE = "keys";
const NAME = "device";

interface Keys extends DBSchema {
  [STORE]: { key: typeof NAME; value: CryptoKeyPair };
}

/** This browser cannot be a phone; screens have a sentence for each reason. */
export class UnsupportedBrowserError extends Error {
  override name = "UnsupportedBrowserError";
  readonly reason: "insecure_page" | "no_ed25519";

  constructor(reason: UnsupportedBrowserError["reason"], options?: ErrorOptions) {
    super(
      reason === "insecure_page"
        ? "Keys need a page over HTTPS or from localhost."
        : "This browser has no Ed25519 keys: update it (Chrome 137, Safari 17, Firefox 129).",
      options,
    );
    this.reason = reason;
  }
}

/** Return this browser's key; make one first when there is none. Throws UnsupportedBrowserError. */
export async function openDeviceKey(): Promise<DeviceKey> {
  // `subtle` is missing on pages that are not a secure context, whatever its type says.
  if (!(crypto.subtle as SubtleCrypto | undefined)) {
    throw new UnsupportedBrowserError("insecure_page");
  }
  const database = await openDB<Keys>(DATABASE, 1, {
    upgrade: (fresh) => void fresh.createObjectStore(STORE),
  });
  try {
    const stored = await database.get(STORE, NAME);
    if (stored) return await usable(stored);
    const made = await generate();
    // Another tab may have been faster: the first key stays, in one transaction.
    const transaction = database.transaction(STORE, "readwrite", { durability: "strict" });
    const first = await transaction.store.get(NAME);
    if (!first) await transaction.store.put(made, NAME);
    await transaction.done;
    return await usable(first ?? made);
  } finally {
    database.close();
  }
}

async function generate(): Promise<CryptoKeyPair> {
  try {
    return (await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"])) as CryptoKeyPair;
  } catch (cause) {
    throw new UnsupportedBrowserError("no_ed25519", { cause });
  }
}

async function usable(pair: CryptoKeyPair): Promise<DeviceKey> {
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return {
    publicKey,
    sign: async (message: Bytes) =>
      new Uint8Array(await crypto.subtle.sign("Ed25519", pair.privateKey, message)),
  };
}
