import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  createRegistry,
  type DescEnum,
  type DescExtension,
  type DescField,
  type DescMessage,
  type DescService,
  ScalarType,
} from "@bufbuild/protobuf";
import { file_cerbos_audit_v1_audit } from "@cerbos/api/cerbos/audit/v1/audit_pb";
import { file_cerbos_effect_v1_effect } from "@cerbos/api/cerbos/effect/v1/effect_pb";
import { file_cerbos_engine_v1_engine } from "@cerbos/api/cerbos/engine/v1/engine_pb";
import { file_cerbos_policy_v1_policy } from "@cerbos/api/cerbos/policy/v1/policy_pb";
import { file_cerbos_request_v1_request } from "@cerbos/api/cerbos/request/v1/request_pb";
import { file_cerbos_response_v1_response } from "@cerbos/api/cerbos/response/v1/response_pb";
import { file_cerbos_schema_v1_schema } from "@cerbos/api/cerbos/schema/v1/schema_pb";
import { file_cerbos_svc_v1_svc } from "@cerbos/api/cerbos/svc/v1/svc_pb";
import { file_google_rpc_status } from "@cerbos/api/google/rpc/status_pb";
import { file_grpc_health_v1_health } from "@cerbos/api/grpc/health/v1/health_pb";
import { describe, expect, test } from "vitest";
import * as admin from "../admin-messages.ts";
import { ACCESS_EVALUATION, ACCESS_EVALUATIONS } from "../authzen/evaluation-messages.ts";
import type { Field, MessageType } from "../message-type.ts";
import * as requests from "../request-messages.ts";
import { descriptorRegistry } from "./descriptor-registry.ts";
import { SOURCES_SHA256 } from "./descriptor-set.ts";

const ours = descriptorRegistry();

type Declared = DescMessage | DescEnum | DescService | DescExtension;

describe("what @cerbos/api declares too is declared alike", () => {
  const theirs = createRegistry(
    file_cerbos_audit_v1_audit,
    file_cerbos_effect_v1_effect,
    file_cerbos_engine_v1_engine,
    file_cerbos_policy_v1_policy,
    file_cerbos_request_v1_request,
    file_cerbos_response_v1_response,
    file_cerbos_schema_v1_schema,
    file_cerbos_svc_v1_svc,
    file_google_rpc_status,
    file_grpc_health_v1_health,
  );

  // What version 0.8.0 of that package does not have yet.
  // biome-ignore format: one row per message
  const NEWER: ReadonlyMap<string, readonly string[]> = new Map([
    ["cerbos.engine.v1.AuxData",             ["jwts"]],
    ["cerbos.engine.v1.CheckOutput",         ["evaluation_errors"]],
    ["cerbos.engine.v1.OutputEntry",         ["error"]],
    ["cerbos.engine.v1.PlanResourcesOutput", ["evaluation_errors"]],
    ["cerbos.policy.v1.RolePolicy",          ["variables", "constants"]],
    ["cerbos.policy.v1.RoleRule",            ["name", "output"]],
    ["cerbos.request.v1.AuxData",            ["jwts"]],
  ]);

  const all: readonly Declared[] = [...theirs];
  test.each(all.map((type) => [String(type), type] as const))("%s", (_name, type) => {
    const newer = NEWER.get(type.typeName) ?? [];
    const members = membersOf(ours.get(type.typeName)).filter(({ name }) => !newer.includes(name));
    expect(members).toEqual(membersOf(type));
  });
});

describe("the tables that requests are read by agree with the declarations", () => {
  const roots = [
    ...Object.values(requests),
    ...Object.values(admin),
    ...[ACCESS_EVALUATION, ACCESS_EVALUATIONS],
  ];
  // Their documents are not looked into.
  const LEFT_OUT: ReadonlySet<string> = new Set(["cerbos.policy.v1.Policy", "cerbos.schema.v1.Schema"]);
  const tables = [...new Set(roots.flatMap(withMessagesIn))].filter(({ name }) => !LEFT_OUT.has(name));

  test.each(tables.map((type) => [type.name, type] as const))("%s", (name, { fields }) => {
    const declared = ours
      .getMessage(name)
      ?.fields.map((field) => [field.name, field.jsonName, ...shapeOf(field)]);
    const inTable = fields.map((field) => [field.name, field.jsonName, ...shapeInTable(field)]);
    // In the same order too, which is the order that broken rules are told in.
    expect(inTable).toEqual(declared);
  });
});

test("the committed descriptors are made of the sources as they are", () => {
  const sources = fileURLToPath(new URL("../../../proto/", import.meta.url));
  const names = readdirSync(sources, { recursive: true, encoding: "utf8" });
  const hash = createHash("sha256");
  for (const name of names.filter((each) => each.endsWith(".proto")).sort()) {
    hash.update(`${name}\n${readFileSync(`${sources}${name}`, "utf8")}\n`);
  }
  expect(hash.digest("hex"), "run npm run generate:descriptors").toBe(SOURCES_SHA256);
});

function withMessagesIn(type: MessageType): readonly MessageType[] {
  const inner = type.fields.flatMap((field) => (typeof field.type === "object" ? [field.type] : []));
  return [type, ...inner.flatMap(withMessagesIn)];
}

function shapeInTable({ number, type, shape }: Field): readonly unknown[] {
  const names = { string: ScalarType.STRING, bool: ScalarType.BOOL, json: "google.protobuf.Value" } as const;
  return [number, shape, typeof type === "object" ? type.name : names[type]];
}

function shapeOf(field: DescField): readonly unknown[] {
  const shape = field.fieldKind === "list" || field.fieldKind === "map" ? field.fieldKind : "single";
  return [field.number, shape, field.message?.typeName ?? field.scalar];
}

interface Member {
  readonly name: string;
  readonly is: unknown;
}

function membersOf(type: Declared | undefined): readonly Member[] {
  switch (type?.kind) {
    case undefined:
    case "extension":
      return [];
    case "message":
      return type.fields.map((field) => ({ name: field.name, is: fieldOf(field) }));
    case "enum":
      return type.values.map(({ name, number }) => ({ name, is: number }));
    case "service":
      return type.methods.map((method) => ({
        name: method.name,
        is: [method.methodKind, method.input.typeName, method.output.typeName],
      }));
  }
}

function fieldOf(field: DescField): readonly unknown[] {
  const { number, jsonName, fieldKind, presence, oneof } = field;
  const type = field.message?.typeName ?? field.enum?.typeName ?? field.scalar;
  const mapKey = fieldKind === "map" ? field.mapKey : undefined;
  return [number, jsonName, fieldKind, type, presence, oneof?.name, mapKey];
}
