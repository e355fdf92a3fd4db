import { expect, test } from "vitest";
import { nearestName } from "./nearest-name.ts";

test.each([
  ["resoucePolicy", ["resourcePolicy", "rolePolicy"], "resourcePolicy"],
  ["action", ["actions", "roles"], "actions"],
  ["derived_role", ["derivedRoles", "roles"], "derivedRoles"],
  ["veiw", ["view", "edit"], "view"],
  ["ba", ["ab"], "ab"],
  ["owner", ["manager", "admin"], undefined],
  ["x".repeat(100), ["x".repeat(99)], undefined],
  ["a", [], undefined],
])("the nearest to %s of %j is %s", (name, known, nearest) => {
  expect(nearestName(name, known)).toBe(nearest);
});
