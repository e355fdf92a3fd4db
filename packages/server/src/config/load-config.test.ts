// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the configuration format refers to variables this way
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { ConfigNode } from "./config-node.ts";
import { BUILT_IN, loadConfig } from "./load-config.ts";
import { parseOverrides } from "./parse-override.ts";

const folder = mkdtempSync(join(tmpdir(), "orthrus-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

const environment = {
  ONE: "1",
  EMPTY: "",
  QUOTE: 'a"b',
  HASH: "# hi",
  COLON: "x: y",
  LIST: "[a, 2]",
  LINES: "a\nb",
};

function load(yaml: string, sets: readonly string[] = []): unknown {
  const path = join(folder, "config.yaml");
  writeFileSync(path, yaml);
  return show(loadConfig({ path, overrides: parseOverrides(sets), environment, workingDirectory: "/srv" }));
}

function show(node: ConfigNode): unknown {
  if (node.kind === "scalar") return `${node.tag} ${node.text}`.trim();
  if (node.kind === "list") return node.items.map(show);
  return Object.fromEntries([...node.entries].map(([key, value]) => [key, show(value)]));
}

test.each([
  ["without a path", undefined],
  ["with the path __default__", BUILT_IN],
])("%s the built-in configuration serves ./policies and watches it", (_title, path) => {
  const config = loadConfig({
    path,
    overrides: parseOverrides([]),
    environment,
    workingDirectory: "/srv/$x",
  });
  expect(show(config)).toEqual({
    storage: {
      driver: "!!str disk",
      disk: { directory: "!!str /srv/$x/policies", watchForChanges: "!!bool true" },
    },
  });
});

test.each([
  ["a: 1\n---\na: 2", { a: "!!int 1" }],
  ['{"a": {"b": [true, null]}}', { a: { b: ["!!bool true", "!!null null"] } }],
  [
    "a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}",
    { a: { b: "!!int 1", c: "!!int 2" }, d: { b: "!!int 1", c: "!!int 3" } },
  ],
  ['a: "yes"\nb: yes\nc: !!str 12', { a: "!!str yes", b: "!!bool yes", c: "!!str 12" }],
  ["__proto__: {a: 1}", JSON.parse('{"__proto__":{"a":"!!int 1"}}')],
])("the text %j reads as %j", (yaml, tree) => {
  expect(load(yaml)).toEqual(tree);
});

test.each([
  ["a: $ONE", "!!int 1"],
  ['a: "${ONE}"', "!!int 1"],
  ["a: x${ONE}", "!!str x1"],
  ["a: ${UNSET:5}", "!!int 5"],
  ["a: ${UNSET:a:b}", "!!str a:b"],
  ["a: '${UNSET:\"\"}'", "!!null"],
  ["a: x${EMPTY}", "!!str x"],
  ["a: $$ONE", "!!str $ONE"],
  ['a: "$ $1 ${ $"', "!!str $ $1 ${ $"],
  ['a: "${UNSET:${ONE}}"', "!!str ${ONE}"],
  ["a: x${A-B:hi}", "!!str xhi"],
  ['a: "$QUOTE"', '!!str a"b'],
  ["a: y$HASH", "!!str y# hi"],
  ["a: $HASH", "!!str # hi"],
  ["a: $COLON", "!!str x: y"],
  ["a: $LINES", "!!str a\nb"],
  ["a: $LIST", ["!!str a", "!!int 2"]],
  ["a: 'null $ONE: x'", "!!str null 1: x"],
])("with environment variables %j means %j", (yaml, value) => {
  expect(load(yaml)).toEqual({ a: value });
});

test("environment variables may stand in keys and in overrides, and comments are not looked at", () => {
  expect(load("k$ONE: x # $UNSET", ["b=${ONE}"])).toEqual({ k1: "!!str x", b: "!!int 1" });
});

test.each([
  ["a: $UNSET", "UNSET"],
  ["a: ${UNSET:}", "UNSET"],
  ['a: "${}"', ""],
  ["a: x${a.b}", "a.b"],
  ["z: $LAST\na: $FIRST", "FIRST"],
])("%j names a variable that is not set: %j", (yaml, variable) => {
  const message = `error loading configuration due to unknown environment variable. Config values containing '$' are interpreted as environment variables. Use '$$' to escape literal '$' values: [couldn't expand environment: default is empty for "${variable}" (use "" for empty string)]`;
  expect(() => load(yaml)).toThrow(
    expect.objectContaining({ code: "server/config-unknown-variable", message }),
  );
});

test.each([
  ["a: {b: 1, c: {d: 1}}", ["a.c.e=2"], { a: { b: "!!int 1", c: { d: "!!int 1", e: "!!int 2" } } }],
  ["a: [1, 2]", ["a={3}"], { a: ["!!int 3"] }],
  ["a: {b: 1}", ["a=null"], { a: "!!null" }],
  ["a:", ["a.b=1"], { a: { b: "!!int 1" } }],
  ["", ["a=1"], { a: "!!int 1" }],
])("over %j the overrides %j give %j", (yaml, sets, tree) => {
  expect(load(yaml, sets)).toEqual(tree);
});

const SOURCE = "failed to load config: couldn't merge YAML sources";

test.each([
  ["a: 1", ["a[0]=x"], `${SOURCE}: can't merge a sequence into a scalar`],
  ["a: 1", ["a.b=x"], `${SOURCE}: can't merge a mapping into a scalar`],
  ["- a", [], `${SOURCE}: can't merge a mapping into a sequence`],
  ["foo", [], `${SOURCE}: can't merge a mapping into a scalar`],
  [
    "schema: {}\nb: 1\nschema: {}",
    [],
    `${SOURCE}: couldn't decode source: yaml: unmarshal errors:\n  ${folder}/config.yaml:3: key "schema" already set in map`,
  ],
  [
    "a: &x [*x]",
    [],
    `${SOURCE}: couldn't decode source: yaml: ${folder}/config.yaml:1: anchor contains itself`,
  ],
])("%j with %j is refused: %s", (yaml, sets, message) => {
  expect(() => load(yaml, sets)).toThrow(
    expect.objectContaining({ code: "server/config-invalid-yaml", message }),
  );
});

test("a text that is not YAML is refused with its line", () => {
  expect(() => load("a: 1\nb: [\n")).toThrow(
    /^failed to load config: .* couldn't decode source: yaml: \S+config\.yaml:\d+: /,
  );
});

test.each([
  [
    "/nope/at/all.yaml",
    "failed to stat /nope/at/all.yaml: stat /nope/at/all.yaml: no such file or directory",
  ],
  [folder, `config file path is a directory: ${folder}`],
])("the path %s is refused", (path, message) => {
  const sources = { path, overrides: parseOverrides([]), environment, workingDirectory: "/srv" };
  expect(() => loadConfig(sources)).toThrow(
    expect.objectContaining({ code: "server/config-unreadable", message }),
  );
});

test("a file that is not UTF-8 is refused", () => {
  const path = join(folder, "latin1.yaml");
  writeFileSync(path, Buffer.from("orthrus: {startMessage: caf\u00e9}", "latin1"));
  const sources = { path, overrides: parseOverrides([]), environment, workingDirectory: "/srv" };
  const message = `failed to load config: ${path} is not UTF-8`;
  expect(() => loadConfig(sources)).toThrow(
    expect.objectContaining({ code: "server/config-unreadable", message }),
  );
});
