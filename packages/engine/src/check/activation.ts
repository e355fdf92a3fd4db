import { type Activation, Timestamp, type Value } from "@orthrus/cel";
import type { AuxData, JsonObject, Principal, Resource } from "@orthrus/protocol";
import { readAttributes } from "./read-attributes.ts";
import { noRuntime, type Runtime } from "./run.ts";
import type { VariableValues } from "./use-variables.ts";

/** What belongs to a whole call, however many resources it is about. */
export interface CallFacts {
  readonly principal: Principal;
  readonly auxData: VisibleAuxData | undefined;
  readonly globals: { readonly [name: string]: Value };
  readonly clock: Clock;
}

/** Auxiliary data as conditions see it. */
export interface VisibleAuxData {
  readonly jwt: JsonObject | undefined;
  readonly jwts: { readonly [name: string]: { readonly claims: JsonObject | undefined } } | undefined;
}

/** Throws: `TypeError` for claims that are not JSON. */
export function readAuxData(auxData: AuxData | undefined): VisibleAuxData | undefined {
  if (!auxData) return undefined;
  const { jwt, jwts } = auxData;
  return {
    jwt: readAttributes(jwt, "auxData.jwt"),
    jwts: jwts && Object.fromEntries([...jwts].map(([name, claims]) => [name, readNamed(name, claims)])),
  };
}

function readNamed(name: string, claims: JsonObject): { readonly claims: JsonObject | undefined } {
  return { claims: readAttributes(claims, `auxData.jwts.${name}`) };
}

/** Tells the same instant whenever it is asked. */
export interface Clock {
  readonly instant: Timestamp;
}

/** Reads the time once, when it is first needed. */
export function createClock(now: () => Date): Clock {
  let instant: Timestamp | undefined;
  return {
    get instant(): Timestamp {
      instant ??= timestampOf(now());
      return instant;
    },
  };
}

function timestampOf(date: Date): Timestamp {
  const milliseconds = date.getTime();
  const seconds = Math.floor(milliseconds / 1_000);
  return new Timestamp(seconds, (milliseconds - seconds * 1_000) * 1_000_000);
}

// PERF: a class, so that every activation has the same shape and `now` is only read by conditions that need it.
/** What conditions see of one resource being decided. */
export class RequestActivation implements Activation {
  readonly [name: string]: unknown;
  readonly principal: Principal;
  readonly resource: Resource;
  readonly auxData: VisibleAuxData | undefined;
  readonly globals: { readonly [name: string]: Value };
  readonly clock: Clock;
  runtime: Runtime = noRuntime;
  computed: VariableValues = [];
  undefinedComputedIsNull = false;

  constructor(call: CallFacts, resource: Resource) {
    this.principal = visible(call.principal);
    this.resource = visible(resource);
    this.auxData = call.auxData;
    this.globals = call.globals;
    this.clock = call.clock;
  }

  get now(): Timestamp {
    return this.clock.instant;
  }
}

/** Conditions see scopes without the leading dot, defaults not applied. */
function visible<Named extends Principal | Resource>(named: Named): Named {
  return named.scope?.startsWith(".") ? { ...named, scope: named.scope.slice(1) } : named;
}
