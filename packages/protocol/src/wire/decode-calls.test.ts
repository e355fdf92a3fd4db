import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeCheckResourceBatch, decodeCheckResourceSet, decodeCheckResources } from "./decode-calls.ts";
import { WireError } from "./errors.ts";

/** With the bytes of the text, as servers have them. */
const quick = {
  checkResources: (text: string) => decodeCheckResources(text, utf8Of(text)),
  checkResourceSet: (text: string) => decodeCheckResourceSet(text, utf8Of(text)),
  checkResourceBatch: (text: string) => decodeCheckResourceBatch(text, utf8Of(text)),
};

function utf8Of(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text);
  return bytes.toString() === text ? bytes : undefined;
}

const PRINCIPAL = '"principal":{"id":"ada","roles":["user"]}';
const RESOURCES = '"resources":[{"actions":["view"],"resource":{"kind":"album","id":"1"}}]';
const MINIMAL = `{${PRINCIPAL},${RESOURCES}}`;

function withAttributes(attributes: string): string {
  return `{"principal":{"id":"ada","roles":["user"],"attr":${attributes}},${RESOURCES}}`;
}

function failureOf(decode: () => unknown): string {
  try {
    decode();
  } catch (failure) {
    if (failure instanceof WireError) return failure.message;
    throw failure;
  }
  return "";
}

const MINIMAL_CALL = {
  requestId: "",
  includeMeta: false,
  principal: { id: "ada", roles: ["user"] },
  resources: [{ actions: ["view"], resource: { kind: "album", id: "1" } }],
};

