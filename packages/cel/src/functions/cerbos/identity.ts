import type { Value } from "../../values/value.ts";
import type { FunctionRow } from "../library.ts";

/** The function that changes nothing. */
export const identityRow: FunctionRow = {
  name: "id",
  signature: "(dyn) dyn",
  call: (value: Value) => value,
};
