import { CelError, noSuchOverload } from "../../values/cel-error.ts";
import { OpaqueValue, type Value } from "../../values/value.ts";
import type { FunctionRow } from "../library.ts";
import { parseSpiffeId, parseTrustDomain } from "./spiffe-text.ts";

/** A workload, as `spiffe://trust.domain/path`. */
export class SpiffeId extends OpaqueValue {
  readonly trustDomain: string;
  readonly path: string;

  constructor(trustDomain: string, path: string) {
    super();
    this.trustDomain = trustDomain;
    this.path = path;
  }

  override get typeName(): string {
    return "cerbos.lib.spiffeID";
  }

  /** COMPAT(cerbos): an id compared with a text is compared by its own text. */
  override equals(other: Value): boolean | CelError {
    if (typeof other === "string") return other === this.toString();
    return other instanceof SpiffeId ? other.toString() === this.toString() : noSuchOverload;
  }

  override toString(): string {
    return `spiffe://${this.trustDomain}${this.path}`;
  }
}

/** The realm that issues ids. */
export class SpiffeTrustDomain extends OpaqueValue {
  readonly name: string;

  constructor(name: string) {
    super();
    this.name = name;
  }

  override get typeName(): string {
    return "cerbos.lib.spiffeTrustDomain";
  }

  /** COMPAT(cerbos): a trust domain equals every text that names it, also an id in it. */
  override equals(other: Value): boolean | CelError {
    if (typeof other === "string") return parseTrustDomain(other).name === this.name;
    return other instanceof SpiffeTrustDomain ? other.name === this.name : noSuchOverload;
  }
}

/** A test of ids. */
export class SpiffeMatcher extends OpaqueValue {
  readonly matches: (id: SpiffeId) => boolean;

  constructor(matches: (id: SpiffeId) => boolean) {
    super();
    this.matches = matches;
  }

  override get typeName(): string {
    return "cerbos.lib.spiffeMatcher";
  }

  override equals(other: Value): boolean {
    return this === other;
  }
}

// biome-ignore format: one row per overload
/** Ids of workloads. Functions that take an id or a trust domain take its text, too. */
export const spiffeRows: readonly FunctionRow[] = [
  { name: "spiffeID",               signature: "(string) cerbos.lib.spiffeID",                          call: readId },
  { name: "spiffeTrustDomain",      signature: "(string) cerbos.lib.spiffeTrustDomain",                 call: readTrustDomain },

  { name: "spiffeMatchAny",         signature: "() cerbos.lib.spiffeMatcher",                           call: () => new SpiffeMatcher(() => true) },
  { name: "spiffeMatchExact",       signature: "(cerbos.lib.spiffeID) cerbos.lib.spiffeMatcher",        call: matchExact },
  { name: "spiffeMatchExact",       signature: "(string) cerbos.lib.spiffeMatcher",                     call: matchExact },
  { name: "spiffeMatchOneOf",       signature: "(list(cerbos.lib.spiffeID)) cerbos.lib.spiffeMatcher",  call: matchOneOf },
  { name: "spiffeMatchOneOf",       signature: "(list(string)) cerbos.lib.spiffeMatcher",               call: matchOneOf },
  { name: "spiffeMatchTrustDomain", signature: "(cerbos.lib.spiffeTrustDomain) cerbos.lib.spiffeMatcher", call: matchTrustDomain },
  { name: "spiffeMatchTrustDomain", signature: "(string) cerbos.lib.spiffeMatcher",                     call: matchTrustDomain },
  { name: "matchesID",              signature: "cerbos.lib.spiffeMatcher.(cerbos.lib.spiffeID) bool",   call: matchesId, total: true },
  { name: "matchesID",              signature: "cerbos.lib.spiffeMatcher.(string) bool",                call: matchesId, total: true },

  { name: "path",                   signature: "cerbos.lib.spiffeID.() string",                         call: (id: Value) => (id instanceof SpiffeId ? id.path : noSuchOverload), total: true },
  { name: "trustDomain",            signature: "cerbos.lib.spiffeID.() cerbos.lib.spiffeTrustDomain",   call: (id: Value) => (id instanceof SpiffeId ? new SpiffeTrustDomain(id.trustDomain) : noSuchOverload), total: true },
  { name: "isMemberOf",             signature: "cerbos.lib.spiffeID.(cerbos.lib.spiffeTrustDomain) bool", call: isMemberOf, total: true },
  { name: "name",                   signature: "cerbos.lib.spiffeTrustDomain.() string",                call: (domain: Value) => (domain instanceof SpiffeTrustDomain ? domain.name : noSuchOverload), total: true },
  // COMPAT(cerbos): the id of a trust domain is the trust domain itself, which equals both of its texts.
  { name: "id",                     signature: "cerbos.lib.spiffeTrustDomain.() string",                call: (domain: Value) => (domain instanceof SpiffeTrustDomain ? domain : noSuchOverload), total: true },
];

function readId(text: string): SpiffeId | CelError {
  const { name, path, problem } = parseSpiffeId(text);
  return problem === undefined
    ? new SpiffeId(name, path)
    : new CelError(`failed to parse SPIFFE ID: ${problem}`);
}

function readTrustDomain(text: string): SpiffeTrustDomain | CelError {
  const { name, problem } = parseTrustDomain(text);
  if (problem !== undefined) return new CelError(`failed to parse SPIFFE trust domain: ${problem}`);
  return new SpiffeTrustDomain(name);
}

function matchExact(id: string | SpiffeId): SpiffeMatcher | CelError {
  const wanted = typeof id === "string" ? readId(id) : id;
  return wanted instanceof CelError ? wanted : matcherOf([wanted]);
}

// COMPAT(cerbos): a text that is no id is refused without a reason.
function matchOneOf(ids: readonly Value[]): SpiffeMatcher | CelError {
  const wanted: SpiffeId[] = [];
  for (const item of ids) {
    const id = typeof item === "string" ? readId(item) : item;
    if (!(id instanceof SpiffeId)) return noSuchOverload;
    wanted.push(id);
  }
  return matcherOf(wanted);
}

function matcherOf(ids: readonly SpiffeId[]): SpiffeMatcher {
  const texts = new Set(ids.map(String));
  return new SpiffeMatcher((id) => texts.has(id.toString()));
}

function matchTrustDomain(domain: string | SpiffeTrustDomain): SpiffeMatcher | CelError {
  const wanted = typeof domain === "string" ? readTrustDomain(domain) : domain;
  return wanted instanceof CelError ? wanted : new SpiffeMatcher((id) => id.trustDomain === wanted.name);
}

function matchesId(matcher: Value, id: Value): boolean | CelError {
  if (!(matcher instanceof SpiffeMatcher)) return noSuchOverload;
  if (typeof id !== "string") return id instanceof SpiffeId ? matcher.matches(id) : noSuchOverload;
  const { name, path, problem } = parseSpiffeId(id);
  if (problem !== undefined) return new CelError(`invalid SPIFFE ID: ${problem}`);
  return matcher.matches(new SpiffeId(name, path));
}

function isMemberOf(id: Value, domain: Value): boolean | CelError {
  if (!(id instanceof SpiffeId && domain instanceof SpiffeTrustDomain)) return noSuchOverload;
  return id.trustDomain === domain.name;
}
