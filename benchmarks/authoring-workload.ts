import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Policies by kind: 800 resources, 100 sets of derived roles, 99 principals and one export make 1,000 files. */
const KINDS = 800;
const SETS = 100;
const PRINCIPALS = 99;
/** Suites of 5 principals, 8 resources and 5 actions: 20,000 cells. */
const SUITES = 100;
const KINDS_PER_SUITE = KINDS / SUITES;

export const POLICY_FILES: number = KINDS + SETS + PRINCIPALS + 1;
export const TEST_CELLS: number = SUITES * 5 * KINDS_PER_SUITE * 5;

/** Writes a repository as a large team has one: many similar policies, each with its own rules, and a suite for each few. */
export function writeWorkload(folder: string): void {
  const write = (path: string, text: string): void => writeFileSync(join(folder, path), text);
  for (const name of ["resources", "roles", "principals", "tests"]) mkdirSync(join(folder, name));
  for (const number of countTo(KINDS)) write(`resources/kind${number}.yaml`, resourcePolicy(number));
  for (const number of countTo(SETS)) write(`roles/roles${number}.yaml`, derivedRoles(number));
  for (const number of countTo(PRINCIPALS)) write(`principals/p${number}.yaml`, principalPolicy(number));
  write("common.yaml", COMMON);
  for (const number of countTo(SUITES)) write(`tests/suite${number}_test.yaml`, suite(number));
}

function resourcePolicy(number: number): string {
  return `apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: kind${number}
  version: default
  importDerivedRoles: [roles${number % SETS}]
  constants:
    local:
      limit: ${number}
  variables:
    import: [common]
    local:
      is_owner: R.attr.owner == P.id
      is_small: R.attr.size < C.limit + 1.0
  rules:
    - actions: [view]
      effect: EFFECT_ALLOW
      roles: [user]
      condition: { match: { expr: V.is_owner || R.attr.public } }
    - actions: [edit, delete]
      effect: EFFECT_ALLOW
      derivedRoles: [owner]
      condition:
        match:
          all:
            of:
              - expr: V.is_small
              - expr: R.attr.status in ["open", "draft"]
    - actions: ["*"]
      effect: EFFECT_ALLOW
      roles: [admin]
    - actions: [delete]
      effect: EFFECT_DENY
      roles: [user]
      condition: { match: { expr: R.attr.number == ${number} && R.attr.locked } }
`;
}

function derivedRoles(number: number): string {
  return `apiVersion: api.cerbos.dev/v1
derivedRoles:
  name: roles${number}
  definitions:
    - name: owner
      parentRoles: [user]
      condition: { match: { expr: R.attr.owner == P.id } }
`;
}

function principalPolicy(number: number): string {
  return `apiVersion: api.cerbos.dev/v1
principalPolicy:
  principal: user${number}
  version: default
  rules:
    - resource: kind${number}
      actions:
        - { action: archive, effect: EFFECT_ALLOW }
`;
}

const COMMON = `apiVersion: api.cerbos.dev/v1
exportVariables:
  name: common
  definitions:
    same_team: R.attr.team == P.attr.team
`;

function suite(number: number): string {
  const resources = countTo(KINDS_PER_SUITE);
  const attributes = "{ owner: ada, public: true, size: 0, status: open, locked: false, team: a }";
  return `name: Suite ${number}
principals:
  ada: { id: ada, roles: [user], attr: { team: a } }
  ben: { id: ben, roles: [user] }
  cleo: { id: cleo, roles: [admin] }
  dan: { id: dan, roles: [guest] }
  eve: { id: eve, roles: [user, admin] }
resources:
${resources.map((i) => `  r${i}: { kind: kind${number * KINDS_PER_SUITE + i}, id: "${i}", attr: ${attributes} }\n`).join("")}tests:
  - name: everybody
    input:
      principals: [ada, ben, cleo, dan, eve]
      resources: [${resources.map((i) => `r${i}`).join(", ")}]
      actions: [view, edit, delete, archive, comment]
    expected:
${resources.map(expectations).join("")}`;
}

function expectations(resource: number): string {
  // biome-ignore format: one row per principal
  const allowed: readonly (readonly [principal: string, actions: readonly string[]])[] = [
    ["ada",  ["view", "edit", "delete"]],
    ["ben",  ["view"]],
    ["cleo", ["view", "edit", "delete", "archive", "comment"]],
    ["eve",  ["view", "edit", "delete", "archive", "comment"]],
  ];
  return allowed
    .map(([principal, actions]) => {
      const effects = actions.map((action) => `${action}: EFFECT_ALLOW`).join(", ");
      return `      - { principal: ${principal}, resource: r${resource}, actions: { ${effects} } }\n`;
    })
    .join("");
}

function countTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
