import { nearestName } from "@orthrus/policy";
import type { SchemaEnforcement } from "./check/check-resource.ts";
import type { CreatePdpOptions, OpenPdpOptions, PdpOptions } from "./pdp.ts";
import type { PlanPresence } from "./plan/render-operation.ts";

/** A kind of value, or the values there are. */
type Rule = keyof typeof WORDS | { readonly [value: string]: true };

const ENFORCEMENTS: Readonly<Record<SchemaEnforcement, true>> = { none: true, warn: true, reject: true };
const PRESENCES: Readonly<Record<PlanPresence, true>> = {
  narrow: true,
  operator: true,
  null: true,
  compatible: true,
};

// biome-ignore format: one row per kind
const WORDS = {
  string:   "a string",
  boolean:  "`true` or `false`",
  function: "a function",
  object:   "an object",
};

// biome-ignore format: one row per option
const RULES: { readonly [Name in keyof PdpOptions]-?: Rule } = {
  defaultPolicyVersion:    "string",
  defaultScope:            "string",
  globals:                 "object",
  lenientScopeSearch:      "boolean",
  strictEvaluation:        "boolean",
  schemaEnforcement:       ENFORCEMENTS,
  checkSchemas:            "boolean",
  planPresence:            PRESENCES,
  collectEvaluationErrors: "boolean",
  now:                     "function",
  onReload:                "function",
  onReloadFailure:         "function",
  onInternalError:         "function",
};

/**
 * Makes sure that options are what their type says: one that is misspelled would leave the default in force, which
 * may allow more.
 *
 * Throws: `TypeError` naming the option and the next step.
 */
export function requireOpenOptions(options: OpenPdpOptions): void {
  requireObject(options, "openPdp({ store })");
  if ("policies" in options && options.store === undefined) {
    throw new TypeError("`openPdp` reads a `store`: for policies at hand use `createPdp({ policies })`");
  }
  if (typeof options.store?.read !== "function") {
    throw new TypeError(
      "`store` is not usable: pass a store, such as `diskStore(folder)` of `@orthrus/store/disk`",
    );
  }
  requireKnown(options, "store");
}

/** The same for policies at hand. */
export function requireCreateOptions(options: CreatePdpOptions): void {
  requireObject(options, "createPdp({ policies })");
  if ("store" in options && options.policies === undefined) {
    throw new TypeError("`createPdp` takes `policies`: for a store use `await openPdp({ store })`");
  }
  requireObject(options.policies, 'createPdp({ policies: { "document.yaml": text } })');
  requireKnown(options, "policies");
}

function requireKnown(options: PdpOptions, source: "store" | "policies"): void {
  const rules = new Map<string, Rule>(Object.entries(RULES));
  for (const [name, value] of Object.entries(options)) {
    if (name === source || value === undefined) continue;
    const rule = rules.get(name);
    if (rule === undefined) throw unknownOption(name, [source, ...rules.keys()]);
    if (!isOf(rule, value)) throw new TypeError(`\`${name}\` is not usable: pass ${wordsFor(rule)}`);
  }
}

function isOf(rule: Rule, value: unknown): boolean {
  if (typeof rule !== "string") return typeof value === "string" && Object.hasOwn(rule, value);
  return rule === "object" ? isObject(value) : typeof value === rule;
}

function wordsFor(rule: Rule): string {
  if (typeof rule === "string") return WORDS[rule];
  return Object.keys(rule)
    .map((value) => `\`${value}\``)
    .join(" or ");
}

function unknownOption(name: string, known: readonly string[]): TypeError {
  const guess = nearestName(name, known);
  return new TypeError(
    `there is no option \`${name}\`: ${guess === undefined ? "leave it out" : `did you mean \`${guess}\`?`}`,
  );
}

function requireObject(value: unknown, example: string): void {
  if (!isObject(value)) throw new TypeError(`there are no policies: call \`${example}\``);
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
