import type { Json } from "@orthrus/protocol";
import { expect, test } from "vitest";
import { allow, deny, pdpOf, resource } from "../testdata/policies.ts";

/** As models of databases are: everything comes from the prototype. */
class Model {
  readonly #scope: string | undefined;
  readonly #attributes: Readonly<Record<string, Json>>;

  constructor(scope: string | undefined, attributes: Readonly<Record<string, Json | undefined>>) {
    this.#scope = scope;
    // What is `undefined` is there on purpose: callers in JavaScript pass it.
    this.#attributes = attributes as Readonly<Record<string, Json>>;
  }
  get id() {
    return "mallory";
  }
  get kind() {
    return "foo";
  }
  get roles() {
    return ["a"];
  }
  get scope() {
    return this.#scope ?? "";
  }
  get attributes() {
    return this.#attributes;
  }
}

const policies = [
  resource("foo", [
    allow("view edit", "a"),
    deny("view", "*", { if: "P.id == 'mallory'" }),
    deny("edit", "*", { if: "R.id == 'mallory' && 'a' in P.roles && R.kind == 'foo'" }),
  ]),
];

test.each<[what: string, scope: string | undefined, attributes: Readonly<Record<string, Json | undefined>>]>([
  ["as they are", undefined, { x: 1 }],
  ["without an attribute that is undefined", undefined, { x: undefined }],
  ["without the dot of their scope", ".", { x: 1 }],
  ["without both", ".", { x: undefined }],
])(
  "conditions see whole principals and resources that are instances of classes, %s",
  (_, scope, attributes) => {
    const pdp = pdpOf(policies);
    const clean = new Model(scope, {});
    const model = new Model(scope, attributes);
    const actions = ["view", "edit"];
    for (const one of [model, clean, model]) {
      expect(pdp.check({ principal: one, resource: one, actions }).allowedActions()).toEqual([]);
      const [decision] = pdp.checkResources({ principal: one, resources: [{ resource: one, actions }] });
      expect(decision?.allowedActions()).toEqual([]);
    }
    expect(pdp.plan({ principal: model, resource: { kind: "foo" }, actions: ["view"] }).kind).toBe(
      "always-denied",
    );
  },
);
