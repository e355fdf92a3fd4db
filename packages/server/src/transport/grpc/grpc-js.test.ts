import {
  type Client,
  compressionAlgorithms,
  credentials,
  Client as GrpcClient,
  Metadata,
  type ServiceError,
} from "@grpc/grpc-js";
import type { Json, JsonObject } from "@orthrus/protocol";
import { messageFromJson, messageToJson } from "@orthrus/protocol/protobuf";
import { afterAll, describe, expect, test } from "vitest";
import { opened } from "./testdata/opened.ts";

// The library most JavaScript clients are made with, without their types.

const server = await opened();
const target = `127.0.0.1:${server.port}`;
const client = new GrpcClient(target, credentials.createInsecure());
const packing = new GrpcClient(target, credentials.createInsecure(), {
  "grpc.default_compression_algorithm": compressionAlgorithms.gzip,
});

afterAll(async () => {
  client.close();
  packing.close();
  await server.close();
});

const write = (type: string) => (json: Json) => Buffer.from(messageFromJson(type, json));
const read = (type: string) => (bytes: Buffer) => messageToJson(type, bytes);

interface Answer {
  readonly failure: ServiceError | null;
  readonly value: Json | undefined;
  readonly metadata: Metadata;
  readonly trailers: Metadata;
}

interface Question {
  readonly rpc: string;
  readonly request: Json;
  readonly types: readonly [request: string, response: string];
  readonly metadata?: Metadata;
  readonly deadline?: number;
  readonly through?: Client;
}

function ask({
  rpc,
  request,
  types,
  metadata = new Metadata(),
  deadline,
  through = client,
}: Question): Promise<Answer> {
  return new Promise((resolve) => {
    let headers = new Metadata();
    let outcome: Pick<Answer, "failure" | "value"> = { failure: null, value: undefined };
    const options = deadline === undefined ? {} : { deadline };
    const call = through.makeUnaryRequest(
      rpc,
      write(types[0]),
      read(types[1]),
      request,
      metadata,
      options,
      (failure, value) => {
        outcome = { failure, value };
      },
    );
    call.on("metadata", (heard: Metadata) => {
      headers = heard;
    });
    call.on("status", ({ metadata: trailers }: { metadata: Metadata }) =>
      setImmediate(() => resolve({ ...outcome, metadata: headers, trailers })),
    );
  });
}

const CHECK: Pick<Question, "rpc" | "types"> = {
  rpc: "/cerbos.svc.v1.CerbosService/CheckResources",
  types: ["cerbos.request.v1.CheckResourcesRequest", "cerbos.response.v1.CheckResourcesResponse"],
};
const REQUEST = {
  principal: { id: "ada", roles: ["user"] },
  resources: [{ resource: { kind: "album", id: "1", attr: { owner: "ada" } }, actions: ["view"] }],
};

describe("a client made with grpc-js", () => {
  test.each([
    ["as they are", client],
    ["packed", packing],
  ])("sends messages %s", async (_title, through) => {
    const { value, metadata } = await ask({ ...CHECK, request: REQUEST, through });
    expect([value, metadata.get("cerbos-version")]).toMatchObject([
      { results: [{ actions: { view: "EFFECT_ALLOW" } }] },
      ["0.55.0"],
    ]);
  });

  test("sends a large message, packed or not", async () => {
    const attr = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, index) => [`name-${index}`, "x".repeat(500)]),
    );
    const [resource] = REQUEST.resources;
    const request = {
      ...REQUEST,
      resources: [{ ...resource, resource: { ...resource?.resource, attr } }],
    } as Json;
    const answers = [await ask({ ...CHECK, request }), await ask({ ...CHECK, request, through: packing })];
    expect(answers.map(({ failure, value }) => [failure, value])).toMatchObject([
      [null, { results: [{}] }],
      [null, { results: [{}] }],
    ]);
  });

  test("reads what is wrong with its request", async () => {
    const { failure, trailers } = await ask({
      ...CHECK,
      request: { principal: { id: "ada", roles: ["a", "a"] } },
    });
    expect([failure?.code, failure?.details]).toEqual([
      3,
      "validation errors:\n - principal.roles: repeated value must contain unique items\n - resources: value is required",
    ]);
    expect(String(trailers.get("grpc-status-details-bin")[0])).toContain("buf.validate.Violations");
  });

  test("sends metadata, text and bytes", async () => {
    const metadata = new Metadata();
    metadata.set("x-text", "a");
    metadata.set("x-bytes-bin", Buffer.from([0, 255, 1]));
    expect((await ask({ ...CHECK, request: REQUEST, metadata })).failure).toBeNull();
  });

  test("gives up at its deadline", async () => {
    const { failure } = await ask({ ...CHECK, request: REQUEST, deadline: Date.now() - 1 });
    expect(failure?.code).toBe(4);
  });

  test("lists the health of all services", async () => {
    const answer = await ask({
      rpc: "/grpc.health.v1.Health/List",
      request: {},
      types: ["grpc.health.v1.HealthListRequest", "grpc.health.v1.HealthListResponse"],
    });
    const status = { status: "SERVING" };
    expect(answer.value).toEqual({
      statuses: {
        "": status,
        "cerbos.svc.v1.CerbosService": status,
        "authzen.authorization.v1.AuthorizationService": status,
      },
    });
  });

  test.each([
    ["a service", "cerbos.svc.v1.CerbosService", "SERVING"],
    ["one there is not", "a.B", "SERVICE_UNKNOWN"],
  ])("watches the health of %s", async (_title, service, status) => {
    const call = client.makeServerStreamRequest(
      "/grpc.health.v1.Health/Watch",
      write("grpc.health.v1.HealthCheckRequest"),
      read("grpc.health.v1.HealthCheckResponse"),
      { service },
    );
    call.on("error", () => {});
    expect(await new Promise((resolve) => call.once("data", resolve))).toEqual({ status });
    call.cancel();
  });
});

