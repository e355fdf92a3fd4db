import type { Environment } from "@orthrus/cel";
import { directiveNames } from "./parse-directive.ts";
import type { ReplState } from "./repl-state.ts";

/** What could stand at the end of a line, and the piece it would replace. */
export type Completion = readonly [candidates: readonly string[], piece: string];

/**
 * Completes the name at the end of a line: directives, variables, functions, and members where they are known.
 *
 * Shape: `1 + si` → `[["size"], "si"]`; `R.attr.ow` → `[["R.attr.owner"], "R.attr.ow"]`.
 */
export function completeName(line: string, state: ReplState, environment: Environment): Completion {
  if (/^\s*:\w*$/.test(line)) return matching(directiveNames, line.trimStart());
  const [piece = ""] = /[\w.]*$/.exec(line) ?? [];
  const dot = piece.lastIndexOf(".");
  if (dot < 0)
    return matching([...variableNames(state, environment), ...functions(environment, false)], piece);
  const target = piece.slice(0, dot);
  const members = memberNames(target.split("."), state);
  const names = members.length > 0 ? members : functions(environment, true);
  // Some functions have a dot in their name, such as `math.abs`.
  const qualified = functions(environment, false).filter((name) => name.startsWith(`${target}.`));
  return matching(qualified.length > 0 ? qualified : names.map((name) => `${target}.${name}`), piece);
}

function matching(names: readonly string[], piece: string): Completion {
  return [[...new Set(names)].filter((name) => name.startsWith(piece)).sort(), piece];
}

function variableNames(state: ReplState, { declarations }: Environment): readonly string[] {
  return [...declarations.variables.keys(), ...state.variables.keys()];
}

/** Operators have names too, which nobody can type. */
function functions({ declarations }: Environment, isMember: boolean): readonly string[] {
  return [...declarations.functions]
    .filter(
      ([name, overloads]) => /^[a-zA-Z]/.test(name) && overloads.some(({ member }) => member === isMember),
    )
    .map(([name]) => name);
}

const FIELDS_OF_REQUEST = ["principal", "resource", "auxData"];
const FIELDS_OF_PRINCIPAL = ["id", "attr", "policyVersion", "roles", "scope"];
const FIELDS_OF_RESOURCE = ["id", "attr", "kind", "policyVersion", "scope"];

function memberNames([root = "", ...path]: readonly string[], state: ReplState): readonly string[] {
  const { principal, resource, auxData } = state.request;
  switch (root) {
    case "request": {
      const [field = "", ...rest] = path;
      if (path.length === 0) return FIELDS_OF_REQUEST;
      if (field === "principal") return memberNames(["P", ...rest], state);
      if (field === "resource") return memberNames(["R", ...rest], state);
      return field === "auxData" ? keysAt(auxData, rest, ["jwt", "jwts"]) : [];
    }
    case "P":
      return keysAt(asShown(principal), path, FIELDS_OF_PRINCIPAL);
    case "R":
      return keysAt(asShown(resource), path, FIELDS_OF_RESOURCE);
    case "V":
    case "variables":
      return path.length === 0 ? [...state.definitions.keys(), ...Object.keys(state.given)] : [];
    case "C":
    case "constants":
      return keysAt(state.constants, path, []);
    case "G":
    case "globals":
      return keysAt(state.globals, path, []);
    case "runtime":
      return path.length === 0 ? ["effectiveDerivedRoles"] : [];
    default:
      return keysAt(state.variables.get(root)?.value, path, []);
  }
}

/** Under the names that conditions use. */
function asShown(identity: ReplState["request"]["principal"]): unknown {
  return { attr: identity?.attributes };
}

function keysAt(value: unknown, path: readonly string[], fields: readonly string[]): readonly string[] {
  if (path.length === 0 && fields.length > 0) return fields;
  let at = value;
  for (const step of path) at = isPlain(at) && Object.hasOwn(at, step) ? at[step] : undefined;
  return isPlain(at) ? Object.keys(at) : [];
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
