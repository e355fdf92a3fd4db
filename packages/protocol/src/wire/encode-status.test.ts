import { expect, test } from "vitest";
import { encodeStatus } from "./encode-status.ts";
import { CHECK_RESOURCES } from "./request-messages.ts";
import { validateMessage } from "./validate-message.ts";

const string = { fieldNumber: 14, fieldName: "string", fieldType: "TYPE_MESSAGE" };
const minLength = { fieldNumber: 2, fieldName: "min_len", fieldType: "TYPE_UINT64" };
const principal = { fieldNumber: 3, fieldName: "principal", fieldType: "TYPE_MESSAGE" };
const roles = { fieldNumber: 3, fieldName: "roles", fieldType: "TYPE_STRING" };
const repeated = { fieldNumber: 18, fieldName: "repeated", fieldType: "TYPE_MESSAGE" };

test("a status without violations has no details", () => {
  expect(encodeStatus({ code: 5, message: "Not Found" })).toBe('{"code":5,"message":"Not Found"}');
});

test("violations are told in full", () => {
  const message = {
    principal: { id: "ada", roles: ["", ""], attr: { "": 1 } },
    resources: [{ actions: ["view"], resource: {} }],
    auxData: { jwt: { token: "t" }, jwts: { a: { token: "t" } } },
  };
  const violations = validateMessage(message, CHECK_RESOURCES);
  const { details } = JSON.parse(encodeStatus({ code: 3, message: "m", violations })) as { details: unknown };
  const required = {
    rule: { elements: [{ fieldNumber: 25, fieldName: "required", fieldType: "TYPE_BOOL" }] },
    ruleId: "required",
    message: "value is required",
  };
  const emptyRole = (index: string): object => ({
    field: { elements: [principal, { ...roles, index }] },
    rule: {
      elements: [
        repeated,
        { fieldNumber: 4, fieldName: "items", fieldType: "TYPE_MESSAGE" },
        string,
        minLength,
      ],
    },
    ruleId: "string.min_len",
    message: "value length must be at least 1 characters",
  });
  const resource = [
    { fieldNumber: 4, fieldName: "resources", fieldType: "TYPE_MESSAGE", index: "0" },
    { fieldNumber: 2, fieldName: "resource", fieldType: "TYPE_MESSAGE" },
  ];
  expect(details).toEqual([
    {
      "@type": "type.googleapis.com/buf.validate.Violations",
      violations: [
        {
          field: { elements: [principal, roles] },
          rule: { elements: [repeated, { fieldNumber: 3, fieldName: "unique", fieldType: "TYPE_BOOL" }] },
          ruleId: "repeated.unique",
          message: "repeated value must contain unique items",
        },
        emptyRole("0"),
        emptyRole("1"),
        {
          field: {
            elements: [
              principal,
              {
                fieldNumber: 4,
                fieldName: "attr",
                fieldType: "TYPE_MESSAGE",
                keyType: "TYPE_STRING",
                valueType: "TYPE_MESSAGE",
                stringKey: "",
              },
            ],
          },
          rule: {
            elements: [
              { fieldNumber: 19, fieldName: "map", fieldType: "TYPE_MESSAGE" },
              { fieldNumber: 4, fieldName: "keys", fieldType: "TYPE_MESSAGE" },
              string,
              minLength,
            ],
          },
          ruleId: "string.min_len",
          message: "value length must be at least 1 characters",
          forKey: true,
        },
        {
          field: { elements: [...resource, { fieldNumber: 1, fieldName: "kind", fieldType: "TYPE_STRING" }] },
          ...required,
        },
        {
          field: { elements: [...resource, { fieldNumber: 3, fieldName: "id", fieldType: "TYPE_STRING" }] },
          ...required,
        },
        {
          field: { elements: [{ fieldNumber: 5, fieldName: "aux_data", fieldType: "TYPE_MESSAGE" }] },
          ruleId: "AuxData.only_one_jwt_field",
          message: "Only one of the jwt or jwts fields must be set",
        },
      ],
    },
  ]);
});
