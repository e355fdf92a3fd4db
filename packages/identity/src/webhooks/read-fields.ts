import type { Json, JsonObject } from "@orthrus/protocol";

/** Payloads are signed, yet their shape is the provider's business: what is not of the expected type counts as absent. */
export function objectIn(value: Json | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

export function listIn(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** Empty texts are absent ones: no provider has empty ids, and empty names say nothing. Zero bytes no database takes. */
export function textIn(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" && !value.includes("\0") ? value : undefined;
}

export function timeIn(value: Json | undefined): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

export function textsIn(value: Json | undefined): readonly string[] {
  return listIn(value).flatMap((one) => textIn(one) ?? []);
}

/** Without the members that are undefined, which records must not have. */
export function given<Members extends object>(
  members: Members,
): { [Name in keyof Members]: Exclude<Members[Name], undefined> } {
  const present = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as { [Name in keyof Members]: Exclude<Members[Name], undefined> };
}

/** Undefined for what is no JSON object. */
export function parseObject(text: string): JsonObject | undefined {
  try {
    const value: Json = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined;
  } catch {
    return undefined;
  }
}
