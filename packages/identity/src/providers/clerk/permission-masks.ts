/**
 * Decodes the permissions of a version 2 session token.
 *
 * Shape: `(["documents", "invoices"], "read,edit,pay", "3,5")` → `["org:documents:read", "org:documents:edit",
 * "org:invoices:read", "org:invoices:pay"]`. Bit j of mask i grants name j of feature i; features count without those
 * that belong to the user alone.
 * Source: `@clerk/shared` 4.36, `jwtPayloadParser`.
 */
export function permissionsOfMasks(
  features: readonly string[],
  names: string,
  masks: string,
): readonly string[] {
  if (names === "" || masks === "") return [];
  const permissions = names.split(",");
  const granted = masks.split(",");
  const found: string[] = [];
  // PERF: plain loops, because this is most of what a session costs beside its signature, see benchmarks/identity.ts.
  const count = Math.min(features.length, granted.length);
  for (let feature = 0; feature < count; feature++) {
    const bits = bitsOf(granted[feature]?.trim() ?? "");
    const last = bits.length - 1;
    for (let bit = 0; bit < permissions.length && bit <= last; bit++) {
      if (bits[last - bit] === "1") found.push(`org:${features[feature]}:${permissions[bit]?.trim()}`);
    }
  }
  return found;
}

/** Base 2, highest bit first. More names than a number has bits are usual, so masks are whole numbers of any size. */
function bitsOf(mask: string): string {
  if (!/^\d+$/.test(mask)) return "";
  const small = Number(mask);
  return Number.isSafeInteger(small) ? small.toString(2) : BigInt(mask).toString(2);
}
