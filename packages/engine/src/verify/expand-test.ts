import type {
  TestAuxData,
  TestOptions,
  TestPrincipal,
  TestResource,
  TestSuite,
  TestTable,
} from "@orthrus/policy";
import { collectExpectations, type Expected } from "./expectations.ts";
import type { FixtureLookup } from "./fixture-lookup.ts";
import { InvalidSuite } from "./invalid-suite.ts";

/** One principal on one resource. */
export interface TestCase {
  readonly table: TestTable;
  readonly principalName: string;
  readonly resourceName: string;
  readonly principal: TestPrincipal;
  readonly resource: TestResource;
  readonly auxData: TestAuxData | undefined;
  readonly actions: readonly string[];
  readonly expected: Expected;
  readonly options: TestOptions | undefined;
}

/**
 * Expands a test into its cases, principal by principal.
 *
 * Throws: `InvalidSuite` naming the test.
 */
export function expandTest(table: TestTable, suite: TestSuite, fixtures: FixtureLookup): readonly TestCase[] {
  try {
    return casesOf(table, suite, fixtures);
  } catch (error) {
    if (!(error instanceof InvalidSuite)) throw error;
    throw new InvalidSuite(
      `Failed to load the test suite: invalid test ${JSON.stringify(table.name)}: ${error.message}`,
      error.hint,
    );
  }
}

function casesOf(table: TestTable, suite: TestSuite, fixtures: FixtureLookup): readonly TestCase[] {
  const { input } = table;
  const expectations = collectExpectations(table, fixtures);
  const resourceNames = fixtures.resourceNames(input);
  const pairs = fixtures.principalNames(input).flatMap((principalName) =>
    resourceNames.map((resourceName) => ({
      principalName,
      resourceName,
      expected: expectations.take(principalName, resourceName),
    })),
  );
  expectations.requireEmpty();
  return pairs.map(({ principalName, resourceName, expected }) => ({
    table,
    principalName,
    resourceName,
    principal: fixtures.principal(principalName),
    resource: fixtures.resource(resourceName),
    auxData: input.auxData && fixtures.auxData(input.auxData.value),
    actions: input.actions,
    expected,
    options: table.options ?? suite.options,
  }));
}
