import type { Json, JsonObject } from "@orthrus/protocol";
import type { ReplRequest, ReplState } from "./repl-state.ts";

/** A new state, or why the text is not what the name stands for. */
export type SetResult = { readonly state: ReplState } | { readonly problem: string };

type Setter = (json: JsonObject, state: ReplState) => ReplState;

const setPrincipal: Setter = (json, state) => inRequest(state, { principal: take(json, PRINCIPAL) });
const setResource: Setter = (json, state) => inRequest(state, { resource: take(json, RESOURCE) });
const setRequest: Setter = (json, state) => ({ ...state, request: take(json, REQUEST) });
const setVariables: Setter = (given, state) => ({ ...state, given });
const setConstants: Setter = (json, state) => ({ ...state, constants: { ...state.constants, ...json } });
const setGlobals: Setter = (globals, state) => ({ ...state, globals });

// biome-ignore format: one row per name
const SETTERS: ReadonlyMap<string, Setter> = new Map([
  ["request",           setRequest],
  ["request.principal", setPrincipal], ["P", setPrincipal],
  ["request.resource",  setResource],  ["R", setResource],
  ["variables",         setVariables], ["V", setVariables],
  ["constants",         setConstants], ["C", setConstants],
  ["globals",           setGlobals],   ["G", setGlobals],
]);

/** Names whose values are given as JSON. */
export const specialNames: readonly string[] = [...SETTERS.keys()];

/** Gives one of the names that conditions know a value; nothing when the name is an author's own. */
export function setSpecial(name: string, text: string, state: ReplState): SetResult | undefined {
  const set = SETTERS.get(name);
  if (set === undefined) return undefined;
  try {
    const json: Json = JSON.parse(text);
    return { state: set(membersOf(json), state) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { problem: `failed to unmarshal JSON as ${JSON.stringify(name)}: ${reason}` };
  }
}

function inRequest(state: ReplState, part: ReplRequest): ReplState {
  return { ...state, request: { ...state.request, ...part } };
}

interface FieldOfRequest {
  /** Under which conditions find it. */
  readonly property: string;
  readonly take: (value: Json) => Json;
}

type Fields = ReadonlyMap<string, FieldOfRequest>;

const field = (property: string, takeValue: (value: Json) => Json): FieldOfRequest => ({
  property,
  take: takeValue,
});
const plainText = (value: Json): Json => expect(value, typeof value === "string", "a text");
const object = (value: Json): Json => membersOf(value);
const texts = (value: Json): Json =>
  expect(value, Array.isArray(value) && value.every((item) => typeof item === "string"), "a list of texts");

const identity: readonly (readonly [string, FieldOfRequest])[] = [
  ["id", field("id", plainText)],
  ["attr", field("attributes", object)],
  ["policyVersion", field("policyVersion", plainText)],
  ["policy_version", field("policyVersion", plainText)],
  ["scope", field("scope", plainText)],
];
const PRINCIPAL: Fields = new Map([...identity, ["roles", field("roles", texts)]]);
const RESOURCE: Fields = new Map([...identity, ["kind", field("kind", plainText)]]);
const TOKEN: Fields = new Map([["claims", field("claims", object)]]);
const AUX_DATA: Fields = new Map([
  ["jwt", field("jwt", object)],
  ["jwts", field("jwts", (value) => mapMembers(value, (token) => take(membersOf(token), TOKEN)))],
]);
const auxData = field("auxData", (value) => take(membersOf(value), AUX_DATA));
const REQUEST: Fields = new Map([
  ["principal", field("principal", (value) => take(membersOf(value), PRINCIPAL))],
  ["resource", field("resource", (value) => take(membersOf(value), RESOURCE))],
  ["auxData", auxData],
  ["aux_data", auxData],
]);

/** Checks the fields of a message, and puts them where conditions look. */
function take(json: JsonObject, fields: Fields): JsonObject {
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => {
      const known = fields.get(name);
      if (known === undefined) throw new TypeError(`unknown field ${JSON.stringify(name)}`);
      return [known.property, known.take(value)];
    }),
  );
}

function mapMembers(value: Json, change: (member: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(membersOf(value)).map(([name, member]) => [name, change(member)]));
}

function membersOf(value: Json): JsonObject {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new TypeError(`expected an object, got ${JSON.stringify(value)}`);
}

function expect(value: Json, holds: boolean, what: string): Json {
  if (holds) return value;
  throw new TypeError(`expected ${what}, got ${JSON.stringify(value)}`);
}
