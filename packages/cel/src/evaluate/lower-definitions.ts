import type { VariableDeclaration } from "../check/declarations.ts";
import type { Place } from "../syntax/ast.ts";
import { dynType, mapType, optionalType, stringType } from "../type-system/type.ts";
import { CelError } from "../values/cel-error.ts";
import { CelMap } from "../values/cel-map.ts";
import type { Value } from "../values/value.ts";
import type { MapEntryOperation, Operation, OperationBase } from "./operation.ts";
import type { ComputedVariable } from "./program.ts";

/** What names of opaque variables stand for, in the order in which they are shown. */
export interface Definitions {
  /** `V.x` by name. */
  readonly computed?: ReadonlyMap<string, ComputedVariable>;
  /** `C.x` by name. */
  readonly constants?: ReadonlyMap<string, Value>;
}

/** A variable by itself: `R`; or `V` or `C`, a map of its members that have a value. */
export function wholeVariable(
  { name, source }: VariableDeclaration,
  { computed, constants }: Definitions,
  { type, place }: OperationBase,
): Operation {
  const base = { type: mapType(stringType, dynType), place };
  switch (source.kind) {
    case "path":
    case "members-of":
      return { kind: "read", type, place, name, path: source.path };
    case "computed":
      return { kind: "map", ...base, variable: name, entries: entriesOf(name, computed ?? new Map(), place) };
    case "constants":
      return { kind: "constant", ...base, value: new CelMap(constants ?? []) };
  }
}

/** A member of `V`, `C` or `G`; `undefined` for keys of maps. */
export function memberOf(
  { name: variable, source }: VariableDeclaration,
  name: string,
  { computed, constants }: Definitions,
  { type, place }: OperationBase,
): Operation | undefined {
  switch (source.kind) {
    case "path":
      return undefined;
    case "members-of":
      return { kind: "member", type, place, variable, path: source.path, name };
    case "computed": {
      const found = computed?.get(name);
      if (found === undefined) return undefinedMember(name, { type, place });
      return { kind: "computed", type, place, variable, name, computed: found, optional: false };
    }
    case "constants": {
      const value = constants?.get(name);
      if (value === undefined) return undefinedMember(name, { type, place });
      return { kind: "constant", type, place, value };
    }
  }
}

/** COMPAT(cerbos): whether undefined or failed, a variable or constant reads as an undefined field. */
function undefinedMember(name: string, { type, place }: OperationBase): Operation {
  return { kind: "fail", type, place, error: new CelError(`undefined field '${name}'`) };
}

/** COMPAT(cerbos): a variable that failed is not there. */
function entriesOf(
  variable: string,
  variables: ReadonlyMap<string, ComputedVariable>,
  place: Place,
): readonly MapEntryOperation[] {
  const type = optionalType(dynType);
  return [...variables].map(([name, computed]) => ({
    key: { kind: "constant", type: stringType, place, value: name },
    value: { kind: "computed", type, place, variable, name, computed, optional: true },
    optional: true,
  }));
}
