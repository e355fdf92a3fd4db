import type { Json } from "@orthrus/protocol";

/** A value on one line, members sorted, so that expected and actual values compare at a glance. */
export function compactJson(value: Json): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    isMembers(member)
      ? Object.fromEntries(Object.entries(member).sort(([left], [right]) => (left < right ? -1 : 1)))
      : member,
  );
}

function isMembers(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
