import { readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { describe, expect, test } from "vitest";
import { descriptorFiles, type EncodedFiles } from "./descriptor-files.ts";

test("services are those of the API, AuthZEN, health and reflection", () => {
  expect(descriptorFiles.services).toEqual([
    "authzen.authorization.v1.AuthorizationService",
    "cerbos.svc.v1.CerbosAdminService",
    "cerbos.svc.v1.CerbosPlaygroundService",
    "cerbos.svc.v1.CerbosService",
    "grpc.health.v1.Health",
    "grpc.reflection.v1.ServerReflection",
    "grpc.reflection.v1alpha.ServerReflection",
  ]);
});

describe("files", () => {
  const sources = fileURLToPath(new URL("../../../proto/", import.meta.url));
  const names = readdirSync(sources, { recursive: true, encoding: "utf8" }).filter((each) =>
    each.endsWith(".proto"),
  );

  test.each(names)("%s is found by its name, with everything it needs", (name) => {
    const files = decoded(descriptorFiles.byName(name));
    expect(files[0]?.name).toBe(name);
    const needed = new Set([name, ...files.flatMap(({ dependency }) => dependency)]);
    expect(files.map((file) => file.name).sort()).toEqual([...needed].sort());
  });

  test("no file has an unknown name", () => {
    expect(descriptorFiles.byName("cerbos/svc/v1/other.proto")).toBeUndefined();
  });
});

// biome-ignore format: one row per kind of symbol
test.each([
  ["a service",             "cerbos.svc.v1.CerbosService",                          "cerbos/svc/v1/svc.proto"],
  ["a method",              "cerbos.svc.v1.CerbosService.CheckResources",           "cerbos/svc/v1/svc.proto"],
  ["a message",             "cerbos.engine.v1.Principal",                           "cerbos/engine/v1/engine.proto"],
  ["a message in another",  "cerbos.request.v1.AuxData.JWT",                        "cerbos/request/v1/request.proto"],
  ["a field",               "cerbos.engine.v1.Principal.policy_version",            "cerbos/engine/v1/engine.proto"],
  ["a oneof",               "cerbos.policy.v1.Policy.policy_type",                  "cerbos/policy/v1/policy.proto"],
  ["an enum",               "cerbos.effect.v1.Effect",                              "cerbos/effect/v1/effect.proto"],
  ["a value of an enum",    "cerbos.effect.v1.EFFECT_ALLOW",                        "cerbos/effect/v1/effect.proto"],
  ["a value of an enum in a message", "grpc.health.v1.HealthCheckResponse.SERVING", "grpc/health/v1/health.proto"],
  ["what Google declares",  "google.protobuf.Value",                                "google/protobuf/struct.proto"],
  ["an unknown name",       "cerbos.svc.v1.Other",                                  undefined],
  ["a value in its enum",   "cerbos.effect.v1.Effect.EFFECT_ALLOW",                 undefined],
  ["a package",             "cerbos.svc.v1",                                        undefined],
])("%s is found by its symbol: %s", (_kind, symbol, name) => {
  expect(decoded(descriptorFiles.bySymbol(symbol))[0]?.name).toBe(name);
});

test("messages have no extensions", () => {
  expect(descriptorFiles.extensionNumbers("cerbos.engine.v1.Principal")).toEqual([]);
  expect(descriptorFiles.extensionNumbers("google.protobuf.FieldOptions")).toEqual([]);
  expect(descriptorFiles.extensionNumbers("cerbos.engine.v1.Other")).toBeUndefined();
  expect(descriptorFiles.byExtension("google.protobuf.FieldOptions", 1159)).toBeUndefined();
  expect(descriptorFiles.byExtension("cerbos.engine.v1.Other", 1)).toBeUndefined();
});

describe("the entries without protobuf stay so", () => {
  const source = fileURLToPath(new URL("../../", import.meta.url));

  test.each(["index.ts", "wire.ts"])("%s loads neither packages nor the protobuf form", (entry) => {
    const loaded = filesLoadedBy(`${source}${entry}`, new Set());
    expect([...loaded].filter((path) => !path.startsWith(source) || path.includes("/protobuf/"))).toEqual([]);
    expect(loaded.size).toBeGreaterThan(5);
  });
});

/** Packages by their name, files by their path. */
function filesLoadedBy(path: string, found: Set<string>): Set<string> {
  if (found.has(path)) return found;
  found.add(path);
  if (!path.startsWith("/")) return found;
  for (const [, from = ""] of readFileSync(path, "utf8").matchAll(
    /^(?:import|export|\}).* from "(.+)";$/gm,
  )) {
    filesLoadedBy(
      from.startsWith(".") ? fileURLToPath(new URL(from, `file://${dirname(path)}/`)) : from,
      found,
    );
  }
  return found;
}

function decoded(
  files: EncodedFiles | undefined,
): readonly { name: string; dependency: readonly string[] }[] {
  return (files ?? []).map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes));
}
