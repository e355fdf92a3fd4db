import { Timestamp, type Value } from "@orthrus/cel";
import type { AuxData, JsonObject, Principal } from "@orthrus/protocol";
import { readAttributes } from "./read-attributes.ts";
import { requireAuxData } from "./read-request.ts";

/** Globals as values of expressions. */
export type GlobalValues = { readonly [name: string]: Value };

/** Tells the time, as precisely as it is known. */
export type Clock = () => Date | Timestamp;

/** What belongs to a whole call, however many resources it is about. */
export class Call {
  /** As requested. */
  readonly principal: Principal;
  readonly auxData: VisibleAuxData | undefined;
  readonly globals: GlobalValues;
  readonly #now: Clock;
  #instant: Timestamp | undefined;

  /** With a principal that was read. Throws: `TypeError` for claims that are not what their type says. */
  constructor(principal: Principal, auxData: AuxData | undefined, globals: GlobalValues, now: Clock) {
    this.principal = principal;
    this.auxData = auxData === undefined ? undefined : readAuxData(auxData);
    this.globals = globals;
    this.#now = now;
  }

  /** The same whenever it is asked; the clock is read once, when a condition first needs it. */
  get instant(): Timestamp {
    this.#instant ??= timestampOf(this.#now());
    return this.#instant;
  }
}

/** Auxiliary data as conditions see it. */
export interface VisibleAuxData {
  readonly jwt: JsonObject | undefined;
  readonly jwts: { readonly [name: string]: { readonly claims: JsonObject | undefined } } | undefined;
}

function readAuxData(auxData: AuxData): VisibleAuxData {
  requireAuxData(auxData);
  const { jwt, jwts } = auxData;
  return {
    jwt: readAttributes(jwt, "auxData.jwt"),
    jwts: jwts && Object.fromEntries([...jwts].map(([name, claims]) => [name, readNamed(name, claims)])),
  };
}

function readNamed(name: string, claims: JsonObject): { readonly claims: JsonObject | undefined } {
  return { claims: readAttributes(claims, `auxData.jwts.${name}`) };
}

function timestampOf(now: Date | Timestamp): Timestamp {
  if (now instanceof Timestamp) return now;
  const milliseconds = now.getTime();
  const seconds = Math.floor(milliseconds / 1_000);
  return new Timestamp(seconds, (milliseconds - seconds * 1_000) * 1_000_000);
}
