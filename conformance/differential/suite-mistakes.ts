import type { Draft, DraftObject, SuiteDraft } from "./generate-suite.ts";
import type { Random } from "./random.ts";

/** A mistake that authors of suites make; changes the draft in place. */
type Mistake = (draft: SuiteDraft, random: Random) => void;

/** Makes one of them, and says which. */
export function makeMistake(draft: SuiteDraft, random: Random): string {
  const [name, make] = random.pick(MISTAKES as [(typeof MISTAKES)[number], ...(typeof MISTAKES)[number][]]);
  make(draft, random);
  return name;
}

// biome-ignore format: one row per mistake
const MISTAKES: readonly (readonly [name: string, make: Mistake])[] = [
  ["no name",                    ({ suite }) => { delete suite.name; }],
  ["an empty name",              ({ suite }) => { suite.name = ""; }],
  ["no tests",                   ({ suite }) => { delete suite.tests; }],
  ["an empty list of tests",     ({ suite }) => { suite.tests = []; }],
  ["an unknown field",           ({ suite }) => { suite.test = []; }],
  ["an unknown field of a test", (draft, random) => { aTest(draft, random).inputs = {}; }],
  ["an unknown field of input",  (draft, random) => { inputOf(draft, random).principal = "ada"; }],
  ["an unknown option",          ({ suite }) => { suite.options = { nwo: "2025-06-01T12:00:00Z" }; }],
  ["a test without a name",      (draft, random) => { delete aTest(draft, random).name; }],
  ["no input",                   (draft, random) => { delete aTest(draft, random).input; }],
  ["nothing expected",           (draft, random) => { delete aTest(draft, random).expected; }],
  ["an empty list of expected",  (draft, random) => { aTest(draft, random).expected = []; }],
  ["two tests of one name",      ({ suite }) => { const [first = {}] = listOf(suite.tests); suite.tests = [first, structuredClone(first)]; }],
  ["an unknown principal",       (draft, random) => { inputOf(draft, random).principals = ["ada", "zoe"]; }],
  ["only an unknown principal",  (draft, random) => { inputOf(draft, random).principals = ["zoe"]; anExpectation(draft, random).principal = "zoe"; }],
  ["an unknown resource",        (draft, random) => { inputOf(draft, random).resources = ["d1", "d9"]; }],
  ["an unknown principal group", (draft, random) => { inputOf(draft, random).principalGroups = ["nobody"]; }],
  ["an unknown resource group",  (draft, random) => { inputOf(draft, random).resourceGroups = ["nothing"]; }],
  ["an unknown expected group",  (draft, random) => { anExpectation(draft, random).principalGroups = ["nobody"]; }],
  ["unknown aux data",           (draft, random) => { inputOf(draft, random).auxData = "nothing"; }],
  ["no actions",                 (draft, random) => { inputOf(draft, random).actions = []; }],
  ["an action twice",            (draft, random) => { inputOf(draft, random).actions = ["view", "view"]; }],
  ["a principal twice",          (draft, random) => { inputOf(draft, random).principals = ["ada", "ada"]; }],
  ["nobody asks",                (draft, random) => { const input = inputOf(draft, random); delete input.principals; delete input.principalGroups; }],
  ["about nothing",              (draft, random) => { const input = inputOf(draft, random); delete input.resources; delete input.resourceGroups; }],
  ["an action that is not asked",          (draft, random) => { anExpectation(draft, random).actions = { zap: "EFFECT_ALLOW" }; }],
  ["outputs of one that is not asked",     (draft, random) => { anExpectation(draft, random).outputs = [{ action: "zap", expected: [{ src: "x", val: 1 }] }]; }],
  ["no expected actions",                  (draft, random) => { anExpectation(draft, random).actions = {}; }],
  ["an effect that is none",               (draft, random) => { anExpectation(draft, random).actions = { view: "ALLOW" }; }],
  ["a principal outside the matrix",       (draft, random) => { anExpectation(draft, random).principal = "zoe"; }],
  ["one and many principals",              (draft, random) => { Object.assign(anExpectation(draft, random), { principal: "ada", principals: ["ada"] }); }],
  ["one and many resources",               (draft, random) => { Object.assign(anExpectation(draft, random), { resource: "d1", resources: ["d1"] }); }],
  ["nobody expected",                      (draft, random) => { const it = anExpectation(draft, random); delete it.principal; delete it.principals; delete it.principalGroups; }],
  ["nothing expected about",               (draft, random) => { const it = anExpectation(draft, random); delete it.resource; delete it.resources; delete it.resourceGroups; }],
  ["a contradiction",                      (draft, random) => { const test = aTest(draft, random); const [first] = listOf(test.expected); const other = structuredClone(first ?? {}); other.actions = Object.fromEntries(Object.entries(objectOf(other.actions)).map(([action, effect]) => [action, effect === "EFFECT_DENY" ? "EFFECT_ALLOW" : "EFFECT_DENY"]).slice(0, 1)); test.expected = [first ?? {}, other]; }],
  ["the same said twice",                  (draft, random) => { const test = aTest(draft, random); const [first] = listOf(test.expected); test.expected = [first ?? {}, structuredClone(first ?? {})]; }],
  ["outputs without values",               (draft, random) => { anExpectation(draft, random).outputs = [{ action: "view", expected: [] }]; }],
  ["an output without a source",           (draft, random) => { anExpectation(draft, random).outputs = [{ action: "view", expected: [{ val: 1 }] }]; }],
  ["a principal without roles",            ({ suite }) => { suite.principals = { ada: { id: "ada" } }; }],
  ["a principal with an empty list",       ({ suite }) => { suite.principals = { ada: { id: "ada", roles: [] } }; }],
  ["a principal with a role twice",        ({ suite }) => { suite.principals = { ada: { id: "ada", roles: ["user", "user"] } }; }],
  ["a principal without an id",            ({ suite }) => { suite.principals = { ada: { roles: ["user"] } }; }],
  ["a resource without a kind",            ({ suite }) => { suite.resources = { d1: { id: "1" } }; }],
  ["a resource with an unknown field",     ({ suite }) => { suite.resources = { d1: { kind: "document", id: "1", attributes: {} } }; }],
  ["attributes in a list",                 ({ suite }) => { suite.resources = { d1: { kind: "document", id: "1", attr: ["x"] } }; }],
  ["principals of the suite only",         ({ suite }) => { suite.principals = { ada: { id: "someone", roles: ["guest"] } }; }],
  ["a group with a stranger",              ({ suite }) => { suite.principalGroups = { odd: { principals: ["ada", "zoe"] } }; }],
  ["a group of nobody",                    ({ suite }) => { suite.principalGroups = { odd: { principals: [] } }; }],
  ["a resource group with a stranger",     ({ suite }) => { suite.resourceGroups = { odd: { resources: ["d9"] } }; }],
  ["a time that is none",                  ({ suite }) => { suite.options = { now: "yesterday" }; }],
  ["a skipped suite with a mistake",       ({ suite }, random) => { suite.skip = true; inputOf({ suite, fixtures: new Map() }, random).principals = ["zoe"]; }],
  ["fixtures with an unknown field",       ({ fixtures }) => { fixtures.set("principals.yaml", { principal: {} }); fixtures.delete("principals.json"); }],
  ["fixtures with a stranger in a group",  ({ fixtures }) => { for (const file of [...fixtures.keys()]) if (file.startsWith("principals")) fixtures.delete(file); fixtures.set("principals.yaml", { principals: { ada: { id: "ada", roles: ["user"] } }, principalGroups: { odd: { principals: ["zoe"] } } }); }],
  ["fixtures that say nothing",            ({ fixtures }) => { fixtures.set("resources.json", {}); }],
];

function listOf(value: Draft | undefined): readonly DraftObject[] {
  return (Array.isArray(value) ? value : []).map(objectOf);
}

function objectOf(value: Draft | undefined): DraftObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

function aTest({ suite }: SuiteDraft, random: Random): DraftObject {
  const tests = listOf(suite.tests);
  return tests[random.integer(0, tests.length - 1)] ?? {};
}

function inputOf(draft: SuiteDraft, random: Random): DraftObject {
  return objectOf(aTest(draft, random).input);
}

function anExpectation(draft: SuiteDraft, random: Random): DraftObject {
  const expected = listOf(aTest(draft, random).expected);
  return expected[random.integer(0, expected.length - 1)] ?? {};
}