describe("CheckResources", () => {
  test.each([
    ["with only what is required", MINIMAL, MINIMAL_CALL],
    ["followed by anything", `${MINIMAL}{"`, MINIMAL_CALL],
    [
      "with fields that are null",
      `{"requestId":null,"auxData":null,${PRINCIPAL},${RESOURCES}}`,
      MINIMAL_CALL,
    ],
    [
      "with fields that are empty",
      `{"requestId":"","includeMeta":false,"auxData":{"jwts":{}},"requestContext":{"annotations":{}},
        "principal":{"id":"ada","roles":["user"],"attr":{},"scope":"","policyVersion":""},${RESOURCES}}`,
      MINIMAL_CALL,
    ],
    [
      "with everything",
      `{"requestId":"r","includeMeta":true,
        "principal":{"id":"ada","roles":["a","b"],"attr":{"x":[1,{"y":null}]},"scope":"acme.hr","policyVersion":"v1"},
        "resources":[{"actions":["view","edit"],
          "resource":{"kind":"album","id":"1","attr":{"public":true},"scope":".","policyVersion":"_"}}],
        "auxData":{"jwt":{"token":"t","keySetId":"k"}},
        "requestContext":{"annotations":{"tenant":"acme"}}}`,
      {
        requestId: "r",
        includeMeta: true,
        principal: {
          id: "ada",
          roles: ["a", "b"],
          attributes: { x: [1, { y: null }] },
          scope: "acme.hr",
          policyVersion: "v1",
        },
        resources: [
          {
            actions: ["view", "edit"],
            resource: {
              kind: "album",
              id: "1",
              attributes: { public: true },
              scope: ".",
              policyVersion: "_",
            },
          },
        ],
        auxData: { jwt: { token: "t", keySetId: "k" } },
        annotations: { tenant: "acme" },
      },
    ],
    [
      "in the declared spelling",
      `{"request_id":"r","include_meta":true,"aux_data":{"jwt":{"token":"t","key_set_id":"k"}},${PRINCIPAL},
        "resources":[{"actions":["view"],"resource":{"kind":"album","id":"1","policy_version":"v1"}}]}`,
      {
        ...MINIMAL_CALL,
        requestId: "r",
        includeMeta: true,
        resources: [{ actions: ["view"], resource: { kind: "album", id: "1", policyVersion: "v1" } }],
        auxData: { jwt: { token: "t", keySetId: "k" } },
      },
    ],
    [
      "with tokens by name",
      `{"auxData":{"jwts":{"idp":{"token":"t"}}},${PRINCIPAL},${RESOURCES}}`,
      { ...MINIMAL_CALL, auxData: { jwts: new Map([["idp", { token: "t", keySetId: "" }]]) } },
    ],
    [
      "with characters beyond U+FFFF",
      withAttributes('{"a":"\\ud83d\\ude00","b":"😀"}'),
      { ...MINIMAL_CALL, principal: { ...MINIMAL_CALL.principal, attributes: { a: "😀", b: "😀" } } },
    ],
  ])("is decoded %s", (_how, text, call) => {
    expect(quick.checkResources(text)).toEqual(call);
  });

  // What the reference server answers to the same bodies.
  test.each([
    ["", "validation errors:\n - principal: value is required\n - resources: value is required"],
    ["\n ", "validation errors:\n - principal: value is required\n - resources: value is required"],
    ["[]", "proto: syntax error (line 1:1): unexpected token ["],
    [" \n null", "proto: syntax error (line 1:1): unexpected token null"],
    ["01", "proto: syntax error (line 1:1): unexpected token 0"],
    ['{"foo":1}', 'proto: (line 1:2): unknown field "foo"'],
    ['{"\\u0066oo":1}', 'proto: (line 1:2): unknown field "\\u0066oo"'],
    ['{"__proto__":1}', 'proto: (line 1:2): unknown field "__proto__"'],
    ['{"requestId":"😀", "foo":1}', 'proto: (line 1:19): unknown field "foo"'],
    ['{"requestId":"a",\r\n"foo":1}', 'proto: (line 2:1): unknown field "foo"'],
    ['{\n  "requestId": 5}', "proto: (line 2:16): invalid value for string field requestId: 5"],
    ['{"request_id":{}}', "proto: (line 1:15): invalid value for string field requestId: {"],
    ['{"includeMeta":"true"}', 'proto: (line 1:16): invalid value for bool field includeMeta: "true"'],
    ['{"requestId":"a","request_id":"b"}', 'proto: (line 1:18): duplicate field "request_id"'],
    ['{"requestId":"a","requestId":null}', 'proto: (line 1:18): duplicate field "requestId"'],
    ['{"principal":[]}', "proto: syntax error (line 1:14): unexpected token ["],
    ['{"resources":{}}', "proto: syntax error (line 1:14): unexpected token {"],
    ['{"resources":[null]}', "proto: syntax error (line 1:15): unexpected token null"],
    ['{"resources":[{"actions":"r"}]}', 'proto: syntax error (line 1:26): unexpected token "r"'],
    [
      '{"resources":[{"actions":[null]}]}',
      "proto: (line 1:27): invalid value for string field actions: null",
    ],
    ['{"principal":{"attr":5}}', "proto: syntax error (line 1:22): unexpected token 5"],
    ['{"principal":{"attr":{"a":{"b":1,"b":2}}}}', 'proto: (line 1:34): duplicate map key "b"'],
    ['{"principal":{"attr":{"a":1,"\\u0061":2}}}', 'proto: (line 1:29): duplicate map key "\\u0061"'],
    [withAttributes('{"n":-1e400}'), "proto: (line 1:55): invalid google.protobuf.Value: -1e400"],
    [
      '{"requestId":"\\ud800aaaaaaaa"}',
      'proto: syntax error (line 1:14): invalid escape code "aaaaaa" in string',
    ],
    [
      '{"requestId":"\\ud800aéééé"}',
      'proto: syntax error (line 1:14): invalid escape code "aéé\\xc3" in string',
    ],
    [
      '{"requestId":"\\ude00\\ud83d"}',
      'proto: syntax error (line 1:14): invalid escape code "\\\\ud83d" in string',
    ],
    ['{"requestId":"\\ud800"}', "proto: unexpected EOF"],
    ['{"requestId":"\udcff"}', "proto: syntax error (line 1:14): invalid UTF-8 in string"],
    [`{${PRINCIPAL},"resources":[]}`, "validation error: resources: value is required"],
  ])("%j is refused", (text, message) => {
    expect(failureOf(() => quick.checkResources(text))).toBe(message);
  });

  test.each([
    ["no id", '"principal":{"roles":["a"]}', "principal.id: value is required"],
    ["no roles", '"principal":{"id":"a","roles":[]}', "principal.roles: value is required"],
    [
      "an empty role",
      '"principal":{"id":"a","roles":[""]}',
      "principal.roles[0]: value length must be at least 1 characters",
    ],
    [
      "a role twice",
      '"principal":{"id":"a","roles":["b","b"]}',
      "principal.roles: repeated value must contain unique items",
    ],
    [
      "a version that is none",
      '"principal":{"id":"a","roles":["b"],"policyVersion":"1\\n"}',
      "principal.policy_version: value does not match regex pattern `^[\\w]*$`",
    ],
    [
      "a scope that is none",
      '"principal":{"id":"a","roles":["b"],"scope":".a"}',
      "principal.scope: value does not match regex pattern `^(^$|\\.|[0-9a-zA-Z][\\w\\-]*(\\.\\w[\\w\\-]*)*)$`",
    ],
    [
      "an attribute without a name",
      '"principal":{"id":"a","roles":["b"],"attr":{"":1}}',
      'principal.attr[""]: value length must be at least 1 characters',
    ],
    ["a token that is empty", `${PRINCIPAL},"auxData":{"jwt":{}}`, "aux_data.jwt.token: value is required"],
    [
      "a named token that is empty",
      `${PRINCIPAL},"auxData":{"jwts":{"a\\"b":{}}}`,
      'aux_data.jwts["a\\"b"].token: value is required',
    ],
    [
      "a token without a name",
      `${PRINCIPAL},"auxData":{"jwts":{"":{"token":"t"}}}`,
      'aux_data.jwts[""]: value length must be at least 1 characters',
    ],
    [
      "both forms of tokens",
      `${PRINCIPAL},"auxData":{"jwt":{"token":"t"},"jwts":{"a":{"token":"t"}}}`,
      "aux_data: Only one of the jwt or jwts fields must be set",
    ],
    [
      "an annotation without a name",
      `${PRINCIPAL},"requestContext":{"annotations":{"":1}}`,
      'request_context.annotations[""]: value length must be at least 1 characters',
    ],
  ])("%s breaks a rule", (_what, members, line) => {
    expect(failureOf(() => quick.checkResources(`{${members},${RESOURCES}}`))).toBe(
      `validation error: ${line}`,
    );
  });

  test("attributes may be as deep as conditions read them", () => {
    const nested = (depth: number) => withAttributes(`{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`);
    expect(quick.checkResources(nested(1_000)).principal.attributes).toHaveProperty("a");
    expect(failureOf(() => quick.checkResources(nested(1_001)))).toMatch(
      /^proto:\s\(line 1:1055\): a value is nested deeper than 1000 levels$/,
    );
  });

  test.each([[withAttributes(`{"a":${"[".repeat(9998)}${"]".repeat(9998)}}`)], ["[".repeat(100_000)]])(
    "deeper text is refused",
    (text) => {
      expect(failureOf(() => quick.checkResources(text))).toBe("invalid character '[' exceeded max depth");
    },
  );

  test("an attribute may be called `__proto__`", () => {
    const attributes = quick.checkResources(withAttributes('{"__proto__":{"admin":true}}')).principal
      .attributes;
    expect([Object.keys(attributes ?? {}), (attributes as { admin?: unknown }).admin]).toEqual([
      ["__proto__"],
      undefined,
    ]);
  });

  test("a thousand violations are enough", () => {
    const text = `{${PRINCIPAL},"resources":[${"{},".repeat(5000)}{}]}`;
    expect(failureOf(() => quick.checkResources(text)).split("\n")).toHaveLength(1001);
  });
});

