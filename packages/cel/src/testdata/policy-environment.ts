import type { MessageField, MessageFields } from "../check/declarations.ts";
import type { Activation } from "../evaluate/activation.ts";
import type { Environment } from "../evaluate/dispatch.ts";
import { allLibraries } from "../functions/all-libraries.ts";
import { createEnvironment } from "../functions/environment.ts";
import { dynType, listType, mapType, messageType, opaqueType, stringType, type Type } from "../type-system/type.ts";
import { Timestamp } from "../values/timestamp.ts";

/** An environment shaped like the one of policies, and requests for it. */
const text = (name: string): readonly [string, MessageField] => [
  name,
  { name, type: stringType, property: name, absent: "empty-string" },
];
const attr: readonly [string, MessageField] = [
  "attr",
  { name: "attr", type: mapType(stringType, dynType), property: "attr", absent: "empty-map" },
];
const texts = (name: string): readonly [string, MessageField] => [
  name,
  { name, type: listType(stringType), property: name, absent: "empty-list" },
];
const message = (name: string, type: string): readonly [string, MessageField] => [
  name,
  { name, type: messageType(type), property: name, absent: "message" },
];

const request = "cerbos.engine.v1.Request";
const messages: ReadonlyMap<string, MessageFields> = new Map([
  [`${request}.Principal`, new Map([text("id"), texts("roles"), attr, text("policyVersion"), text("scope")])],
  [`${request}.Resource`, new Map([text("kind"), text("id"), attr, text("policyVersion"), text("scope")])],
  [
    request,
    new Map([
      message("principal", `${request}.Principal`),
      message("resource", `${request}.Resource`),
      message("auxData", "cerbos.engine.v1.AuxData"),
    ]),
  ],
  [
    "cerbos.engine.v1.AuxData",
    new Map<string, MessageField>([
      ["jwt", { name: "jwt", type: mapType(stringType, dynType), property: "jwt", absent: "empty-map" }],
    ]),
  ],
  ["cerbos.engine.v1.Runtime", new Map([texts("effectiveDerivedRoles")])],
]);

const path = (name: string, type: Type, ...steps: readonly string[]) => ({
  name,
  type,
  source: { kind: "path", path: steps } as const,
});
const variables = opaqueType("cerbos.Variables");

export const policyEnvironment: Environment = createEnvironment({
  libraries: allLibraries,
  messages,
  variables: [
    path("request", messageType(request)),
    path("P", messageType(`${request}.Principal`), "principal"),
    path("R", messageType(`${request}.Resource`), "resource"),
    path("runtime", messageType("cerbos.engine.v1.Runtime"), "runtime"),
    { name: "V", type: variables, source: { kind: "computed" } },
    { name: "C", type: variables, source: { kind: "constants" } },
    { name: "G", type: variables, source: { kind: "members-of", path: ["globals"] } },
  ],
});

export function activationFor(attributes: object, changes: object = {}): Activation {
  return {
    principal: { id: "bob", roles: ["user"], attr: {}, policyVersion: "", scope: "" },
    resource: { kind: "document", id: "d1", attr: attributes, policyVersion: "", scope: "acme" },
    runtime: {},
    globals: { region: "eu" },
    now: new Timestamp(1_700_000_000, 0),
    computed: [],
    ...changes,
  };
}
