import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Global } from "@orthrus/engine";
import { loadTestSuites, type SourceFile, type TestFixtures } from "@orthrus/policy";
import type { CheckRequest, JsonObject, Principal, Resource } from "@orthrus/protocol";
import { parse } from "yaml";
import type { ParsedFlags } from "../command-line/command.ts";
import { reasonOf } from "../output/reason-of.ts";

/** Something to explain that cannot be read; the message says what to pass. */
export class UnreadableRequest extends Error {
  override readonly name = "UnreadableRequest";
}

export interface RequestSource {
  readonly flags: ParsedFlags;
  readonly workingDirectory: string;
  /** Test suites and fixtures beside the policies. */
  readonly testFiles: readonly SourceFile[];
}

/**
 * Reads what is to be explained: members are spelled as in requests to a server, and what they hold is left to the check.
 *
 * Throws: `UnreadableRequest`.
 */
export async function readRequest(source: RequestSource): Promise<CheckRequest> {
  const actions = source.flags.list("action");
  if (actions.length === 0) throw new UnreadableRequest("pass --action=NAME, the action to explain");
  const principal = await readFlag(source, "principal", ({ principals }) => principals);
  const resource = await readFlag(source, "resource", ({ resources }) => resources);
  const auxData =
    source.flags.text("aux-data") && (await readFlag(source, "aux-data", (fixtures) => fixtures.auxData));
  return {
    principal: withAttributes(principal, PRINCIPAL_MEMBERS, "principal") as unknown as Principal,
    resource: withAttributes(resource, RESOURCE_MEMBERS, "resource") as unknown as Resource,
    actions,
    ...(auxData && { auxData: withNamedTokens(auxData) }),
  };
}

/** Reads `--globals`. */
export async function readGlobalsFlag(source: RequestSource): Promise<Readonly<Record<string, Global>>> {
  if (source.flags.text("globals") === undefined) return {};
  return (await readFlag(source, "globals", () => new Map())) as Readonly<Record<string, Global>>;
}

const PRINCIPAL_MEMBERS: ReadonlySet<string> = new Set([
  "id",
  "roles",
  "attributes",
  "policyVersion",
  "scope",
]);
const RESOURCE_MEMBERS: ReadonlySet<string> = new Set(["kind", "id", "attributes", "policyVersion", "scope"]);

async function readFlag(
  { flags, workingDirectory, testFiles }: RequestSource,
  name: string,
  pick: (fixtures: TestFixtures) => ReadonlyMap<string, object>,
): Promise<JsonObject> {
  const text = flags.text(name);
  if (!text) throw new UnreadableRequest(`pass --${name}=JSON, --${name}=@FILE or the name of a fixture`);
  if (text.startsWith("{")) return parseObject(text, `--${name}`);
  if (text.startsWith("@"))
    return parseObject(await readText(resolve(workingDirectory, text.slice(1))), text.slice(1));
  return { ...findFixture(testFiles, text, name, pick) } as unknown as JsonObject;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new UnreadableRequest(`cannot read ${path}: ${reasonOf(error)}`);
  }
}

/** JSON, or YAML as in fixtures. */
function parseObject(text: string, place: string): JsonObject {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 100 });
  } catch (error) {
    throw new UnreadableRequest(`${place} is not JSON: ${reasonOf(error).split("\n")[0]}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UnreadableRequest(`${place} is no object: pass one such as {"id":"ada"}`);
  }
  return value as JsonObject;
}

function findFixture(
  testFiles: readonly SourceFile[],
  name: string,
  flag: string,
  pick: (fixtures: TestFixtures) => ReadonlyMap<string, object>,
): object {
  const suites = loadTestSuites(testFiles);
  const maps = suites.flatMap((suite) =>
    suite.kind === "ready" ? [pick(suite.suite), pick(suite.fixtures)] : [],
  );
  const found = maps.flatMap((fixtures) => fixtures.get(name) ?? []);
  const [first] = found;
  if (first === undefined) {
    const known = [...new Set(maps.flatMap((fixtures) => [...fixtures.keys()]))];
    const broken = suites.flatMap(({ kind, file }) =>
      kind === "broken" ? [`, and ${file} cannot be read`] : [],
    );
    const names = known.length > 0 ? `the fixtures are ${known.join(", ")}` : "no test suite has fixtures";
    throw new UnreadableRequest(`no fixture \`${name}\` for --${flag}: ${names}${broken.join("")}`);
  }
  if (new Set(found.map((fixture) => JSON.stringify(fixture))).size > 1) {
    throw new UnreadableRequest(
      `several test suites define \`${name}\` differently: pass --${flag}=JSON instead`,
    );
  }
  return first;
}

/** Requests say `attr`, programs `attributes`; members that are empty in a fixture were not given. */
function withAttributes(written: JsonObject, known: ReadonlySet<string>, name: string): JsonObject {
  const { attr, ...rest } = written;
  const members = { ...rest, ...(attr === undefined ? {} : { attributes: attr }) };
  for (const member of Object.keys(members)) {
    if (!known.has(member))
      throw new UnreadableRequest(
        `unknown member \`${member}\` of the ${name}: it has ${[...known].join(", ")}`,
      );
  }
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== ""));
}

function withNamedTokens(auxData: JsonObject): NonNullable<CheckRequest["auxData"]> {
  const { jwt, jwts } = auxData as { readonly jwt?: JsonObject; readonly jwts?: object };
  const named = jwts instanceof Map ? jwts : jwts && new Map<string, JsonObject>(Object.entries(jwts));
  return { ...(jwt && { jwt }), ...(named && { jwts: named as ReadonlyMap<string, JsonObject> }) };
}
