/** What a report in JSON says: a line per action, and one per suite. */
type Lines = ReadonlyMap<string, string>;

/** Compares two reports; each difference starts with what `titleOf` says of the file it is about. */
export function suiteDifferences(
  ours: string,
  theirs: string,
  titleOf: (file: string) => string,
): readonly string[] {
  const [our, their] = [linesOf(ours), linesOf(theirs)];
  return [...new Set([...our.keys(), ...their.keys()])].flatMap((place) => {
    const [left, right] = [our.get(place), their.get(place)];
    if (left === right) return [];
    const [file = ""] = place.split(" ");
    return [`${titleOf(file)}: at ${place} Orthrus says ${left}, the reference ${right}`];
  });
}

interface Named {
  readonly name: string;
}
interface Action extends Named {
  readonly details: object;
}
interface Resource extends Named {
  readonly actions: readonly Action[];
}
interface Principal extends Named {
  readonly resources: readonly Resource[];
}
interface TestCase extends Named {
  readonly principals: readonly Principal[];
}
interface Suite extends Named {
  readonly file: string;
  readonly error?: string;
  readonly testCases?: readonly TestCase[];
}
interface Report {
  readonly suites?: readonly Suite[];
  readonly summary: unknown;
}

function linesOf(text: string): Lines {
  const { suites = [], summary }: Report = JSON.parse(text);
  return new Map([["summary", canonical(summary)], ...suites.flatMap(suiteLines)]);
}

function suiteLines({ testCases = [], error, ...suite }: Suite): readonly (readonly [string, string])[] {
  const order: string[] = [];
  const actions = testCases.flatMap((test) =>
    test.principals.flatMap((principal) =>
      principal.resources.flatMap((resource) => {
        order.push([test.name, principal.name, resource.name].join("/"));
        return resource.actions.map(({ name, details }) => {
          const place = [suite.file, test.name, principal.name, resource.name, name].join(" ");
          return [place, canonical({ ...details, engineTrace: undefined })] as const;
        });
      }),
    ),
  );
  return [[suite.file, canonical({ ...suite, order, error: error && errorText(error) })], ...actions];
}

/**
 * Since 0.54 files are read as policies are, and problems with them are said in other words. Of several mistakes of one
 * kind, 0.51 names one by chance.
 */
function errorText(error: string): string {
  if (/^(?:file is not valid|failed to load test (?:suite|fixtures))/.test(error)) return "cannot be read";
  return /outside the matrix|not present in input|Invalid \w+ groups|inconsistent|do not exist|are not in/.test(
    error,
  )
    ? error.replaceAll(/"[^"]*"|\[[^\]]*\]/g, "…")
    : error;
}

/** Members in the order of their names; 0.51 lists outputs of a failure by chance. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (name, member) => {
    if (Array.isArray(member)) {
      return name === "outputs" || name === "resultCounts" ? member.map(canonical).sort() : member;
    }
    if (typeof member !== "object" || member === null) return member;
    return Object.fromEntries(Object.entries(member).sort(([left], [right]) => (left < right ? -1 : 1)));
  });
}
