import type { LintReport } from "@orthrus/policy";
import { expect, test } from "vitest";
import { lintJson, lintText } from "./lint-report.ts";
import { choosePainter } from "./painter.ts";

const NOTHING: LintReport = {
  disabledDefs: [],
  missingScopeDetails: [],
  duplicateDefs: [],
  missingImports: [],
  loadFailures: [],
  scopePermissionsConflicts: [],
};

const EVERYTHING: LintReport = {
  disabledDefs: [{ file: "off.yaml", policy: "resource.x.vdefault", position: { line: 1, column: 11 } }],
  missingScopeDetails: [
    { missingPolicy: "resource.s.vdefault", descendants: ["resource.s.vdefault/a", "resource.s.vdefault/b"] },
  ],
  duplicateDefs: [
    {
      file: "c2.yaml",
      otherFile: "c1.yaml",
      policy: "resource.dup.vdefault",
      position: { line: 1, column: 11 },
    },
  ],
  missingImports: [
    {
      importingFile: "b.yaml",
      desc: "cannot find derived roles 'missing' imported by policy resource.thing.vdefault",
      importingPolicy: "resource.thing.vdefault",
      importKind: "derived roles",
      importName: "missing",
      position: { line: 5, column: 24, path: "$.resourcePolicy.importDerivedRoles[0]" },
      context: ">  5 |   importDerivedRoles: [missing]\n                              ^",
      hint: "is it missed?",
    },
  ],
  loadFailures: [
    {
      file: "a.yaml",
      error: 'unknown field "bogus"',
      errorDetails: {
        kind: 1,
        position: { line: 5, column: 3, path: "$.resourcePolicy.bogus" },
        message: 'unknown field "bogus"',
        context: ">  5 |   bogus: 1\n         ^",
      },
    },
    { file: "z/_schemas", error: "misplaced", errorDetails: { message: "misplaced" } },
  ],
  scopePermissionsConflicts: [{ scope: "a.b" }, { scope: "" }],
};

const TEXT = `Disabled policies
off.yaml:1:11 resource.x.vdefault

Missing scopes
scoped policy resource.s.vdefault is not found but is required by descendant policies resource.s.vdefault/a, resource.s.vdefault/b

Duplicate definitions
c2.yaml:1:11 duplicate definition of resource.dup.vdefault (previous definition in c1.yaml)

Missing imports
b.yaml:5:24 cannot find derived roles "missing" imported by resource.thing.vdefault
>  5 |   importDerivedRoles: [missing]
                              ^
  hint: is it missed?


Load failures
a.yaml:5:3 unknown field "bogus"
>  5 |   bogus: 1
         ^

z/_schemas misplaced

Scope permission conflicts
policies sharing scope a.b have conflicting scopePermissions
policies sharing scope  have conflicting scopePermissions

`;

const plain = choosePainter({ level: "never", isOff: false, environment: {} }, { write: () => undefined });
const coloured = choosePainter(
  { level: "always", isOff: false, environment: {} },
  { write: () => undefined },
);

test("the text has one section per kind of problem", () => {
  expect(lintText(EVERYTHING, plain)).toBe(TEXT);
});

test("a kind without a problem has no section and no member", () => {
  const report = { ...NOTHING, scopePermissionsConflicts: [{ scope: "a" }] };
  expect([lintText(report, plain), lintJson(report)]).toEqual([
    "Scope permission conflicts\npolicies sharing scope a have conflicting scopePermissions\n\n",
    { lintErrors: { scope_permissions_conflicts: [{ scope: "a" }] } },
  ]);
});

test("colours mark headings, places and problems", () => {
  const report = { ...NOTHING, loadFailures: EVERYTHING.loadFailures.slice(1) };
  expect(lintText(report, coloured)).toBe(
    "\u001b[97;1mLoad failures\u001b[0;22m\n\u001b[34mz/_schemas\u001b[0m \u001b[31mmisplaced\u001b[0m\n\n",
  );
});

test("the JSON has the members that scripts read", () => {
  expect(lintJson(EVERYTHING)).toEqual({
    lintErrors: {
      disabled_defs: [{ file: "off.yaml", policy: "resource.x.vdefault", position: { line: 1, column: 11 } }],
      missing_scope_details: [
        {
          missing_policy: "resource.s.vdefault",
          descendants: ["resource.s.vdefault/a", "resource.s.vdefault/b"],
        },
      ],
      duplicate_defs: [
        {
          file: "c2.yaml",
          other_file: "c1.yaml",
          policy: "resource.dup.vdefault",
          position: { line: 1, column: 11 },
        },
      ],
      missing_imports: [
        {
          importing_file: "b.yaml",
          desc: "cannot find derived roles 'missing' imported by policy resource.thing.vdefault",
          importing_policy: "resource.thing.vdefault",
          import_kind: "derived roles",
          import_name: "missing",
          position: { line: 5, column: 24, path: "$.resourcePolicy.importDerivedRoles[0]" },
          context: ">  5 |   importDerivedRoles: [missing]\n                              ^",
        },
      ],
      load_failures: [
        {
          file: "a.yaml",
          error: 'unknown field "bogus"',
          error_details: {
            kind: 1,
            position: { line: 5, column: 3, path: "$.resourcePolicy.bogus" },
            message: 'unknown field "bogus"',
            context: ">  5 |   bogus: 1\n         ^",
          },
        },
        { file: "z/_schemas", error: "misplaced", error_details: { message: "misplaced" } },
      ],
      scope_permissions_conflicts: [{ scope: "a.b" }, {}],
    },
  });
});
