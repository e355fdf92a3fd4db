import type { Json } from "@orthrus/protocol";
import type { AttributeType } from "./claim-mapping.ts";
import { isObject } from "./claim-path.ts";

/** Whether a value is of the type a mapping row promises. */
export function hasAttributeType(value: Json, type: AttributeType): boolean {
  switch (type) {
    case "string":
    case "boolean":
      return typeof value === type;
    case "number":
      return typeof value === "number" && Number.isFinite(value);
    case "strings":
      return Array.isArray(value) && value.every((element) => typeof element === "string");
    case "object":
      return isObject(value);
    case "json":
      return true;
  }
}