describe("CheckResourceSet", () => {
  const SET = `{"actions":["view"],${PRINCIPAL},"resource":{"kind":"album","scope":"acme","instances":`;

  test("becomes one resource per instance", () => {
    expect(quick.checkResourceSet(`${SET}{"b":{"attr":{"":1}},"__proto__":{}}}}`)).toEqual({
      requestId: "",
      includeMeta: false,
      principal: { id: "ada", roles: ["user"] },
      resources: [
        { actions: ["view"], resource: { kind: "album", id: "b", scope: "acme", attributes: { "": 1 } } },
        { actions: ["view"], resource: { kind: "album", id: "__proto__", scope: "acme" } },
      ],
    });
  });

  test.each([
    [
      "{}",
      "validation errors:\n - actions: value is required\n - principal: value is required\n - resource: value is required",
    ],
    [`${SET}{}}}`, "validation error: resource.instances: value is required"],
    [`${SET}{"a":null}}}`, "proto: syntax error (line 1:122): unexpected token null"],
    [`${SET}{"a":{},"a":{}}}}`, 'proto: (line 1:125): duplicate map key "a"'],
  ])("%s is refused", (text, message) => {
    expect(failureOf(() => quick.checkResourceSet(text))).toBe(message);
  });
});

describe("CheckResourceBatch", () => {
  test("is decoded", () => {
    const { includeMeta: _none, ...call } = MINIMAL_CALL;
    expect(quick.checkResourceBatch(MINIMAL)).toEqual(call);
  });

  test.each([
    ['{"includeMeta":true}', 'proto: (line 1:2): unknown field "includeMeta"'],
    [
      `{${PRINCIPAL},"resources":[{}]}`,
      "validation errors:\n - resources[0].actions: value is required\n - resources[0].resource: value is required",
    ],
  ])("%s is refused", (text, message) => {
    expect(failureOf(() => quick.checkResourceBatch(text))).toBe(message);
  });
});

