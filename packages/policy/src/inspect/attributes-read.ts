import type { ReadPath } from "@orthrus/cel";
import type { InspectedAttribute } from "./policy-inspection.ts";

/** The attributes among what expressions read, sorted by name. */
export function attributesOf(reads: readonly ReadPath[]): readonly InspectedAttribute[] {
  const found = new Map<string, InspectedAttribute>();
  for (const read of reads) {
    const attribute = attributeOf(read);
    if (attribute !== undefined) found.set(`${attribute.name}\n${attribute.of}`, attribute);
  }
  return [...found].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, attribute]) => attribute);
}

/** Shape: `request.principal.attr.team` → `{ of: "principal", name: "team" }`. */
function attributeOf([root, ...fields]: ReadPath): InspectedAttribute | undefined {
  const [subject, field, name] = root === "request" ? fields : [root, ...fields];
  if (field !== "attr" || name === undefined) return undefined;
  if (subject === "P" || subject === "principal") return { of: "principal", name };
  return subject === "R" || subject === "resource" ? { of: "resource", name } : undefined;
}
