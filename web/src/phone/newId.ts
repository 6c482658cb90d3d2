// Identifiers that sort by creation time; the layout of segue.kernel.new_id.

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** Return a 26-character id: 48 bits of milliseconds, then 80 random bits (10 bytes). */
export function newId(utcMs: number, randomness: Uint8Array): string {
  let value = BigInt(Math.floor(utcMs)) & 0xffff_ffff_ffffn;
  for (const byte of randomness.subarray(0, 10)) value = (value << 8n) | BigInt(byte);
  let text = "";
  for (let i = 0; i < 26; i++) {
    text = ALPHABET[Number(value & 31n)]! + text;
    value >>= 5n;
  }
  return text;
}
