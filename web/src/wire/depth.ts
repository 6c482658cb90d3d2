// How deep JSON text may be nested: a fixed limit, as a reader's own is the stack it happens to run on.

const TOKEN = /"(?:[^"\\]|\\[^])*"|[[\]{}]/g;

/** Return whether JSON text has over `limit` lists and objects in one another. */
export function isDeeperThan(limit: number, text: string): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === "[" || token === "{") depth += 1;
    else if (token === "]" || token === "}") depth -= 1;
    if (depth > limit) return true;
  }
  return false;
}
