import type { CheckRequest } from "@orthrus/protocol";
import fc from "fast-check";
import { allow, deny, derivedRoles, does, filesOf, principal, request, resource, role } from "./policies.ts";

const scopes = ["", "a", "a.b"];
const expressions = [
  "R.attr.x == 1",
  "R.attr.y == 1",
  "V.flag",
  "V.bad == null",
  "R.attr.x.nope == 1 || R.attr.y == 1",
  '"d1" in V.seen',
  '"d1" in runtime.effectiveDerivedRoles',
  "size(runtime.effectiveDerivedRoles) == 1 || R.attr.y == 1",
];
/** Some are names of what every object has. */
const actionNames = ["view", "edit", "__proto__", "constructor"];
const some = <T>(...values: T[]) => fc.constantFrom(...values);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const names = (values: string[]) =>
  fc.subarray(values, { minLength: 1, maxLength: 2 }).map((list) => list.join(" "));

const match = fc.oneof(
  { weight: 3, arbitrary: some(...expressions) },
  fc
    .record({
      kind: some("all", "any", "none"),
      of: fc.array(
        some(...expressions).map((expr) => ({ expr })),
        { minLength: 1, maxLength: 2 },
      ),
    })
    .map(({ kind, of }) => ({ [kind]: { of } })),
);

const output = maybe(
  some<readonly [string | undefined, string?]>(
    ['"on"', '"off"'],
    ["R.attr.x"],
    [undefined, '"off"'],
    ["runtime.effectiveDerivedRoles", "V.bad"],
    ["V.seen", "runtime.effectiveDerivedRoles"],
  ),
);

const withParts = <T>(
  make: (parts: { if?: never; out?: never; derived?: string }) => T,
  isDerivable: boolean,
) =>
  fc
    .record({
      if: maybe(match),
      out: output,
      derived: isDerivable ? maybe(names(["d1", "d2", "d3"])) : fc.constant(undefined),
    })
    .map((parts) => make(Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined))));

const resourceRule = fc
  .record({
    effect: some(allow, deny),
    actions: names([...actionNames, "x:*", "*"]),
    roles: names(["r1", "r2", "r*", "*"]),
  })
  .chain(({ effect, actions, roles }) => withParts((parts) => effect(actions, roles, parts), true));

const principalRule = fc
  .record({ action: some("view", "__proto__", "x:*", "*"), effect: some("ALLOW" as const, "DENY" as const) })
  .chain(({ action, effect }) => withParts((parts) => does(action, effect, parts), false));

const roleRule = fc
  .record({ resource: some("foo", "al_bum", "al:bum", "*"), actions: names([...actionNames, "x:*", "*"]) })
  .chain(({ resource: pattern, actions }) => withParts((parts) => [pattern, actions, parts] as const, false));

const policyVariables = {
  flag: "R.attr.x == 1 && R.attr.y == 1",
  bad: "R.attr.nope",
  seen: "runtime.effectiveDerivedRoles",
};
const sharedRoles = derivedRoles(
  "set",
  [
    ["d1", "r1", "R.attr.x == 1"],
    ["d2", "*", "V.bad == null || V.flag"],
    ["d3", "r2 r3"],
  ],
  policyVariables,
);

/** Sets of policies with every feature: for each kind or principal a chain of scopes without gaps, as lint demands; one permission per scope. */
export const policies: fc.Arbitrary<Record<string, string>> = fc
  .record({
    consents: fc.tuple(...scopes.map(() => fc.boolean())),
    resources: fc.uniqueArray(
      fc.record({
        kind: some("foo", "al:bum"),
        version: some("default", "v2"),
        depth: fc.integer({ min: 1, max: 3 }),
        rules: fc.tuple(...scopes.map(() => fc.array(resourceRule, { maxLength: 4 }))),
      }),
      { maxLength: 4, selector: ({ kind, version }) => `${kind} ${version}` },
    ),
    principals: maybe(
      fc.record({
        depth: fc.integer({ min: 1, max: 3 }),
        rules: fc.tuple(
          ...scopes.map(() =>
            fc.dictionary(
              some("foo", "al:bum", "*"),
              fc.array(principalRule, { minLength: 1, maxLength: 2 }),
              { maxKeys: 2 },
            ),
          ),
        ),
      }),
    ),
    roles: fc.uniqueArray(
      fc.record({
        name: some("r1", "r2", "r3"),
        scope: some(...scopes),
        parents: fc.subarray(["r1", "r2", "r3"], { maxLength: 2 }),
        rules: fc.array(roleRule, { maxLength: 2 }),
      }),
      { maxLength: 3, selector: (one) => `${one.name} ${one.scope}` },
    ),
  })
  .map(({ consents, resources, principals, roles }) => {
    const parts = (index: number) => ({
      scope: scopes[index] ?? "",
      consent: consents[index] ?? false,
      variables: policyVariables,
    });
    const documents = [
      sharedRoles,
      ...resources.flatMap(({ kind, version, depth, rules }) =>
        scopes
          .slice(0, depth)
          .map((_, i) => resource(kind, rules[i] ?? [], { ...parts(i), version, import: "set" })),
      ),
      ...(principals
        ? scopes
            .slice(0, principals.depth)
            .map((_, i) => principal("alice", principals.rules[i] ?? {}, parts(i)))
        : []),
      ...roles.map(({ name, scope, parents, rules }) => role(name, parents.join(" "), rules, { scope })),
    ];
    return filesOf(documents);
  });

const attributes = fc.record({ x: some(0, 1), y: some(0, 1) }, { requiredKeys: [] });

/** Requests that such sets are about, or nearly. */
export const requests: fc.Arbitrary<CheckRequest[]> = fc.array(
  fc
    .record({
      kind: some("foo", "al:bum", "al_bum", "other"),
      id: some("alice", "bob"),
      scope: some(...scopes, "a.b.c", "z"),
      principalScope: some(...scopes, "z"),
      version: some("default", "v2"),
      principalVersion: some("default", "v2"),
      roles: fc.shuffledSubarray(["r1", "r2", "r3"], { minLength: 1 }),
      actions: fc.shuffledSubarray([...actionNames, "x:y"], { minLength: 1 }),
      r: attributes,
    })
    .map(({ actions, roles, ...parts }) => request(actions.join(" "), { ...parts, roles: roles.join(" ") })),
  { minLength: 10, maxLength: 10 },
);
