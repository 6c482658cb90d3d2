import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { openDB } from "idb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { checkProof, prove } from "../fabric/identity";
import { openDeviceKey, UnsupportedBrowserError } from "./deviceKey";

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});
afterEach(() => vi.unstubAllGlobals());

describe("the phone's key", () => {
  it("is the same for life, also when two tabs make it at once", async () => {
    const [first, second] = await Promise.all([openDeviceKey(), openDeviceKey()]);
    expect(first.publicKey).toEqual(second.publicKey);
    expect((await openDeviceKey()).publicKey).toEqual(first.publicKey);
  });

  it("signs what a car accepts", async () => {
    const key = await openDeviceKey();
    const session = new Uint8Array(32).fill(3);
    const proof = await prove(key, "Phone", "phone", session);
    expect(checkProof(proof, session).name).toBe("Phone");
  });

  it("cannot be taken out of the browser", async () => {
    await openDeviceKey();
    const database = await openDB("segue-device", 1);
    const pair = (await database.get("keys", "device")) as CryptoKeyPair;
    database.close();
    expect(pair.privateKey.extractable).toBe(false);
    await expect(crypto.subtle.exportKey("pkcs8", pair.privateKey)).rejects.toThrow();
  });

  it("says that a page over plain HTTP cannot have one", async () => {
    vi.stubGlobal("crypto", {});
    await expect(openDeviceKey()).rejects.toMatchObject({ reason: "insecure_page" });
  });

  it("says when the browser is too old", async () => {
    const generateKey = () => Promise.reject(new DOMException("no", "NotSupportedError"));
    vi.stubGlobal("crypto", { subtle: { generateKey } });
    const opened = openDeviceKey();
    await expect(opened).rejects.toThrow(UnsupportedBrowserError);
    await expect(opened).rejects.toMatchObject({ reason: "no_ed25519" });
  });
});
