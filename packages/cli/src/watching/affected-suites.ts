import { type LoadedSuite, sanitizeName, type TestPrincipal, type TestResource } from "@orthrus/policy";
import type { PolicyReach } from "./policy-reach.ts";

/** What has changed since suites were run. */
export interface SuiteChange {
  /** Paths of suites and fixtures. */
  readonly tests: ReadonlySet<string>;
  readonly policies: PolicyReach | "everything";
}

/** Picks the suites whose results a change can matter to. What policies say does not matter to a broken one. */
export function affectedSuites(
  suites: readonly LoadedSuite[],
  { tests, policies }: SuiteChange,
): readonly LoadedSuite[] {
  if (policies === "everything") return suites;
  return suites.filter(
    (suite) => isChanged(suite, tests) || (suite.kind === "ready" && isReached(suite, policies)),
  );
}

/** The suite itself, or a fixture beside it. */
function isChanged({ file }: LoadedSuite, tests: ReadonlySet<string>): boolean {
  const fixtures = [...file.split("/").slice(0, -1), "testdata", ""].join("/");
  return tests.has(file) || [...tests].some((path) => path.startsWith(fixtures));
}

type ReadySuite = Extract<LoadedSuite, { readonly kind: "ready" }>;

function isReached(suite: ReadySuite, { kinds, principals, roles }: PolicyReach): boolean {
  return (
    resourcesOf(suite).some(({ kind }) => kinds.has(sanitizeName(kind))) ||
    principalsOf(suite).some(
      ({ id, roles: own }) => principals.has(id) || own.some((role) => roles.has(role)),
    )
  );
}

function principalsOf({ suite, fixtures }: ReadySuite): readonly TestPrincipal[] {
  return suite.tests.flatMap(({ input }) =>
    namesIn(input.principals, input.principalGroups, suite.principalGroups, fixtures.principalGroups).flatMap(
      (name) => suite.principals.get(name) ?? fixtures.principals.get(name) ?? [],
    ),
  );
}

function resourcesOf({ suite, fixtures }: ReadySuite): readonly TestResource[] {
  return suite.tests.flatMap(({ input }) =>
    namesIn(input.resources, input.resourceGroups, suite.resourceGroups, fixtures.resourceGroups).flatMap(
      (name) => suite.resources.get(name) ?? fixtures.resources.get(name) ?? [],
    ),
  );
}

type Groups = ReadonlyMap<string, readonly string[]>;

function namesIn(
  names: readonly string[],
  groups: readonly string[],
  own: Groups,
  shared: Groups,
): readonly string[] {
  return [...names, ...groups.flatMap((group) => own.get(group) ?? shared.get(group) ?? [])];
}
