import { __experimental_JWTPayloadToAuthObjectProperties as decodeWithSdk } from "@clerk/shared/jwtPayloadParser";
import type { JsonObject } from "@orthrus/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sessionClaims } from "../../testing/clerk-claims.ts";
import { activeOrganization, organizationPermissions, unreadableClaim } from "./session-claims.ts";

const seventy = Array.from({ length: 70 }, (_, index) => `p${index}`).join(",");

test.each([
  [
    "features of the user are no features of the mask",
    { fea: "u:a,o:b", per: "read,manage", fpm: "1,3" },
    ["org:b:read"],
  ],
  [
    "the bits of a mask are the names in order",
    { fea: "o:documents,o:invoices,u:beta", per: "read,edit,pay", fpm: "3,5" },
    ["org:documents:read", "org:documents:edit", "org:invoices:read", "org:invoices:pay"],
  ],
  [
    "a mask has more bits than a number",
    { fea: "o:a", per: seventy, fpm: String(2n ** 69n + 1n) },
    ["org:a:p0", "org:a:p69"],
  ],
  ["a mask that is no number grants nothing", { fea: "o:a", per: "read", fpm: "x" }, []],
  ["without names there are no permissions", { fea: "o:a", fpm: "1" }, []],
  ["without masks there are no permissions", { fea: "o:a", per: "read" }, []],
  ["more masks than features grant nothing", { fea: "o:a", per: "read", fpm: "1,1" }, ["org:a:read"]],
] as const)("permissions: %s", (_, { fea, ...masks }, permissions) => {
  const claims = { v: 2, fea, o: { id: "org_7", ...masks } };
  expect({ ours: organizationPermissions(claims), sdk: decode(claims).orgPermissions }).toEqual({
    ours: permissions,
    sdk: permissions,
  });
});

test("a list of features without scopes, over which the SDK throws, is unreadable", () => {
  const claims = { v: 2, fea: "documents", o: { id: "org_7", per: "read", fpm: "1" } };
  expect(unreadableClaim(claims)).toBe("fea");
  expect(() => decode(claims)).toThrow();
});

const name = fc.stringMatching(/^[a-z0-9_]{1,6}$/);
const list = <T>(element: fc.Arbitrary<T>, maxLength: number) => fc.array(element, { maxLength });
const features = list(fc.tuple(fc.constantFrom("o", "u", "ou", "uo", "x", ""), name), 8).map((entries) =>
  entries.map((entry) => entry.join(":")).join(","),
);
const mask = fc.oneof(
  fc.bigInt(0n, 2n ** 80n).map(String),
  fc.constantFrom("0", "007", "", "-1", "1.5", "x"),
);
const compact: fc.Arbitrary<JsonObject> = fc
  .record(
    {
      v: fc.constant(2),
      fea: features,
      o: fc.record(
        {
          id: name,
          slg: name,
          rol: name,
          per: list(name, 75).map((names) => names.join(",")),
          fpm: list(mask, 8).map((masks) => masks.join(", ")),
        },
        { requiredKeys: ["id"] },
      ),
    },
    { requiredKeys: ["v"] },
  )
  .map((claims) => claims as JsonObject);
const longNames: fc.Arbitrary<JsonObject> = fc
  .record(
    {
      v: fc.constantFrom(1, 3, "2"),
      org_id: name,
      org_slug: name,
      org_role: name,
      org_permissions: list(name, 75),
    },
    { requiredKeys: [] },
  )
  .map((claims) => claims as JsonObject);

test("C2: every session has the organisation, role and permissions that the SDK decodes", () => {
  fc.assert(
    fc.property(fc.oneof(compact, longNames), (claims) => {
      const { orgId, orgSlug, orgRole, orgPermissions } = decode(claims);
      const organization = activeOrganization(claims);
      expect({ ...organization, permissions: organizationPermissions(claims) }).toEqual(
        orgId === undefined
          ? { permissions: undefined }
          : { id: orgId, slug: orgSlug, role: orgRole, permissions: orgPermissions },
      );
    }),
    { numRuns: 500 },
  );
});

test("what the stand-in encodes is what the SDK decodes, for up to 75 permissions of several features", () => {
  const permission = fc.tuple(name, name).map(([feature, action]) => `org:${feature}:${action}`);
  fc.assert(
    fc.property(fc.uniqueArray(permission, { maxLength: 75 }), (permissions) => {
      const claims = sessionClaims({ org: { id: "org_7", permissions } }) as JsonObject;
      expect(new Set(decode(claims).orgPermissions)).toEqual(new Set(permissions));
    }),
  );
});

function decode(claims: JsonObject) {
  return decodeWithSdk(claims as never);
}
