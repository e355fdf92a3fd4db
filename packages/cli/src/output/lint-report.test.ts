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
    {
      missingPolicy: "resource.s.vdefault",
      descendants: ["resource.s.vdefault/a", "resource.s.vdefault/b"],
      near: {
        file: "s.yaml",
        position: { line: 4, column: 10 },
        context: ">  4 |   scope: a\n                 ^",
      },
      hint: "add it",
    },
  ],
  duplicateDefs: [
    {
      file: "c2.yaml",
      otherFile: "c1.yaml",
      policy: "resource.dup.vdefault",
      position: { line: 1, column: 11 },
      near: { position: { line: 3, column: 13 }, context: ">  3 |   resource: dup\n                     ^" },
      hint: "remove one",
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
      code: "policy/unknown-field",
      file: "a.yaml",
      error: 'unknown field "bogus"',
      errorDetails: {
        kind: 1,
        position: { line: 5, column: 3, path: "$.resourcePolicy.bogus" },
        message: 'unknown field "bogus"',
        context: ">  5 |   bogus: 1\n         ^",
      },
    },
    {
      code: "policy/misplaced-schemas",
      file: "z/_schemas",
      error: "misplaced",
      errorDetails: { message: "misplaced" },
    },
    {
      code: "policy/invalid-value",
      file: "b.yaml",
      error: "version: value is required",
      errorDetails: { kind: 2, message: "version: value is required" },
      near: { position: { line: 2, column: 1 }, context: ">  2 | resourcePolicy:\n       ^" },
      hint: "add `version`",
    },
  ],
  scopePermissionsConflicts: [
    { scope: "a.b", near: { file: "q.yaml", position: { line: 3, column: 3 }, context: "" }, hint: "agree" },
    { scope: "", near: { file: "r.yaml", position: { line: 3, column: 3 }, context: "" }, hint: "agree" },
  ],
};

const TEXT = `Load failures
a.yaml:5:3 unknown field "bogus"
>  5 |   bogus: 1
         ^

z/_schemas misplaced
b.yaml:2:1 version: value is required
>  2 | resourcePolicy:
       ^
  hint: add \`version\`


Duplicate definitions
c2.yaml:3:13 duplicate definition of resource.dup.vdefault (previous definition in c1.yaml)
>  3 |   resource: dup
                     ^
  hint: remove one


Missing imports
b.yaml:5:24 cannot find derived roles "missing" imported by resource.thing.vdefault
>  5 |   importDerivedRoles: [missing]
                              ^
  hint: is it missed?


Missing scopes
s.yaml:4:10 scoped policy resource.s.vdefault is not found but is required by descendant policies resource.s.vdefault/a, resource.s.vdefault/b
>  4 |   scope: a
                 ^
  hint: add it


Scope permission conflicts
q.yaml:3:3 policies sharing scope a.b have conflicting scopePermissions
  hint: agree

r.yaml:3:3 policies sharing scope  have conflicting scopePermissions
  hint: agree


Disabled policies
off.yaml:1:11 resource.x.vdefault

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
  const near = { file: "q.yaml", position: { line: 3, column: 3 }, context: "" };
  const report = { ...NOTHING, scopePermissionsConflicts: [{ scope: "a", near, hint: "agree" }] };
  expect([lintText(report, plain), lintJson(report)]).toEqual([
    "Scope permission conflicts\nq.yaml:3:3 policies sharing scope a have conflicting scopePermissions\n  hint: agree\n\n\n",
    { lintErrors: { scope_permissions_conflicts: [{ scope: "a" }] } },
  ]);
});

test("colours mark headings, places and problems", () => {
  const report = { ...NOTHING, loadFailures: EVERYTHING.loadFailures.slice(1, 2) };
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
        {
          file: "b.yaml",
          error: "version: value is required",
          error_details: { kind: 2, message: "version: value is required" },
        },
      ],
      scope_permissions_conflicts: [{ scope: "a.b" }, {}],
    },
  });
});
