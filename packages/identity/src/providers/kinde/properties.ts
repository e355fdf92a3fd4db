import type { Json, JsonObject } from "@orthrus/protocol";
import { isObject } from "../../claims/claim-path.ts";

/**
 * Takes the values out of properties; those without one are left out.
 *
 * Shape: `{ department: { v: "finance" }, nickname: {} }` → `{ department: "finance" }`
 */
export function propertyValues(properties: Json | undefined): JsonObject | undefined {
  if (!isObject(properties)) return undefined;
  const values = Object.entries(properties).flatMap(([key, property]): [string, Json][] =>
    isObject(property) && property.v !== undefined && property.v !== null && key !== "__proto__"
      ? [[key, property.v]]
      : [],
  );
  return values.length > 0 ? Object.fromEntries(values) : undefined;
}
