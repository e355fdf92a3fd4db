import { nearestName } from "../model/nearest-name.ts";
import type { FieldType, MessageShape } from "./message-shape.ts";

/** Names that other formats have, and what is called so here. */
// biome-ignore format: one row per habit
const HABITS: ReadonlyMap<string, readonly string[]> = new Map([
  ["or",          ["any"]],
  ["and",         ["all"]],
  ["not",         ["none"]],
  ["nor",         ["none"]],
  ["if",          ["condition", "expr"]],
  ["when",        ["condition"]],
  ["permissions", ["actions", "allowActions"]],
  ["operations",  ["actions", "allowActions"]],
  ["local",       ["definitions"]],
  ["attributes",  ["attr"]],
  ["type",        ["kind"]],
  ["user",        ["principal"]],
  ["users",       ["principals"]],
]);

/** The next step after a field that its mapping does not have. */
export function unknownFieldHint(key: string, shape: MessageShape): string {
  if (key.startsWith("\ufeff")) return "the file starts with a byte order mark; save it without one";
  const names = shape.fields.map(({ name }) => name).filter((name) => !HIDDEN.has(name));
  const habit = HABITS.get(key.toLowerCase())?.find((name) => names.includes(name));
  const guess = habit ?? nearestName(key, names);
  if (guess !== undefined) return `did you mean \`${guess}\`?`;
  const isPolicy = names.includes("apiVersion");
  const otherFile = isPolicy ? OTHER_FILES.get(key) : undefined;
  if (otherFile !== undefined) return otherFile;
  if (names.includes("local")) return belongsBelow("local", key);
  const owner = shape.fields.find(({ type }) => shapeOf(type)?.byName.has(key));
  if (owner !== undefined) return belongsBelow(owner.name, key);
  const longer = onlyOne(names.filter((name) => isPartOf(key, name)));
  if (longer !== undefined) return `did you mean \`${longer}\`?`;
  return isPolicy ? HINT_FOR_OTHER_FILES : `known here: ${names.join(", ")}`;
}

function belongsBelow(owner: string, key: string): string {
  return `\`${key}\` belongs below \`${owner}\`: write it there, indented by two more spaces`;
}

/** Deprecated, or written by tools. */
const HIDDEN: ReadonlySet<string> = new Set(["script", "jsonSchema"]);

const HINT_FOR_OTHER_FILES =
  "every `.yaml`, `.yml` and `.json` file of the folder is a policy, `apiVersion` and one kind such as `resourcePolicy`; " +
  "test suites are named `…_test.yaml`, fixtures lie in `testdata`, schemas in `_schemas`";

const SUITE = "a test suite is no policy: give the file a name that ends in `_test.yaml`";
const FIXTURES = "fixtures are no policies: put the file into a folder `testdata` beside the suite";
const SCHEMA = "a schema is no policy: put the file into the folder `_schemas`";
const CONFIGURATION = "a configuration is no policy: keep it outside of the folder";

/** Keys by which other files among policies are known. */
// biome-ignore format: one row per kind of file
const OTHER_FILES: ReadonlyMap<string, string> = new Map([
  ["kind", "remove it: the kind of a policy is the key that everything is below, such as `resourcePolicy`"],
  ["name", HINT_FOR_OTHER_FILES],
  ...["tests", "options"].map((key) => [key, SUITE] as const),
  ...["principals", "resources", "auxData", "principalGroups", "resourceGroups"].map((key) => [key, FIXTURES] as const),
  ...["type", "properties", "required", "$id", "$defs", "$ref"].map((key) => [key, SCHEMA] as const),
  ...["server", "storage", "engine", "audit", "schema"].map((key) => [key, CONFIGURATION] as const),
]);

const SHORTEST_PART = 4;

/** Shape: `matches` and `match`, `actions` and `allowActions`. */
function isPartOf(key: string, name: string): boolean {
  const [short = "", long = ""] = [key.toLowerCase(), name.toLowerCase()].sort((a, b) => a.length - b.length);
  return short.length >= SHORTEST_PART && long.includes(short);
}

function onlyOne(names: readonly string[]): string | undefined {
  return names.length === 1 ? names[0] : undefined;
}

function shapeOf(type: FieldType): MessageShape | undefined {
  return type.kind === "message" ? type.shape() : undefined;
}
