// A phone in a Node process, for the conformance tests: pairs with the car of the URL it is given,
// prints what happens as JSON lines, and sends every message back as it came.

import { ed25519 } from "@noble/curves/ed25519.js";
import { localDevice } from "../../fabric/link";
import { parsePairUrl } from "../../fabric/pairing";
import { LinkClient } from "../linkClient";

const random = () => crypto.getRandomValues(new Uint8Array(32));
const print = (line: object) => console.log(JSON.stringify(line));

const secret = random();
const local = await localDevice(
  {
    publicKey: ed25519.getPublicKey(secret),
    sign: async (message) => ed25519.sign(message, secret),
  },
  { name: "浏览器", kind: "phone", staticSecret: random(), bootId: "浏览器" },
);

const client = new LinkClient(local, parsePairUrl(process.argv[2] ?? ""), {
  pairWaiting: (checkCode) => print({ kind: "waiting", checkCode }),
  pairGranted: async ({ car, spaceId, addresses }) =>
    print({ kind: "granted", carId: car.device_id, spaceId, addresses }),
  remember: async (addresses) => print({ kind: "remember", addresses }),
  linkUp: (car) => print({ kind: "up", name: car.name }),
  linkMessage: (message) => void client.send(message),
  linkDown: () => print({ kind: "down" }),
  linkEnded: (end) => print({ kind: "ended", end }),
});
client.start();
