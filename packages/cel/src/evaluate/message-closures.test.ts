import { expect, test } from "vitest";
import type { MessageFields } from "../check/declarations.ts";
import { allLibraries } from "../functions/all-libraries.ts";
import { createEnvironment } from "../functions/environment.ts";
import { dynType, mapType, messageType, stringType } from "../type-system/type.ts";
import { isCelError } from "../values/cel-error.ts";
import { valueToJson } from "../values/json.ts";
import { Timestamp } from "../values/timestamp.ts";
import { compileExpression } from "./compile-expression.ts";

const tokens = { name: "jwts", type: mapType(stringType, messageType("Token")), property: "tokens" } as const;
const claims = { name: "claims", type: mapType(stringType, dynType), property: "claims" } as const;

const environment = createEnvironment({
  libraries: allLibraries,
  variables: [{ name: "aux", type: messageType("Aux"), source: { kind: "path", path: ["auxData"] } }],
  messages: new Map<string, MessageFields>([
    ["Aux", new Map([["jwts", { ...tokens, absent: "empty-map" }]])],
    ["Token", new Map([["claims", { ...claims, absent: "empty-map" }]])],
  ]),
});

function evaluate(text: string): unknown {
  const { program, diagnostics } = compileExpression(text, environment);
  if (program === undefined) return expect.unreachable(diagnostics.map(({ message }) => message).join());
  const auxData = { tokens: { x: { claims: { iss: "me" } }, y: {} } };
  const value = program.evaluate({ auxData, now: new Timestamp(0, 0), computed: [] });
  return isCelError(value) ? `!${value.message}` : valueToJson(value);
}

test.each([
  ["aux.jwts['x'].claims.iss", "me"],
  ["aux.jwts.x.claims.iss", "me"],
  ["aux.jwts.y.claims.iss", "!no such key: iss"],
  ["aux.jwts.z.claims.iss", "!no such key: z"],
  ["has(aux.jwts.x.claims)", true],
  ["has(aux.jwts.y.claims)", false],
  ["has(aux.jwts.z)", false],
  ["has(aux.jwts.z.claims)", "!no such key: z"],
  ["aux.jwts.x", { claims: { iss: "me" } }],
  ["aux", { jwts: { x: { claims: { iss: "me" } }, y: {} } }],
  ["aux.jwts.exists(k, aux.jwts[k].claims.iss == 'me')", true],
  ["aux.jwts.all(k, v, v.claims.size() < 2)", true],
  ["aux.?jwts.?x.?claims.?iss.orValue('none')", "me"],
  ["aux.?jwts.?z.?claims.?iss.orValue('none')", "none"],
])("%s reads %j from messages inside a map", (text, value) => {
  expect(evaluate(text)).toEqual(value);
});
