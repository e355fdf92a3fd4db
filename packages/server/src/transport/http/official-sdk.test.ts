import { HTTP } from "@cerbos/http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { albumService, INFO } from "../testdata/album-service.ts";
import type { Transport } from "../transport.ts";
import { createHttpTransport } from "./http-transport.ts";

describe("the official SDK", () => {
  const service = albumService();
  const transport: Transport = createHttpTransport(service);
  let client: HTTP;

  beforeAll(async () => {
    const { address } = await transport.listen({ kind: "tcp", host: "127.0.0.1", port: 0 });
    client = new HTTP(address.kind === "tcp" ? `http://127.0.0.1:${address.port}` : "");
  });

  afterAll(() => transport.close());

  const principal = { id: "ada", roles: ["user"] };
  const own = { kind: "album", id: "1", attr: { owner: "ada" } };
  const foreign = { kind: "album", id: "2", attr: { owner: "ben" }, scope: "acme", policyVersion: "default" };

  test("asks about one resource", async () => {
    const decision = await client.checkResource({ principal, resource: own, actions: ["view", "edit"] });
    expect({ ...decision }).toMatchObject({
      resource: { kind: "album", id: "1", policyVersion: "", scope: "" },
      actions: { view: "EFFECT_ALLOW", edit: "EFFECT_ALLOW" },
      validationErrors: [],
      outputs: [{ source: "resource.album.vdefault#rule-001", value: {} }],
    });
  });

  test("asks about several resources with metadata, a token and an id", async () => {
    const response = await client.checkResources({
      principal,
      resources: [
        { resource: own, actions: ["edit"] },
        { resource: foreign, actions: ["view", "edit"] },
      ],
      auxData: { jwt: { token: "t" } },
      includeMetadata: true,
      requestId: "r1",
    });
    expect({
      requestId: response.requestId,
      callId: response.cerbosCallId,
      allowed: response.isAllowed({ resource: { kind: "album", id: "2" }, action: "view" }),
      denied: response.isAllowed({ resource: { kind: "album", id: "2" }, action: "edit" }),
      second: response.results[1]?.resource,
      output: response.results[1]?.outputs[0]?.value,
      metadata: response.results[1]?.metadata,
    }).toEqual({
      requestId: "r1",
      callId: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
      allowed: true,
      denied: false,
      second: { kind: "album", id: "2", policyVersion: "default", scope: "acme" },
      output: { token: "t" },
      metadata: {
        actions: {
          edit: { matchedPolicy: "resource.album.vdefault/acme", matchedScope: "acme" },
          view: { matchedPolicy: "resource.album.vdefault/acme", matchedScope: "" },
        },
        effectiveDerivedRoles: [],
      },
    });
  });

  test.each([
    [own, "edit", true],
    [foreign, "view", true],
    [foreign, "edit", false],
  ])("asks whether %j allows %s", async (resource, action, allowed) => {
    expect(await client.isAllowed({ principal, resource, action })).toBe(allowed);
  });

  test("learns which version it talks to", async () => {
    expect(await client.serverInfo()).toEqual({ ...INFO, buildDate: INFO.buildDate });
  });

  test.each([
    [undefined, "SERVING"],
    [{ service: "cerbos.svc.v1.CerbosService" }, "SERVING"],
    [{ service: "cerbos.svc.v1.CerbosAdminService" }, "DISABLED"],
  ] as const)("asks about the health of %j", async (request, status) => {
    const health = await client.checkHealth(request as Parameters<HTTP["checkHealth"]>[0]);
    expect(health.status).toBe(status);
  });

  test("learns why a request is refused", async () => {
    const resources = ["1", "2", "3"].map((id) => ({ resource: { kind: "album", id }, actions: ["view"] }));
    await expect(client.checkResources({ principal, resources })).rejects.toMatchObject({
      code: 3,
      details: "number of resources in batch (3) exceeds configured limit (2)",
    });
  });
});
