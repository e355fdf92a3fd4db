import type { ElementType } from "../mapping.ts";

/** What MongoDB calls numbers that a check sees as such; decimals are objects to drivers. */
export const numberTypes: readonly string[] = ["int", "long", "double"];

export const elementTypes: Readonly<Record<ElementType, readonly string[]>> = {
  string: ["string"],
  number: numberTypes,
  boolean: ["bool"],
};
