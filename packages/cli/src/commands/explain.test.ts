import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type Ran, ran } from "../testdata/ran.ts";

const root = mkdtempSync(join(tmpdir(), "orthrus-explain-"));
afterAll(() => rmSync(root, { recursive: true }));

const POLICY = `apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: document
  version: default
  schemas: {resourceSchema: {ref: "cerbos:///document.json"}}
  rules:
    - {name: own-drafts, actions: [edit], effect: EFFECT_ALLOW, roles: [user], condition: {match: {expr: R.attr.status == "DRAFT"}}}
    - {name: anything, actions: ["*"], effect: EFFECT_ALLOW, roles: [admin]}
    - {name: for-a-month, actions: [print], effect: EFFECT_ALLOW, roles: [user], condition: {match: {expr: timestamp("2026-01-01T00:00:00Z").timeSince() < duration("720h")}}}
    - {name: from-acme, actions: [view], effect: EFFECT_ALLOW, roles: [user], condition: {match: {expr: request.auxData.jwt.iss == G.issuer}}}
`;
const FIXTURES = `principals:
  ada: {id: ada, roles: [user]}
resources:
  final: {kind: document, id: "7", attr: {status: PUBLISHED}}
  draft: {kind: document, id: "8", attr: {status: DRAFT}}
auxData:
  staff: {jwt: {iss: acme}}
`;
const TESTS = `tests:
  - name: admins
    input: {principals: [ada], resources: [other], actions: [edit]}
    expected: [{principal: ada, resource: other, actions: {edit: EFFECT_DENY}}]
`;
const SUITE = (status: string): string =>
  `name: Documents\nresources: {other: {kind: document, id: "9", attr: {status: ${status}}}}\n${TESTS}`;
const FILES = {
  "policies/document.yaml": POLICY,
  "policies/_schemas/document.json": '{"type": "object", "properties": {"status": {"type": "string"}}}',
  "policies/testdata/principals.yaml": FIXTURES.slice(0, FIXTURES.indexOf("resources:")),
  "policies/testdata/resources.yaml": FIXTURES.slice(
    FIXTURES.indexOf("resources:"),
    FIXTURES.indexOf("auxData:"),
  ),
  "policies/testdata/auxdata.yaml": FIXTURES.slice(FIXTURES.indexOf("auxData:")),
  "policies/a_test.yaml": SUITE("a"),
  "policies/b_test.yaml": SUITE("b"),
  "broken/document.yaml": POLICY.replace("rules:", "rulez:"),
  "resource.json": '{"kind": "document", "id": "7", "attr": {"status": "PUBLISHED"}}',
};
for (const [path, text] of Object.entries(FILES)) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function explain(...words: readonly string[]): Promise<Ran> {
  return ran(["explain", ...words], { workingDirectory: root });
}

const DENIED = `DENY edit on document 7 for ada (user)
  condition-false: the condition of rule \`own-drafts\` of \`resource.document.vdefault\` does not hold: \`R.attr.status == "DRAFT"\`
    R.attr.status is "PUBLISHED"
  in document.yaml

what would allow it
  needs R.attr.status == "DRAFT" (is "PUBLISHED")
  or needs the role admin

looked at
  as user: no answer
    root scope: resource.document.vdefault: no answer
      - allow own-drafts for user: condition does not hold
          ✗ R.attr.status == "DRAFT"
            R.attr.status is "PUBLISHED"
      - allow anything for admin: not a role of the principal
`;

const ada = '--principal={"id": "ada", "roles": ["user"]}';

// biome-ignore format: one row per way to ask
test.each<[title: string, words: readonly string[]]>([
  ["fixtures",      ["--principal=ada", "--resource=final", "--action=edit"]],
  ["JSON and file", [ada, "--resource=@resource.json", "--action=edit"]],
  ["attributes",    ["--principal={id: ada, roles: [user]}", '--resource={"kind": "document", "id": "7", "attributes": {"status": "PUBLISHED"}}', "--action=edit"]],
  ["no colours",    ["--principal=ada", "--resource=final", "--action=edit", "--no-color"]],
])("a denial is explained as a tree; asked with %s", async (_, words) => {
  expect(await explain("policies", ...words)).toEqual({ code: 0, stdout: DENIED, stderr: "" });
});

