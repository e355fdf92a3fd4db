import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  createDirectory,
  type DirectoryDatabase,
  type DirectoryDialect,
  directorySource,
  directorySql,
  migrateDirectory,
  sqlDeliveryLog,
  sqlDenyList,
} from "../../directory.ts";
import { fixed } from "../../fixed.ts";
import { createIdentity } from "../../index.ts";
import { clerkIssuer } from "../../testing.ts";
import { trustClaims, type VerifiedIdentity } from "../../verified-identity.ts";
import { clerkWebhooks, denyListSink, type IdentityEvent, memoryDeliveryLog } from "../../webhooks.ts";

/** A database to hold directories, as its driver and Kysely see it. */
export interface DirectoryBackend {
  readonly dialect: DirectoryDialect;
  /** A database without tables. */
  open(): Promise<DirectoryDatabase>;
  close(): Promise<void>;
  /** Runs statements without Kysely, in a database without tables; absent where that is no other way. */
  runSql?(statements: readonly string[]): Promise<void>;
}

/** That of the provider for tests, so that its identities are of this directory. */
const ISSUER = "urn:orthrus:fixed";
const ids = { userId: "user_1", orgId: "org_7" };
const at = (changedAtMs: number) => ({ issuer: ISSUER, changedAtMs });
const user = (version: number, name: string): IdentityEvent => ({
  ...at(version),
  type: "user.upserted",
  user: { id: "user_1", name },
});
const userRemoved = (version: number): IdentityEvent => ({
  ...at(version),
  type: "user.removed",
  userId: "user_1",
});
const member = (version: number, orgId: string, key = "editor"): IdentityEvent => ({
  ...at(version),
  type: "member.upserted",
  member: { userId: "user_1", orgId, roles: [key], permissions: [`${key}:read`] },
});
const memberRemoved = (version: number, orgId: string): IdentityEvent => ({
  ...at(version),
  type: "member.removed",
  userId: "user_1",
  orgId,
});
const role = (version: number, key: string, permissions: readonly string[]): IdentityEvent => ({
  ...at(version),
  type: "role.changed",
  role: { id: `role_${key}`, key, permissions },
  isRemoved: false,
});

