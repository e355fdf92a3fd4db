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
  const permissions = names.split(",").map((name) => name.trim());
  const granted = masks.split(",").map((mask) => bitsOf(mask.trim()));
  return features.flatMap((feature, index) => {
    const bits = granted[index] ?? "";
    return permissions.flatMap((name, bit) => (bits.at(-1 - bit) === "1" ? [`org:${feature}:${name}`] : []));
  });
}

/** Base 2, highest bit first. More names than a number has bits are usual, so masks are whole numbers of any size. */
function bitsOf(mask: string): string {
  return /^\d+$/.test(mask) ? BigInt(mask).toString(2) : "";
}
