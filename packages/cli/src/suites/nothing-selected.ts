import type { TestDimension, TestRun, TestRunOptions } from "@orthrus/engine";

/** Says that what was asked for leaves no test to run, and what there is instead; nothing where some were run. */
export function nothingSelected(
  { suites }: TestRun,
  { filter = new Map(), matchesPattern }: TestRunOptions,
): string | undefined {
  if (filter.size === 0 && matchesPattern === undefined) return undefined;
  const cases = suites.flatMap(casesOf);
  if (suites.some(({ error }) => error !== undefined) || cases.some(({ isRun }) => isRun)) return undefined;
  const unmatched = [...filter].flatMap(([dimension, globs]) => {
    const names = [...new Set(cases.map((each) => each[dimension]))];
    return names.some((name) => globs.some((matches) => matches(name))) ? [] : [knownNames(dimension, names)];
  });
  const asked = filter.size > 0 ? "`--test-filter`" : "`--run`";
  const hints = unmatched.length > 0 ? unmatched : [otherHint(cases, filter.size > 0)];
  return `no test matches ${asked}: ${hints.join("; ")}`;
}

interface NamedCase extends Readonly<Record<TestDimension, string>> {
  readonly isRun: boolean;
}

function casesOf({ name: suite, tests }: TestRun["suites"][number]): readonly NamedCase[] {
  return tests.flatMap(({ name: test, principals }) =>
    principals.flatMap(({ name: principal, resources }) =>
      resources.flatMap(({ name: resource, actions }) =>
        actions.map(({ name: action, outcome }) => ({
          ...{ suite, test, principal, resource, action },
          isRun: outcome.kind !== "skipped" || outcome.by === "author",
        })),
      ),
    ),
  );
}

const mostNames = 8;

/** Shape: `there are the principals ada, ben and 3 more`. */
function knownNames(dimension: TestDimension, names: readonly string[]): string {
  if (names.length === 0) return `there is no ${dimension}`;
  const rest = names.length - mostNames;
  const more = rest > 0 ? ` and ${rest} more` : "";
  const article = names.length === 1 ? `there is the ${dimension}` : `there are the ${dimension}s`;
  return `${article} ${names.slice(0, mostNames).join(", ")}${more}`;
}

function otherHint([first]: readonly NamedCase[], isFiltered: boolean): string {
  if (first === undefined) return "there are no tests";
  if (isFiltered) return "each part of the filter matches something, and no test has them all";
  const { suite, test, principal, resource } = first;
  const parts = [`test_table_name:${JSON.stringify(test)}`, `principal_key:${JSON.stringify(principal)}`];
  return `names are like \`${[`${suite}/${parts.join(" ")}`, `resource_key:${JSON.stringify(resource)}`].join(" ")}\``;
}