describe("the quick way and the thorough way agree", () => {
  const outcome = (decode: () => unknown): unknown => {
    try {
      return decode();
    } catch (failure) {
      return failure instanceof WireError ? failure.message : failure;
    }
  };
  const expectAgreement = (text: string): void =>
    expect(outcome(() => quick.checkResources(text))).toEqual(outcome(() => decodeCheckResources(text)));
  const name = fc.constantFrom(
    "",
    "a",
    "b",
    "a b",
    "é",
    "😀",
    "acme.hr",
    ".",
    "..",
    "a-b_c",
    "1\n",
    ":",
    '"',
    "\\",
  );
  const attributes = fc.option(fc.dictionary(name, fc.jsonValue({ maxDepth: 3 })), { nil: undefined });
  const names = fc.array(name, { maxLength: 10 });
  const subject = {
    policyVersion: fc.option(name, { nil: undefined }),
    scope: fc.option(name),
    attr: attributes,
  };
  const resource = fc.record({ kind: name, id: name, ...subject }, { requiredKeys: ["kind", "id"] });
  const request = fc.record(
    {
      requestId: name,
      includeMeta: fc.boolean(),
      principal: fc.record({ id: name, roles: names, ...subject }, { requiredKeys: ["id", "roles"] }),
      resources: fc.array(fc.record({ actions: names, resource }), { maxLength: 3 }),
      auxData: fc.record(
        { jwt: fc.record({ token: name }), jwts: fc.dictionary(name, fc.record({ token: name })) },
        { requiredKeys: [] },
      ),
      requestContext: fc.record({ annotations: attributes }),
    },
    { requiredKeys: ["principal", "resources"] },
  );

  test("about requests that break rules or do not", () => {
    fc.assert(
      fc.property(request, fc.constantFrom(undefined, 2), (value, space) => {
        expectAgreement(JSON.stringify(value, undefined, space));
      }),
      { numRuns: 500 },
    );
  });

  test("about texts that are damaged", () => {
    const damage = fc.tuple(
      fc.nat(400),
      fc.constantFrom('"', ":", ",", "{", "}", "\\", "null", "1e999", "é", "\udcff", ""),
    );
    fc.assert(
      fc.property(request, damage, (value, [at, piece]) => {
        const sound = JSON.stringify(value);
        expectAgreement(sound.slice(0, at) + piece + sound.slice(at + 1));
      }),
      { numRuns: 500 },
    );
  });
});