describe.each(["v1", "v1alpha"])("reflection %s", (version) => {
  /** Asks one thing after the other in one stream. */
  async function reflect(...questions: readonly JsonObject[]): Promise<readonly JsonObject[]> {
    const call = client.makeBidiStreamRequest(
      `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`,
      write(`grpc.reflection.${version}.ServerReflectionRequest`),
      read(`grpc.reflection.${version}.ServerReflectionResponse`),
    );
    const answers: JsonObject[] = [];
    const ended = new Promise((resolve, reject) => call.once("end", resolve).once("error", reject));
    call.on("data", (answer: JsonObject) => answers.push(answer));
    for (const question of questions) call.write(question);
    call.end();
    await ended;
    return answers;
  }

  test("lists services", async () => {
    const [{ listServicesResponse } = {}] = await reflect({ listServices: "*" });
    expect(listServicesResponse).toEqual({
      service: [
        { name: "authzen.authorization.v1.AuthorizationService" },
        { name: "cerbos.svc.v1.CerbosService" },
        { name: "grpc.health.v1.Health" },
        { name: "grpc.reflection.v1.ServerReflection" },
        { name: "grpc.reflection.v1alpha.ServerReflection" },
      ],
    });
  });

  test.each([
    [{ fileContainingSymbol: "cerbos.svc.v1.CerbosService" }, "cerbos/svc/v1/svc.proto"],
    [{ fileContainingSymbol: "grpc.health.v1.Health.Check" }, "grpc/health/v1/health.proto"],
    [
      { fileContainingSymbol: `grpc.reflection.${version}.ServerReflection` },
      `grpc/reflection/${version}/reflection.proto`,
    ],
    [{ fileByFilename: "google/protobuf/struct.proto" }, "google/protobuf/struct.proto"],
  ])("finds the file of %j", async (question, name) => {
    const [{ fileDescriptorResponse } = {}] = await reflect(question);
    const { fileDescriptorProto = [] } = fileDescriptorResponse as unknown as {
      fileDescriptorProto?: string[];
    };
    expect(Buffer.from(fileDescriptorProto[0] ?? "", "base64").toString("latin1")).toContain(name);
  });

  test.each([
    [{ fileContainingSymbol: "a.B" }],
    [{ fileByFilename: "a.proto" }],
    [{ fileContainingExtension: { containingType: "google.protobuf.FieldOptions", extensionNumber: 1 } }],
    [{ allExtensionNumbersOfType: "a.B" }],
  ])("does not find %j, and repeats it", async (question) => {
    expect(await reflect(question)).toEqual([
      { originalRequest: question, errorResponse: { errorCode: 5, errorMessage: "proto: not found" } },
    ]);
  });

  test("answers as many questions as there are, in their order", async () => {
    const numbers = { allExtensionNumbersOfType: "cerbos.request.v1.CheckResourcesRequest" };
    const answers = await reflect(numbers, { fileByFilename: "a.proto" }, numbers);
    expect(answers.map(({ errorResponse }) => errorResponse !== undefined)).toEqual([false, true, false]);
  });

  test("refuses a question about nothing", async () => {
    await expect(reflect({ host: "a" })).rejects.toMatchObject({
      code: 3,
      details: "invalid MessageRequest: <nil>",
    });
  });
});
