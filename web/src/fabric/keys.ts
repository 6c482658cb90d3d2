// Composite sort keys, as Python compares tuples.

type Key = readonly (number | string)[];

/** Compare keys of equal shape: below 0 when `a` is less, 0 when equal. */
export function compareKeys(a: Key, b: Key): number {
  for (const [index, left] of a.entries()) {
    const right = b[index] as number | string;
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
