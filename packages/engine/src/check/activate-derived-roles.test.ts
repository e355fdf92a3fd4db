import { expect, test } from "vitest";
import { allow, deny, derivedRoles, pdpOf, request, resource } from "../testdata/policies.ts";

test.each([1, 52, 53, 54, 60, 200])("of %d derived roles each one is known to be active or not", (count) => {
  const names = Array.from({ length: count }, (_, index) => `role-${String(index).padStart(3, "0")}`);
  const active = names.filter((_, index) => index % 3 === 0);
  const pdp = pdpOf([
    derivedRoles(
      "many",
      names.map((name) => [name, "a", `"${name}" in R.attr.active`]),
    ),
    resource(
      "foo",
      [
        allow("view", "a"),
        deny("view", "*", { if: '"role-000" in runtime.effectiveDerivedRoles' }),
        allow("other", "", { derived: names.join(" ") }),
      ],
      { import: "many" },
    ),
  ]);
  const decide = (earned: readonly string[]) => {
    const decision = pdp.check(request("view", { r: { active: earned } }));
    return [decision.effectiveDerivedRoles, decision.isAllowed("view")];
  };
  expect([decide(active), decide(names), decide([])]).toEqual([
    [active, false],
    [names, false],
    [[], true],
  ]);
});

test.each([53, 54])(
  "of %d derived roles that cannot be evaluated, strict evaluation names each one",
  (count) => {
    const names = Array.from({ length: count }, (_, index) => `role-${String(index).padStart(3, "0")}`);
    const pdp = pdpOf(
      [
        derivedRoles(
          "many",
          names.map((name) => [name, "a", "R.attr.missing"]),
        ),
        resource(
          "foo",
          [
            allow("view", "a", { if: "runtime.effectiveDerivedRoles == []" }),
            allow("other", "", { derived: names.join(" ") }),
          ],
          { import: "many" },
        ),
      ],
      { strictEvaluation: true, collectEvaluationErrors: true },
    );
    const decision = pdp.check(request("view"));
    expect([decision.isAllowed("view"), decision.evaluationErrors.map(({ message }) => message)]).toEqual([
      false,
      expect.arrayContaining([`failed to compute effective derived roles [${names.join(", ")}]`]),
    ]);
  },
);
