import {
  nearestName,
  type TestAuxData,
  type TestFixtures,
  type TestPrincipal,
  type TestResource,
} from "@orthrus/policy";
import { guessHint, InvalidSuite } from "./invalid-suite.ts";

/** Fixtures by name: those of the suite first, then those beside it. Each look-up throws `InvalidSuite` for a stranger. */
export interface FixtureLookup {
  principal(name: string): TestPrincipal;
  resource(name: string): TestResource;
  auxData(name: string): TestAuxData;
  isPrincipal(name: string): boolean;
  isResource(name: string): boolean;
  /** The names, then those in the groups; each once. */
  principalNames(mentioned: Pick<Mentions, "principals" | "principalGroups">): readonly string[];
  resourceNames(mentioned: Pick<Mentions, "resources" | "resourceGroups">): readonly string[];
}

/** What inputs and expectations have in common. */
interface Mentions {
  readonly principals: readonly string[];
  readonly principalGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceGroups: readonly string[];
}

/** Looks in both places at once. */
export function createFixtureLookup(
  suite: TestFixtures,
  shared: TestFixtures,
  strayFixtures: readonly string[],
): FixtureLookup {
  function find<Fixture>(
    kind: string,
    name: string,
    pick: (fixtures: TestFixtures) => ReadonlyMap<string, Fixture>,
  ): Fixture {
    const found = pick(suite).get(name) ?? pick(shared).get(name);
    if (found !== undefined) return found;
    const guess = nearestName(name, [...pick(suite).keys(), ...pick(shared).keys()]);
    const hint = guessHint(
      guess,
      strayHint(strayFixtures) ?? "define it in the suite, or in the folder `testdata` beside it",
    );
    throw new InvalidSuite(`${kind} ${JSON.stringify(name)} not found`, hint);
  }

  // COMPAT(cerbos): unknown groups of resources are called principal groups too.
  const membersOf = (
    groups: readonly string[],
    pick: (fixtures: TestFixtures) => TestFixtures["principalGroups"],
  ): readonly string[] => groups.flatMap((group) => find("principal group", group, pick));

  return {
    principal: (name) => find("principal", name, ({ principals }) => principals),
    resource: (name) => find("resource", name, ({ resources }) => resources),
    auxData: (name) => find("auxData", name, ({ auxData }) => auxData),
    isPrincipal: (name) => suite.principals.has(name) || shared.principals.has(name),
    isResource: (name) => suite.resources.has(name) || shared.resources.has(name),
    principalNames({ principals, principalGroups }) {
      return distinct([...principals, ...membersOf(principalGroups, (fixtures) => fixtures.principalGroups)]);
    },
    resourceNames({ resources, resourceGroups }) {
      return distinct([...resources, ...membersOf(resourceGroups, (fixtures) => fixtures.resourceGroups)]);
    },
  };
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}

/** A file with another name is not read, whatever is in it. */
function strayHint([file]: readonly string[]): string | undefined {
  if (file === undefined) return undefined;
  return `\`${file}\` is not read: fixtures are in \`principals.yaml\`, \`resources.yaml\` and \`auxdata.yaml\``;
}
