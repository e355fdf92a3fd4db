import { expect, test } from "vitest";
import { createIdentity } from "./identify.ts";
import { fixed } from "./providers/fixed/fixed.ts";

test("a fixed token becomes a principal", async () => {
  const identity = createIdentity({
    providers: [
      fixed({ identities: { ada: { claims: { sub: "ada", roles: ["editor"], department: "legal" } } } }),
    ],
  });
  expect(await identity.identify({ headers: { authorization: "bearer ada" } })).toMatchObject({
    kind: "verified",
    principal: { id: "ada", roles: ["user", "editor"], attributes: { department: "legal" } },
  });
});