test("explanations are JSON for programs, one per action", async () => {
  const { code, stdout } = await explain(
    "policies",
    ada,
    "--resource=draft",
    "--action=edit",
    "--action=drop",
    "-o",
    "json",
  );
  const { explanations } = JSON.parse(stdout);
  expect(code).toBe(0);
  expect(explanations).toMatchObject([
    { action: "edit", effect: "allow", reason: { code: "allowed-by-rule", rule: "own-drafts" } },
    {
      action: "drop",
      effect: "deny",
      reason: { code: "role-missing", rule: "anything" },
      wouldAllow: [[{ kind: "role", text: "admin" }]],
    },
  ]);
});

// biome-ignore format: one row per flag
test.each<[words: readonly string[], start: string]>([
  [["--resource=draft", "--action=edit"],                                                             "ALLOW edit on document 8"],
  [["--resource=draft", "--action=view", "--aux-data=staff", '--globals={"issuer": "acme"}'],         "ALLOW view on document 8"],
  [["--resource=draft", "--action=view", '--aux-data={"jwt":{"iss":"x"}}', '--globals={"issuer": 1}'], "DENY view on document 8 for ada (user)\n  condition-false: "],
  [["--resource=draft", "--action=view", "--strict-evaluation"],                                      "DENY view on document 8 for ada (user)\n  condition-error: a condition"],
  [['--resource={"kind":"document","id":"1","scope":"acme"}', "--action=edit"],                       "DENY edit on document 1 in acme for ada (user)\n  scope-missing: "],
  [['--resource={"kind":"document","id":"1","scope":"acme","attr":{"status":"DRAFT"}}', "--action=edit", "--lenient-scope-search"], "ALLOW edit"],
  [['--resource={"kind":"document","id":"1","attr":{"status":5}}', "--action=edit", "--schema-enforcement=reject"], "DENY edit on document 1 for ada (user)\n  schema-rejected: `/status` of the resource breaks"],
  [["--resource=draft", "--action=print", "--now=2026-01-30T23:59:59Z"],                             "ALLOW print on document 8"],
  [["--resource=draft", "--action=print", "--now=2026-01-31T02:00:00+01:00"],                        "DENY print on document 8 for ada (user)\n  condition-false: "],
  [["--resource=final", "--action=edit", "--color=always"],                                           "\u001b[31mDENY\u001b[0m edit"],
])("orthrus explain policies --principal=ada %j", async (words, start) => {
  const { code, stdout } = await explain("policies", "--principal=ada", ...words);
  expect([code, stdout.slice(0, start.length)]).toEqual([0, start]);
});

// biome-ignore format: one row per mistake
test.each<[words: readonly string[], code: number, message: string]>([
  [["policies", ada, "--resource=draft"],                                     1,  "cannot explain: pass --action=NAME, the action to explain"],
  [["policies", "--resource=draft", "--action=edit"],                         1,  "cannot explain: pass --principal=JSON, --principal=@FILE or the name of a fixture"],
  [["policies", ada, "--resource=draft", "--action=edit", "--now=today"],     80, "--now: give an instant with its zone, such as 2026-01-31T12:00:00Z"],
  [["policies", "--principal=bob", "--resource=draft", "--action=edit"],      1,  "cannot explain: no fixture `bob` for --principal: the fixtures are ada"],
  [["policies", ada, "--resource=other", "--action=edit"],                    1,  "cannot explain: several test suites define `other` differently: pass --resource=JSON instead"],
  [["policies", "--principal={", "--resource=draft", "--action=edit"],        1,  "cannot explain: --principal is not JSON: "],
  [["policies", ada, "--resource=@none.json", "--action=edit"],               1,  "cannot explain: cannot read "],
  [["policies", '--principal={"id":"ada"}', "--resource=draft", "--action=edit"], 1, "cannot explain: `principal.roles` is not usable: pass at least one role"],
  [["policies", '--principal={"id":"ada","role":"x"}', "--resource=draft", "--action=edit"], 1, "cannot explain: unknown member `role` of the principal: it has id, roles, attributes, policyVersion, scope"],
  [["nowhere", ada, "--resource=@resource.json", "--action=edit"],            1,  "failed to load policy repository at "],
  [["broken", ada, "--resource=@resource.json", "--action=edit"],             3,  "failed to compile: document.yaml:"],
])("orthrus explain %j ends with %d and says %j", async (words, code, message) => {
  const result = await explain(...words);
  const start = `orthrus: error: ${message}`;
  const stdout = code === 80 ? expect.stringContaining("Usage: orthrus explain") : "";
  expect({ ...result, stderr: result.stderr.slice(0, start.length) }).toEqual({ code, stdout, stderr: start });
});
