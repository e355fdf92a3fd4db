import { expect, test } from "vitest";
import { createPdp, openPdp } from "./pdp.ts";

const policies = {};

test.each<[title: string, options: unknown, message: string]>([
  [
    "a misspelled option",
    { policies, schemaEnforcment: "reject" },
    "there is no option `schemaEnforcment`: did you mean `schemaEnforcement`?",
  ],
  ["an option nobody knows", { policies, telemetry: true }, "there is no option `telemetry`: leave it out"],
  [
    "a value that is not one of the values",
    { policies, schemaEnforcement: "rejekt" },
    "`schemaEnforcement` is not usable: pass `none` or `warn` or `reject`",
  ],
  [
    "a name that objects have",
    { policies, schemaEnforcement: "toString" },
    "`schemaEnforcement` is not usable: pass `none` or `warn` or `reject`",
  ],
  [
    "a text for a switch",
    { policies, strictEvaluation: "true" },
    "`strictEvaluation` is not usable: pass `true` or `false`",
  ],
  ["an instant for a clock", { policies, now: new Date(0) }, "`now` is not usable: pass a function"],
  ["no options", undefined, "there are no policies: call `createPdp({ policies })`"],
  [
    "a text for policies",
    { policies: "a.yaml" },
    'there are no policies: call `createPdp({ policies: { "document.yaml": text } })`',
  ],
  ["a store", { store: {} }, "`createPdp` takes `policies`: for a store use `await openPdp({ store })`"],
])("createPdp refuses %s", (_title, options, message) => {
  expect(() => createPdp(options as never)).toThrow(new TypeError(message));
});

test.each<[title: string, options: unknown, message: string]>([
  ["no options", undefined, "there are no policies: call `openPdp({ store })`"],
  [
    "policies at hand",
    { policies },
    "`openPdp` reads a `store`: for policies at hand use `createPdp({ policies })`",
  ],
  [
    "a path for a store",
    { store: "./policies" },
    "`store` is not usable: pass a store, such as `diskStore(folder)` of `@orthrus/store/disk`",
  ],
  [
    "a misspelled option",
    { store: { read: async () => ({ revision: "1", files: [] }) }, strictEvalution: true },
    "there is no option `strictEvalution`: did you mean `strictEvaluation`?",
  ],
])("openPdp refuses %s", async (_title, options, message) => {
  await expect(openPdp(options as never)).rejects.toThrow(new TypeError(message));
});

test("an option that is undefined is not given", () => {
  expect(createPdp({ policies, schemaEnforcement: undefined } as never).status.policyCount).toBe(0);
});
