import { createPdp } from "@orthrus/engine";
import { compilePolicies, lintFiles } from "@orthrus/policy";
import type { JsonObject } from "@orthrus/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";

/** What a request may say about an attribute; `{}` and `{on: …}` are for those that are read inside. */
const STATES = [undefined, false, true, {}, { on: false }, { on: true }] as const;
type State = (typeof STATES)[number];

/** Ways to read the attribute X, guarded and not, and what requests may say about it. */
// biome-ignore format: one row per way
const WAYS: readonly (readonly [text: string, states: readonly State[]])[] = [
  ["X",                                [undefined, false, true]],
  ["!X",                               [undefined, false, true]],
  ["has(X)",                           [undefined, false, true]],
  ["has(X) && X",                      [undefined, false, true]],
  ["X && has(X)",                      [undefined, false, true]],
  ["!has(X) || X",                     [undefined, false, true]],
  ["has(X) ? X : true",                [undefined, false, true]],
  ["X || true",                        [undefined, false, true]],
  ["cel.bind(x, X, has(X) && x)",      [undefined, false, true]],
  ["[true].exists(y, y == X)",         [undefined, false, true]],
  ["[true].all(y, y == X)",            [undefined, false, true]],
  ["X.on",                             [undefined, {}, { on: false }, { on: true }]],
  ["has(X.on) && X.on",                [undefined, {}, { on: false }, { on: true }]],
  ["has(X) && X.on",                   [undefined, {}, { on: false }, { on: true }]],
  ["has(X) && has(X.on) && X['on']",   [undefined, {}, { on: false }, { on: true }]],
];

interface Leaf {
  readonly text: string;
  readonly states: readonly State[];
}
interface Condition {
  readonly text: string;
  readonly leaves: readonly Leaf[];
}

const anyLeaf = fc.constantFrom(...WAYS).map(([text, states]): Leaf => ({ text, states }));
const joint = fc.constantFrom("A && B", "A || B", "!(A) && B", "A ? B : false", "B ? true : A");

/** Every attribute is in one leaf only, so that none of them tells anything about another. */
const condition: fc.Arbitrary<Condition> = fc
  .tuple(fc.array(anyLeaf, { minLength: 1, maxLength: 3 }), fc.array(joint, { minLength: 2, maxLength: 2 }))
  .map(([leaves, joints]) => {
    const parts = leaves.map(({ text: part }, index) => `(${part.replaceAll("X", attributeOf(index))})`);
    const text = parts.reduce(
      (left, right, index) => `(${(joints[index - 1] ?? "").replace("A", left).replace("B", right)})`,
    );
    return { text, leaves };
  });

function attributeOf(index: number): string {
  return index === 1 ? "P.attr.x1" : `R.attr.x${index}`;
}

/** Where the condition of the DENY stands. */
type Shape = "rule" | "variable" | "derived role" | "none of none";

type Files = readonly { readonly path: string; readonly text: string }[];

function policiesOf(text: string, shape: Shape): Files {
  const apiVersion = "api.cerbos.dev/v1";
  const rule = { actions: ["view"], effect: "EFFECT_DENY" };
  const match = { expr: shape === "variable" ? "V.denied" : text };
  const isDerived = shape === "derived role";
  const resourcePolicy = {
    resource: "album",
    version: "default",
    ...(isDerived ? { importDerivedRoles: ["roles"] } : {}),
    ...(shape === "variable" ? { variables: { local: { denied: text } } } : {}),
    rules: [
      { ...rule, effect: "EFFECT_ALLOW", roles: ["user"] },
      isDerived
        ? { ...rule, derivedRoles: ["banned"] }
        : {
            ...rule,
            roles: ["user"],
            condition: {
              match: shape === "none of none" ? { none: { of: [{ none: { of: [match] } }] } } : match,
            },
          },
    ],
  };
  const definitions = [{ name: "banned", parentRoles: ["user"], condition: { match } }];
  const derivedRoles = { name: "roles", definitions };
  return [
    { path: "album.yaml", text: stringify({ apiVersion, resourcePolicy }) },
    ...(isDerived ? [{ path: "roles.yaml", text: stringify({ apiVersion, derivedRoles }) }] : []),
  ];
}

/** The attributes whose lack makes the condition of some request fail in which nothing else fails. */
function foundByTrying(files: Files, { leaves }: Condition): readonly string[] {
  const isLetThrough = asker(files);
  const found = leaves.flatMap((lacking, place) => {
    const states = lacking.states.filter((state) => state === undefined || isEmpty(state));
    return states.flatMap((state) => {
      const requests = leaves.reduce<readonly (readonly State[])[]>(
        (all, leaf, index) =>
          all.flatMap((request) =>
            (index === place ? [state] : harmless(leaf)).map((it) => [...request, it]),
          ),
        [[]],
      );
      const isOpen = requests.some(isLetThrough);
      return isOpen ? [`${attributeOf(place)}${state === undefined ? "" : ".on"}`] : [];
    });
  });
  // Whoever says what a missing one means has to say it of what is in it first.
  return found.filter((path) => !found.some((other) => path === `${other}.on`)).sort();
}

/** The states in which it does not fail by itself. */
function harmless({ text, states }: Leaf): readonly State[] {
  const isLetThrough = asker(policiesOf(text.replaceAll("X", attributeOf(0)), "rule"));
  return states.filter((state) => !isLetThrough([state]));
}

/** Tells of requests whether a condition fails, and nothing is denied. */
function asker(files: Files): (states: readonly State[]) => boolean {
  const policies = Object.fromEntries(files.map(({ path, text }) => [path, text]));
  const pdp = createPdp({ policies, collectEvaluationErrors: true });
  return (states) => {
    const given = states.map((state, index) => [`x${index}`, state] as const);
    const attributes: JsonObject = Object.fromEntries(
      given.flatMap(([name, state]) => (state === undefined ? [] : [[name, state]])),
    );
    const decision = pdp.check({
      principal: { id: "ada", roles: ["user"], attributes },
      resource: { kind: "album", id: "1", attributes },
      actions: ["view"],
    });
    return decision.evaluationErrors.length > 0 && decision.isAllowed("view");
  };
}

function isEmpty(state: State): boolean {
  return typeof state === "object" && !("on" in state);
}

function foundByLint(files: Files): readonly string[] {
  const findings = lintFiles(files, compilePolicies(files)).filter(
    ({ code }) => code === "lint/deny-can-fail-open",
  );
  return findings
    .flatMap(({ message }) =>
      Array.from(message.split(":")[0]?.matchAll(/`([^`]+)`/g) ?? [], ([, path]) => path ?? ""),
    )
    .sort();
}

test("lint names the attributes without which a DENY fails open, and no others", () => {
  let found = 0;
  const shape = fc.constantFrom<Shape>("rule", "variable", "derived role", "none of none");
  fc.assert(
    fc.property(condition, shape, (generated, where) => {
      const files = policiesOf(generated.text, where);
      const byTrying = foundByTrying(files, generated);
      found += byTrying.length;
      expect(foundByLint(files)).toEqual(byTrying);
    }),
    { numRuns: Number(process.env.ORTHRUS_LINT_RUNS ?? 150) },
  );
  expect(found).toBeGreaterThan(20);
});
