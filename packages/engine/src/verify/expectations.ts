import { type Expectation, nearestName, type TestTable } from "@orthrus/policy";
import type { Effect, Json } from "@orthrus/protocol";
import type { FixtureLookup } from "./fixture-lookup.ts";
import { guessHint, InvalidSuite } from "./invalid-suite.ts";
import { isSameJson } from "./same-json.ts";

/** What is expected of one principal on one resource. */
export interface Expected {
  readonly effects: ReadonlyMap<string, Effect>;
  /** Action → source → value. */
  readonly outputs: ReadonlyMap<string, ReadonlyMap<string, Json>>;
}

/** Expectations by principal and resource; taking one removes it, so that those outside the matrix stay behind. */
export interface ExpectationLookup {
  take(principal: string, resource: string): Expected;
  /** Throws: `InvalidSuite` when some are left. */
  requireEmpty(): void;
}

const nothingExpected: Expected = { effects: new Map(), outputs: new Map() };

/**
 * Brings the expectations of a test together by pair.
 *
 * Throws: `InvalidSuite` for actions that are not in the input, unknown groups, and expectations that contradict.
 */
export function collectExpectations(
  { input, expected }: TestTable,
  fixtures: FixtureLookup,
): ExpectationLookup {
  const byPrincipal = new Map<string, Map<string, MutableExpected>>();
  for (const expectation of expected) {
    requireOutputActions(expectation, input.actions);
    for (const principal of fixtures.principalNames(expectation)) {
      for (const resource of fixtures.resourceNames(expectation)) {
        requireActions(expectation, input.actions);
        merge(entryOf(byPrincipal, principal, resource), expectation, { principal, resource });
      }
    }
  }
  return {
    take(principal, resource) {
      const found = byPrincipal.get(principal)?.get(resource);
      byPrincipal.get(principal)?.delete(resource);
      return found ?? nothingExpected;
    },

    requireEmpty() {
      for (const [principal, byResource] of byPrincipal) {
        for (const resource of byResource.keys())
          throw outsideMatrix({ principal, resource }, input, fixtures);
      }
    },
  };
}

interface MutableExpected extends Expected {
  readonly effects: Map<string, Effect>;
  readonly outputs: Map<string, Map<string, Json>>;
}

interface Pair {
  readonly principal: string;
  readonly resource: string;
}

function entryOf(
  byPrincipal: Map<string, Map<string, MutableExpected>>,
  principal: string,
  resource: string,
): MutableExpected {
  const byResource = byPrincipal.get(principal) ?? new Map<string, MutableExpected>();
  byPrincipal.set(principal, byResource);
  const entry = byResource.get(resource) ?? { effects: new Map(), outputs: new Map() };
  byResource.set(resource, entry);
  return entry;
}

function merge(target: MutableExpected, { actions, outputs }: Expectation, pair: Pair): void {
  const { principal, resource } = pair;
  for (const [action, effect] of actions) {
    if ((target.effects.get(action) ?? effect) !== effect) {
      throw new InvalidSuite(
        `found inconsistent expectations for principal ${quote(principal)} performing action ${quote(action)} on resource ${quote(resource)}`,
        CONTRADICTION,
      );
    }
    target.effects.set(action, effect);
  }
  for (const { action, values } of outputs) {
    const known = target.outputs.get(action) ?? new Map<string, Json>();
    target.outputs.set(action, known);
    for (const { source, value } of values) {
      if (known.has(source) && !isSameJson(known.get(source) ?? null, value)) {
        throw new InvalidSuite(
          `found inconsistent expectations for output ${quote(source)} from principal ${quote(principal)} performing action ${quote(action)} on resource ${quote(resource)}`,
          CONTRADICTION,
        );
      }
      known.set(source, value);
    }
  }
}

function requireActions({ actions }: Expectation, known: readonly string[]): void {
  const extra = [...actions.keys()].filter((action) => !known.includes(action));
  if (extra.length === 0) return;
  throw new InvalidSuite(
    `found expectations for actions that do not exist in the input actions list: [${extra.join(",")}]`,
    extraActionHint(extra, known),
  );
}

function requireOutputActions({ outputs }: Expectation, known: readonly string[]): void {
  const extra = outputs.map(({ action }) => action).filter((action) => !known.includes(action));
  if (extra.length === 0) return;
  throw new InvalidSuite(
    `found output expectations for actions that are not in the input actions list: [${extra.join(",")}]`,
    extraActionHint(extra, known),
  );
}

const CONTRADICTION = "keep one of the two";

function extraActionHint([first = ""]: readonly string[], known: readonly string[]): string {
  return guessHint(nearestName(first, known), "add it to `input.actions`, or remove the expectation");
}

function outsideMatrix(
  { principal, resource }: Pair,
  input: TestTable["input"],
  fixtures: FixtureLookup,
): InvalidSuite {
  const principals = fixtures.principalNames(input);
  const [stranger, known, isFixture] = principals.includes(principal)
    ? [resource, fixtures.resourceNames(input), fixtures.isResource]
    : [principal, principals, fixtures.isPrincipal];
  const guess = nearestName(stranger, known);
  const isMisspeltInput = guess !== undefined && !isFixture(guess) && isFixture(stranger);
  return new InvalidSuite(
    `found an expectation for principal ${quote(principal)} and resource ${quote(resource)}, but at least one of these is not present in input`,
    isMisspeltInput
      ? `\`${guess}\` of \`input\` is no fixture: did you mean \`${stranger}\`?`
      : guessHint(guess, `add ${quote(stranger)} to \`input\`, or remove the expectation`),
  );
}

function quote(name: string): string {
  return JSON.stringify(name);
}