/** What every database has to hold to. */
export function directoryContract(title: string, backend: DirectoryBackend): void {
  describe(title, () => {
    let database: DirectoryDatabase;
    let nowMs = 1_800_000_000_000;
    const clock = () => nowMs;
    const open = () => createDirectory({ ...database, clock });
    beforeAll(async () => {
      database = await backend.open();
      await migrateDirectory(database);
      // A database inside the process takes seconds to start where other tests keep the machine busy.
    }, 60_000);
    afterAll(() => backend.close());
    beforeEach(async () => {
      for (const table of ["users", "orgs", "members", "roles", "syncs", "deliveries", "denials"]) {
        await database.db.deleteFrom(`orthrus_${table}` as never).execute();
      }
    });

    test("migrations run once, also when several instances start", async () => {
      await Promise.all([migrateDirectory(database), migrateDirectory(database)]);
      await open().apply([user(1, "Ada")]);
      await migrateDirectory(database);
      expect(await open().user(ISSUER, "user_1")).toMatchObject({ name: "Ada" });
    });

    test.runIf(backend.runSql)("the statements for other tools make the same tables", async () => {
      const sql = directorySql(backend.dialect);
      const statements = sql.split(";\n").filter((statement) => statement !== "");
      expect(statements.length).toBe(7);
      await backend.runSql?.(statements);
    });

    test("records come back as they were told", async () => {
      const whole = {
        id: "user_1",
        email: "ada@acme.test",
        emailVerified: true,
        name: "Ada 🦉 O'Hara",
        externalId: "7",
        isSuspended: false,
        metadata: { public: { team: ["legal"], "a.b": { c: null } }, private: {} },
      };
      const org = { id: "org_7", name: "Acme", slug: "acme", externalId: "x", metadata: { plan: "pro" } };
      const directory = open();
      await directory.apply([
        { ...at(5), type: "user.upserted", user: whole },
        { ...at(5), type: "org.upserted", org },
        member(5, "org_7"),
      ]);
      expect([
        await directory.user(ISSUER, "user_1"),
        await directory.organization(ISSUER, "org_7"),
        await directory.memberships(ISSUER, "user_1"),
      ]).toEqual([whole, org, [{ ...ids, roles: ["editor"], permissions: ["editor:read"] }]]);
      await directory.apply([{ ...at(6), type: "user.upserted", user: { id: "user_1" } }]);
      expect(await directory.user(ISSUER, "user_1")).toEqual({ id: "user_1", isSuspended: false });
    });

    // biome-ignore format: one row per order
    test.each<[title: string, events: readonly IdentityEvent[], name: string | undefined]>([
      ["the newer one wins, told first",                  [user(2, "new"), user(1, "old")],       "new"],
      ["the newer one wins, told last",                   [user(1, "old"), user(2, "new")],       "new"],
      ["an older change does not bring back",             [userRemoved(2), user(1, "old")],       undefined],
      ["a change of the same time does not bring back",   [userRemoved(2), user(2, "same")],      undefined],
      ["a removal of the same time wins",                 [user(2, "same"), userRemoved(2)],      undefined],
      ["a removal of before does not remove",             [user(2, "new"), userRemoved(1)],       "new"],
      ["who comes back later is back",                    [userRemoved(2), user(3, "again")],     "again"],
      ["the last of two of the same time counts",         [user(2, "one"), user(2, "two")],       "two"],
    ])("%s", async (_title, events, name) => {
      const directory = open();
      for (const event of events) await directory.apply([event]);
      expect((await directory.user(ISSUER, "user_1"))?.name).toBe(name);
    });

    test("whatever order deliveries come in, and however often, the directory ends the same", async () => {
      const history = [
        user(1, "a"),
        member(2, "org_7"),
        member(3, "org_9"),
        role(4, "editor", ["docs:edit"]),
        memberRemoved(5, "org_7"),
        user(6, "b"),
        member(7, "org_7", "admin"),
        memberRemoved(8, "org_9"),
        role(9, "admin", []),
      ];
      const state = async () => {
        const directory = open();
        return [await directory.user(ISSUER, "user_1"), await directory.memberships(ISSUER, "user_1")];
      };
      await open().apply(history);
      const expected = await state();
      expect(expected).toEqual([
        { id: "user_1", name: "b", isSuspended: false },
        [{ ...ids, roles: ["admin"], permissions: [] }],
      ]);
      const orders = fc.shuffledSubarray([...history, ...history], { minLength: history.length * 2 });
      await fc.assert(
        fc.asyncProperty(orders, async (order) => {
          for (const table of ["users", "members", "roles"]) {
            await database.db.deleteFrom(`orthrus_${table}` as never).execute();
          }
          for (const event of order) await open().apply([event]);
          expect(await state()).toEqual(expected);
        }),
        { numRuns: 12 },
      );
    });

    test("instances that apply at the same time leave the newest", async () => {
      const events = Array.from({ length: 20 }, (_, index) => user(index + 1, `v${index + 1}`));
      await Promise.all([...events].reverse().map((event) => open().apply([event])));
      expect((await open().user(ISSUER, "user_1"))?.name).toBe("v20");
    });

    test("memberships wait for users and organisations, and end with them", async () => {
      const directory = open();
      await directory.apply([member(5, "org_7"), member(5, "org_9")]);
      const early = await directory.memberships(ISSUER, "user_1");
      await directory.apply([{ ...at(6), type: "org.removed", orgId: "org_9" }]);
      const without = await directory.memberships(ISSUER, "user_1");
      await directory.apply([userRemoved(7), member(6, "org_8")]);
      const after = await directory.memberships(ISSUER, "user_1");
      expect([early.map(({ orgId }) => orgId), without.map(({ orgId }) => orgId), after]).toEqual([
        ["org_7", "org_9"],
        ["org_7"],
        [],
      ]);
    });

    test("a list of all memberships ends the others, also those that are told of late", async () => {
      const directory = open();
      const list = (version: number, ...orgIds: string[]): readonly IdentityEvent[] => [
        ...orgIds.map((orgId) => member(version, orgId)),
        { ...at(version), type: "user.upserted", user: { id: "user_1" }, hasAllMemberships: true },
      ];
      const orgs = async () => (await directory.memberships(ISSUER, "user_1")).map(({ orgId }) => orgId);
      await directory.apply(list(5, "org_7", "org_9"));
      const both = await orgs();
      await directory.apply(list(7, "org_9"));
      const one = await orgs();
      await directory.apply(list(6, "org_7", "org_8"));
      expect([both, one, await orgs()]).toEqual([["org_7", "org_9"], ["org_9"], ["org_9"]]);
    });

    test("a role that changes later changes the memberships that are only of it", async () => {
      const directory = open();
      const permissions = async () =>
        (await directory.memberships(ISSUER, "user_1")).map((one) => [one.roles, one.permissions]);
      await directory.apply([role(1, "editor", ["old"]), member(5, "org_7")]);
      const told = await permissions();
      await directory.apply([role(6, "editor", ["docs:edit", "docs:read"])]);
      const changed = await permissions();
      await directory.apply([
        { ...at(7), type: "role.changed", role: { id: "role_editor" }, isRemoved: true },
      ]);
      expect([told, changed, await permissions()]).toEqual([
        [[["editor"], ["editor:read"]]],
        [[["editor"], ["docs:edit", "docs:read"]]],
        [[[], []]],
      ]);
    });

    test("whoever is suspended is that until told otherwise", async () => {
      const directory = open();
      const isSuspended = async () => (await directory.user(ISSUER, "user_1"))?.isSuspended;
      await directory.apply([{ ...at(5), type: "user.suspended", userId: "user_1" }, user(4, "old")]);
      const suspended = await isSuspended();
      await directory.apply([user(6, "new")]);
      expect([suspended, await isSuspended()]).toEqual([true, false]);
    });

    test("ids are exact: case, accents and issuers count", async () => {
      const directory = open();
      for (const id of ["user_a", "user_A", "usér_a", "u".repeat(255)]) {
        await directory.apply([{ ...at(1), type: "user.upserted", user: { id, name: id } }]);
      }
      const names = await Promise.all(
        ["user_a", "user_A", "usér_a", "u".repeat(255), "USER_A", "user_a "].map(
          async (id) => (await directory.user(ISSUER, id))?.name,
        ),
      );
      expect(names).toEqual(["user_a", "user_A", "usér_a", "u".repeat(255), undefined, undefined]);
      expect(await directory.user("https://other.test", "user_a")).toBeUndefined();
    });

    test.each([[""], ["user_a "], ["a\0b"], ["u".repeat(256)]])(
      "an id that databases would change is refused: %j",
      async (id) => {
        const event: IdentityEvent = { ...at(1), type: "user.removed", userId: id };
        await expect(open().apply([event])).rejects.toMatchObject({ code: "identity/unstorable-id" });
      },
    );

    test("a delivery counts once among instances, and again when the one that had it died", async () => {
      const [one, other] = [sqlDeliveryLog(database), sqlDeliveryLog(database)];
      const key = "webhook:".padEnd(5_000, "x");
      const states = [
        await one.begin(key, nowMs + 60_000, nowMs),
        await other.begin(key, nowMs + 60_000, nowMs),
      ];
      states.push(await other.begin(key, nowMs + 120_000, nowMs + 60_000));
      await other.abandon(key);
      states.push(await one.begin(key, nowMs + 120_000, nowMs + 60_000));
      await one.finish(key, nowMs + 600_000);
      states.push(await other.begin(key, nowMs + 120_000, nowMs + 60_000));
      states.push(await other.begin(key, nowMs + 700_000, nowMs + 600_001));
      expect(states).toEqual(["first", "busy", "first", "first", "done", "first"]);
      const many = await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          (index % 2 ? one : other).begin("race", nowMs + 60_000, nowMs),
        ),
      );
      expect(many.filter((state) => state === "first").length).toBe(1);
    });

    test("an id that may be used once is, among instances", async () => {
      const [one, other] = [sqlDeliveryLog(database), sqlDeliveryLog(database)];
      expect([
        await one.isFirst("jti", nowMs + 1_000, nowMs),
        await other.isFirst("jti", nowMs + 1_000, nowMs),
        await other.isFirst("jti", nowMs + 2_000, nowMs + 1_000),
      ]).toEqual([true, false, true]);
    });

    test("a deny-list that instances share; no denial takes another one back", async () => {
      const [one, other] = [sqlDenyList(database), sqlDenyList(database)];
      const seconds = Math.floor(nowMs / 1_000);
      const identity: VerifiedIdentity = {
        provider: "x",
        issuer: ISSUER,
        kind: "user",
        tokenType: "session",
        claims: trustClaims({}),
        subject: "ada",
        sessionId: "s1",
        tokenId: "t".repeat(300),
        issuedAtSeconds: seconds - 10,
      };
      const subject = { kind: "subject", issuer: ISSUER, value: "ada", untilSeconds: seconds + 60 } as const;
      const answers = [await one.isDenied(identity, nowMs)];
      await one.deny({ ...subject, issuedBeforeSeconds: seconds - 10 });
      answers.push(await other.isDenied(identity, nowMs));
      await one.deny({ ...subject, issuedBeforeSeconds: seconds - 9 });
      await one.deny({ ...subject, issuedBeforeSeconds: seconds - 50, untilSeconds: seconds + 10 });
      answers.push(
        await other.isDenied(identity, nowMs + 59_000),
        await other.isDenied(identity, nowMs + 60_000),
      );
      await one.deny(subject);
      await one.deny({ ...subject, issuedBeforeSeconds: seconds - 50 });
      answers.push(await other.isDenied({ ...identity, issuedAtSeconds: seconds + 5 }, nowMs));
      answers.push(await other.isDenied({ ...identity, issuer: "https://other.test" }, nowMs));
      answers.push(await other.isDenied({ ...identity, subject: "bob", sessionId: "ada" }, nowMs));
      expect(answers).toEqual([false, false, true, false, true, false, false]);
    });

    test("a webhook fills the directory and the deny-list, and comes twice without harm", async () => {
      await using issuer = await clerkIssuer();
      const directory = createDirectory({ ...database, clock: issuer.clock.now });
      const receive = clerkWebhooks({
        publishableKey: issuer.publishableKey,
        secret: issuer.webhookSecret,
        clock: issuer.clock.now,
        deliveries: sqlDeliveryLog(database),
        sinks: [
          directory,
          denyListSink({
            denyList: sqlDenyList(database),
            maxTokenLifetimeSeconds: 60,
            clock: issuer.clock.now,
          }),
        ],
      });
      const post = async (delivery: { readonly headers: Record<string, string>; readonly body: string }) =>
        (await receive(new Request("https://api.acme.test/", { method: "POST", ...delivery }))).status;
      const created = issuer.webhook("user.created", {
        id: "user_1",
        first_name: "Ada",
        updated_at: issuer.clock.now(),
      });
      const removed = issuer.webhook("user.deleted", { id: "user_1", deleted: true });
      const statuses = [await post(created), await post(created)];
      const before = await directory.user(issuer.issuer, "user_1");
      issuer.clock.advance("1s");
      statuses.push(
        await post(removed),
        await post(issuer.webhook("user.updated", { id: "user_1", updated_at: 5 })),
      );
      expect([statuses, before?.name, await directory.user(issuer.issuer, "user_1")]).toEqual([
        [200, 200, 200, 200],
        "Ada",
        undefined,
      ]);
      expect(receive.counts).toMatchObject({ applied: 3, duplicate: 1 });
    });

    test("when the directory cannot be written the sender tries again, and then it counts", async () => {
      await using issuer = await clerkIssuer();
      let isDown = true;
      const directory = open();
      const receive = clerkWebhooks({
        publishableKey: issuer.publishableKey,
        secret: issuer.webhookSecret,
        clock: issuer.clock.now,
        deliveries: memoryDeliveryLog(),
        sinks: [
          {
            apply: (events) => (isDown ? Promise.reject(new Error("no database")) : directory.apply(events)),
          },
        ],
      });
      const { headers, body } = issuer.webhook("user.created", {
        id: "user_1",
        first_name: "Ada",
        updated_at: 5,
      });
      const post = async () =>
        (await receive(new Request("https://api.acme.test/", { method: "POST", headers, body }))).status;
      const first = await post();
      isDown = false;
      expect([first, await post(), (await directory.user(issuer.issuer, "user_1"))?.name]).toEqual([
        500,
        200,
        "Ada",
      ]);
    });

    test("the directory enriches principals, as fresh as declared", async () => {
      const directory = open();
      await directory.apply([user(1, "Ada"), member(1, "org_7"), member(1, "org_9", "viewer")]);
      const enriched = (options: { readonly whenStale?: "absent"; readonly maxSyncAgeSeconds?: number }) =>
        createIdentity({
          providers: [fixed({ identities: { t: { claims: { sub: "user_1" } } } })],
          sources: [
            directorySource({
              directory,
              freshnessSeconds: 60,
              attributes: { orgs: "orgs", directory: "record", login: "email" },
              clock,
              ...options,
            }),
          ],
          clock,
        });
      const attributesNow = async (asked: ReturnType<typeof enriched>) => {
        const outcome = await asked.identify("t");
        return outcome.kind === "verified" ? outcome.principal.attributes : outcome.kind;
      };
      const identity = enriched({ maxSyncAgeSeconds: 3_600 });
      const memberships = [
        { org: "org_7", roles: ["editor"], permissions: ["editor:read"] },
        { org: "org_9", roles: ["viewer"], permissions: ["viewer:read"] },
      ];
      const record = { name: "Ada", isSuspended: false, orgs: ["org_7", "org_9"], memberships };
      const first = await attributesNow(identity);
      expect(first).toMatchObject({ orgs: ["org_7", "org_9"], directory: record });
      expect(first).not.toHaveProperty("login");
      await directory.apply([memberRemoved(2, "org_9")]);
      nowMs += 59_000;
      const kept = await attributesNow(identity);
      nowMs += 2_000;
      const read = await attributesNow(identity);
      expect([kept, read]).toMatchObject([{ orgs: ["org_7", "org_9"] }, { orgs: ["org_7"] }]);
      nowMs += 3_700_000;
      const lenient = enriched({ maxSyncAgeSeconds: 3_600, whenStale: "absent" });
      const stale = [await attributesNow(identity), await attributesNow(lenient)];
      expect(stale[0]).toBe("unavailable");
      expect(stale[1]).not.toHaveProperty("orgs");
      await directory.markSynced(ISSUER);
      expect(await attributesNow(identity)).toMatchObject({ orgs: ["org_7"] });
    });
  });
}
