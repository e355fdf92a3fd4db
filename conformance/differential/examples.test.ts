import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { CheckResourcesRequest, JsonObject, Principal, Resource } from "@orthrus/protocol";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readFolder } from "../read-folder.ts";
import { compareSets } from "./compare-sets.ts";
import { describeDifference } from "./describe-difference.ts";
import type { GeneratedPolicy } from "./generate-policies.ts";
import type { GeneratedSet } from "./generate-set.ts";
import { referenceBinary } from "./reference-server.ts";

const folder = fileURLToPath(new URL("../../examples/policies", import.meta.url));
const files = readFolder(folder).filter(({ path }) => !path.startsWith("tests/"));

// Everything the example policies name, and a little more.
const actions = [
  ...[
    "create",
    "view",
    "edit",
    "comment:create",
    "comment:resolve",
    "share",
    "delete",
    "restore",
    "download",
  ],
  ...["ai:summarize", "hold:place", "list", "rename", "document:create", "members:invite", "members:remove"],
  ...[
    "settings:update",
    "sso:configure",
    "billing:view",
    "billing:pay",
    "billing:change-plan",
    "close",
    "unheard-of",
  ],
];

test.skipIf("missing" in referenceBinary())(
  "everybody of the example policies may do the same under both, with everything",
  async () => {
    const settings = { lenientScopeSearch: false, schemaEnforcement: "warn", globals: {} } as const;
    const { actions: decisions, differences } = await compareSets([exampleSet()], settings);
    expect([decisions > 5000, differences.map(describeDifference).at(0)]).toEqual([true, undefined]);
  },
  60_000,
);

function exampleSet(): GeneratedSet {
  const policies = files
    .filter(({ path }) => path.endsWith(".yaml"))
    .map(({ path, text }): GeneratedPolicy => ({ path, document: parse(text) }));
  return {
    seed: 0,
    vocabulary: {
      set: "examples",
      kinds: ["document"],
      versions: ["default"],
      roles: ["member"],
      principals: ["alice"],
      scopes: [{ scope: "acme", permission: "require-consent" }],
      derivedRoles: [],
      actions: ["view"],
      patterns: ["view"],
      large: undefined,
      jwtIsUsed: false,
      runtimeIsUsed: true,
      hasDenials: true,
    },
    policies,
    schemas: files.filter(({ path }) => path.startsWith("_schemas/")),
    requests: exampleRequests(),
  };
}

function exampleRequests(): CheckResourcesRequest[] {
  const principals = fixtures("principals").map(
    ({ attr, ...rest }) => ({ ...rest, attributes: attr }) as Principal,
  );
  const resources = fixtures("resources").map(
    ({ attr, ...rest }) => ({ ...rest, attributes: attr }) as Resource,
  );
  // One action each: with several, 0.51 may show a condition the derived roles of another scope.
  return principals.flatMap((principal) =>
    resources.map((resource) => ({
      principal,
      resources: actions.map((action) => ({ resource, actions: [action] })),
    })),
  );
}

function fixtures(name: "principals" | "resources"): (JsonObject & { readonly attr: JsonObject })[] {
  const document = parse(readFileSync(`${folder}/tests/testdata/${name}.yaml`, "utf8"));
  return Object.values(document[name]);
}
