import { createHash } from "node:crypto";
import type { Json, JsonObject } from "@orthrus/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createService } from "../../service/service.ts";
import { createHttpTransport } from "../http/http-transport.ts";
import type { Transport } from "../transport.ts";

const service = createService({
  decider: {
    checkResources: () => [],
    plan: () => ({ kind: "always-denied", filterDebug: "", matchedScopes: new Map(), validationErrors: [] }),
  },
  auxData: { extract: () => ({}) },
  limits: { maxActionsPerResource: 50, maxResourcesPerRequest: 50 },
  info: { version: "0.55.0", commit: "", buildDate: "" },
});
const open: Transport[] = [];

async function listen(isExplorerOn: boolean): Promise<string> {
  const transport = createHttpTransport(service, { isExplorerOn });
  open.push(transport);
  const { address } = await transport.listen({ kind: "tcp", host: "127.0.0.1", port: 0 });
  return address.kind === "tcp" ? `http://127.0.0.1:${address.port}` : "";
}

let base = "";
beforeAll(async () => {
  base = await listen(true);
});
afterAll(async () => {
  for (const transport of open) await transport.close();
});

describe("the description of the API", () => {
  const read = async (headers: Record<string, string> = {}): Promise<JsonObject> =>
    JSON.parse(await (await fetch(`${base}/schema/swagger.json`, { headers })).text());

  test("is for the place the caller reached the server at", async () => {
    const { host, schemes } = await read();
    const behindProxy = await read({ "x-forwarded-proto": "https", "x-forwarded-host": "pdp.example.com" });
    expect([host, schemes, behindProxy.host, behindProxy.schemes]).toEqual([
      base.slice("http://".length),
      ["http"],
      "pdp.example.com",
      ["https"],
    ]);
  });

  test("lists decisions and administration, which needs a password", async () => {
    const { paths } = await read();
    const calls = Object.entries(paths as Record<string, Record<string, JsonObject>>).flatMap(
      ([path, methods]) =>
        Object.entries(methods).map(
          ([method, call]) => `${method} ${path}${call.security ? " (password)" : ""}`,
        ),
    );
    expect(calls).toEqual([
      "post /api/check/resources",
      "post /api/check",
      "post /api/check_resource_batch",
      "post /api/plan/resources",
      "get /api/server_info",
      "get /admin/policies (password)",
      "get /admin/policies/inspect (password)",
      "get /admin/policy (password)",
      "post /admin/policy (password)",
      "put /admin/policy (password)",
      "delete /admin/policy (password)",
      "post /admin/policy/disable (password)",
      "put /admin/policy/disable (password)",
      "post /admin/policy/enable (password)",
      "put /admin/policy/enable (password)",
      "post /admin/policy/delete (password)",
      "get /admin/schemas (password)",
      "get /admin/schema (password)",
      "post /admin/schema (password)",
      "put /admin/schema (password)",
      "delete /admin/schema (password)",
      "get /admin/store/reload (password)",
      "delete /admin/store/revisions (password)",
      "get /admin/auditlog/list/{kind} (password)",
    ]);
  });

  test("says the rules that requests are checked by", async () => {
    const { definitions, paths } = (await read()) as {
      definitions: JsonObject;
      paths: Record<string, JsonObject>;
    };
    expect([definitions.CheckResourcesRequest, definitions["cerbos.engine.v1.Principal"]]).toMatchObject([
      {
        required: ["principal", "resources"],
        properties: { requestId: { type: "string" }, resources: { type: "array", minItems: 1 } },
      },
      { properties: { roles: { type: "array", minItems: 1, uniqueItems: true, items: { minLength: 1 } } } },
    ]);
    expect(paths["/admin/schema"]?.get).toMatchObject({
      parameters: [{ name: "id", in: "query", required: true, type: "array", items: { maxLength: 255 } }],
    });
  });

  test("refers to nothing that it does not define", async () => {
    const description = await read();
    const defined = new Set(Object.keys(description.definitions as JsonObject));
    const references = referencesIn(description).map((reference) => reference.replace("#/definitions/", ""));
    expect([references.length > 20, references.filter((name) => !defined.has(name))]).toEqual([true, []]);
  });

  function referencesIn(json: Json | undefined): readonly string[] {
    if (typeof json !== "object" || json === null) return [];
    return Object.entries(json).flatMap(([name, value]) =>
      name === "$ref" && typeof value === "string" ? [value] : referencesIn(value as Json),
    );
  }
});

describe("the explorer", () => {
  test("is a page that runs its own script only", async () => {
    const response = await fetch(`${base}/`);
    const html = await response.text();
    const [, script = ""] = /<script type="module">(.*)<\/script>/s.exec(html) ?? [];
    const hash = createHash("sha256").update(script).digest("base64");
    expect([response.status, response.headers.get("content-type")]).toEqual([
      200,
      "text/html; charset=utf-8",
    ]);
    expect(response.headers.get("content-security-policy")).toContain(`script-src 'sha256-${hash}'`);
  });

  test("is not there when it is switched off", async () => {
    const response = await fetch(`${await listen(false)}/`);
    expect([response.status, await response.text()]).toEqual([404, "404 page not found\n"]);
  });
});
