import { HTTP } from "@cerbos/http";
import { openPdp } from "@orthrus/engine";
import { memoryStore } from "@orthrus/store/memory";
import { hashSync } from "bcryptjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAdminService } from "../service/admin-service.ts";
import { createService } from "../service/service.ts";
import { createHttpTransport } from "../transport/http/http-transport.ts";
import type { Transport } from "../transport/transport.ts";
import { keepFiles } from "./keep-files.ts";
import { openPasswordCheck } from "./password-check.ts";

const ROLES =
  "apiVersion: api.cerbos.dev/v1\nderivedRoles: {name: common, definitions: [{name: owner, parentRoles: [user]}]}\n";
const OTHERS = ROLES.replace("common", "others");
const POLICY =
  '{"apiVersion":"api.cerbos.dev/v1","resourcePolicy":{"resource":"album","version":"default","rules":[{"actions":["view"],"effect":"EFFECT_ALLOW","roles":["user"]}]}}';

describe("the official SDK, as an administrator of policies in memory", () => {
  const memory = memoryStore({
    "album.json": POLICY,
    "common.yaml": ROLES,
    "_schemas/album.json": '{"type":"object"}',
  });
  const passwords = openPasswordCheck(hashSync("secret", 4));
  let transport: Transport;
  let url = "";
  let client: HTTP;

  beforeAll(async () => {
    const files = keepFiles(memory);
    const pdp = await openPdp({
      store: { read: () => files.store.read() },
      onReload: () => files.takeOver(),
      onReloadFailure: () => undefined,
    });
    files.takeOver();
    const service = createService({
      decider: pdp,
      auxData: { extract: () => ({}) },
      limits: { maxActionsPerResource: 3, maxResourcesPerRequest: 2 },
      info: { version: "0.55.0", commit: "abc", buildDate: "2026-01-01T00:00:00Z" },
      admin: createAdminService({
        administrator: { username: "ada", isRightPassword: (password) => passwords.isRight(password) },
        driver: "memory",
        files: () => files.inForce(),
        reload: () => pdp.reload(),
      }),
    });
    transport = createHttpTransport(service);
    const { address } = await transport.listen({ kind: "tcp", host: "127.0.0.1", port: 0 });
    url = address.kind === "tcp" ? `http://127.0.0.1:${address.port}` : "";
    client = new HTTP(url, { adminCredentials: { username: "ada", password: "secret" } });
  });
  afterAll(async () => {
    await transport.close();
    await passwords.close();
  });

  test("lists and shows policies", async () => {
    const { ids } = await client.listPolicies();
    const policy = await client.getPolicy("album.json");
    expect([ids, policy]).toMatchObject([
      ["album.json", "common.yaml"],
      { resourcePolicy: { resource: "album", rules: [{ actions: ["view"], effect: "EFFECT_ALLOW" }] } },
    ]);
  });

  test("inspects them", async () => {
    const { policies } = await client.inspectPolicies({ ids: ["album.json"] });
    expect(policies).toMatchObject({ "resource.album.vdefault": { id: "album.json", actions: ["view"] } });
  });

  test("lists and shows schemas", async () => {
    const { ids } = await client.listSchemas();
    const schema = await client.getSchema("album.json");
    expect([ids, schema?.definition.toObject()]).toEqual([["album.json"], { type: "object" }]);
  });

  test("reloads the store, and sees what it has then", async () => {
    memory.put("others.yaml", OTHERS);
    await client.reloadStore({ wait: true });
    expect((await client.listPolicies()).ids).toEqual(["album.json", "common.yaml", "others.yaml"]);
  });

  test("hears that it cannot write", async () => {
    const written = client.addOrUpdatePolicies({ policies: [JSON.parse(POLICY)] });
    await expect(written).rejects.toMatchObject({ code: 12, details: "Configured store is not mutable" });
    await expect(client.disablePolicy("album.json")).rejects.toMatchObject({ code: 12 });
    await expect(client.deletePolicy("album.json")).rejects.toMatchObject({ code: 12 });
    await expect(client.enablePolicy("album.json")).rejects.toMatchObject({ code: 12 });
    await expect(client.deleteSchema("album.json")).rejects.toMatchObject({ code: 12 });
    await expect(client.purgeStoreRevisions()).rejects.toMatchObject({ code: 12 });
  });

  test("hears that there are no audit logs", async () => {
    const entries = client.listAccessLogEntries({ filter: { tail: 1 } });
    await expect(entries[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 12 });
  });

  test("hears that it is not the administrator", async () => {
    const stranger = new HTTP(url, { adminCredentials: { username: "ada", password: "guessed" } });
    await expect(stranger.listPolicies()).rejects.toMatchObject({
      code: 16,
      details: "incorrect credentials",
    });
  });
});
