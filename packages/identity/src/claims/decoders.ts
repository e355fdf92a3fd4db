import type { Json } from "@orthrus/protocol";
import type { ClaimDecoder } from "./claim-mapping.ts";

/** Words separated by spaces, or a list of them, as OAuth scopes come. Of several claims the first that is there counts. */
export const wordList: ClaimDecoder = {
  name: "words, or a list",
  decode: (values) => {
    const value = values.find((one) => one !== undefined && one !== null);
    return typeof value === "string" ? value.split(" ").filter((word) => word !== "") : value;
  },
};

/** Names as switches: `["beta"]` → `{ beta: true }`. */
export const switches: ClaimDecoder = {
  name: "names as switches",
  decode: ([names]) =>
    isStrings(names)
      ? Object.fromEntries(names.filter((name) => name !== "__proto__").map((name) => [name, true]))
      : names,
};

/** Group paths without their leading slash. */
export const withoutSlash: ClaimDecoder = {
  name: "without leading slash",
  decode: ([names]) => (isStrings(names) ? names.map((name) => name.replace(/^\//, "")) : names),
};

/** The one entry of a list, or the one name of an object; absent when there are several. */
export const onlyOne: ClaimDecoder = {
  name: "if it is the only one",
  decode: ([value]) => {
    const names = isStrings(value)
      ? value
      : typeof value === "object" && value !== null
        ? Object.keys(value)
        : [value];
    return names.length === 1 ? names[0] : undefined;
  },
};

/** Whether any of the claims is there. */
export const isPresent: ClaimDecoder = {
  name: "if present",
  decode: (values) => (values.some((value) => value !== undefined) ? true : undefined),
};

function isStrings(value: Json | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((element) => typeof element === "string");
}
