import type { Json, JsonObject } from "@orthrus/protocol";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { parseClaimPath } from "../claims/claim-path.ts";
import { NORMALISED_ATTRIBUTES } from "../claims/reserved-names.ts";
import { memoryDenyList } from "../deny-list.ts";
import { createIdentity, type Identity, type IdentityOptions } from "../identify.ts";
import type { Outcome } from "../outcome.ts";
import type { IdentityProvider } from "../provider.ts";
import type { TestIssuer } from "./issuer.ts";
import { type Mutation, type MutationSubject, mutations } from "./mutations.ts";
import { recordConnections } from "./record-connections.ts";

/** A provider and a stand-in that signs for it. */
export interface AdapterUnderTest extends AsyncDisposable {
  readonly issuer: TestIssuer;
  /** The provider for an issuer, made anew with an empty key cache; fetches have to give up after `timeoutMs`. */
  readonly provider: (
    issuer: TestIssuer,
    name?: string,
    timeoutMs?: number,
  ) => IdentityProvider | Promise<IdentityProvider>;
  /** A second issuer of the same kind, which the suite closes. */
  readonly openOther: () => Promise<TestIssuer>;
  /** A good token of an issuer, as data. */
  readonly subject: (issuer: TestIssuer) => MutationSubject;
  /** What is broken only in tokens of this provider. */
  readonly mutations?: () => Promise<readonly Mutation[]>;
}

export interface AdapterSuiteOptions {
  readonly open: () => Promise<AdapterUnderTest>;
  /** A cookie the provider reads; absent when it reads none. */
  readonly cookie?: string;
  /** Why a case cannot apply to this provider, by its title. */
  readonly skips?: { readonly [title: string]: string };
}

/** For a variant of a provider whose keys come as those of the other one do. */
export const KEYS_AS_ABOVE = {
  "10,000 unknown key ids cause one fetch": "as above",
  "while the key set hangs, nobody can say, and cached keys go on working": "as above",
} as const;

/** What every provider does, whatever its tokens look like: the test matrix and the attack list of identity. */
export function testAdapter(name: string, options: AdapterSuiteOptions): void {
  describe(`adapter ${name}`, () => {
    let subject: AdapterUnderTest;
    const open = async (more: Partial<IdentityOptions> = {}, timeoutMs?: number): Promise<Identity> => {
      const provider = await subject.provider(subject.issuer, undefined, timeoutMs);
      return createIdentity({ providers: [provider], clock: subject.issuer.clock.now, ...more });
    };
    const mint = (changes: JsonObject = {}, issuer: TestIssuer = subject.issuer): Promise<string> => {
      const { claims, header } = subject.subject(issuer);
      const changed = Object.entries({ ...claims, ...changes }).filter(([, value]) => value !== null);
      return issuer.sign(Object.fromEntries(changed), header);
    };
    const broken = async (): Promise<readonly Mutation[]> => [
      ...(await mutations(subject.issuer, subject.subject(subject.issuer))),
      ...((await subject.mutations?.()) ?? []),
    ];
    const at = async (claim: string, offset: number): Promise<string> =>
      mint({ [claim]: subject.issuer.clock.nowSeconds() + offset });
    const caseOf = (title: string, run: () => Promise<void>): void => {
      const reason = options.skips?.[title];
      if (reason === undefined) test(title, run);
      else test.skip(`${title} (${reason})`, () => undefined);
    };

    beforeAll(async () => {
      subject = await options.open();
    });
    afterEach(() => subject.issuer.restore());
    afterAll(() => subject[Symbol.asyncDispose]());

    describe("credentials", () => {
      caseOf("a good token is accepted as header and as argument", async () => {
        const identity = await open();
        const good = await mint();
        const outcomes = [await identity.identify(good), await identity.identify(bearer(good))];
        expect(outcomes.map(({ kind }) => kind)).toEqual(["verified", "verified"]);
      });

      caseOf("every kind of request gives the same principal", async () => {
        const identity = await open();
        const authorization = `bEARER ${await mint()}`;
        const requests = [
          new Request("https://app.test/", { headers: { authorization } }),
          { headers: new Headers({ authorization }) },
          { headers: { Authorization: authorization }, method: "GET", url: "/" },
        ];
        const outcomes = await Promise.all(requests.map((request) => identity.identify(request)));
        const [first] = outcomes;
        expect(outcomes.map(principalOf)).toEqual(outcomes.map(() => principalOf(first)));
        expect(first?.kind).toBe("verified");
      });

      caseOf("no credential is missing, and a token in the query string is no credential", async () => {
        const identity = await open();
        const url = `https://app.test/?access_token=${await mint()}`;
        expect([
          await identity.identify(new Request(url)),
          await identity.identify({ headers: {}, url }),
        ]).toEqual([{ kind: "missing" }, { kind: "missing" }]);
      });

      caseOf("headers that name a principal are not believed", async () => {
        const identity = await open();
        const forged = {
          "x-user-id": "root",
          "x-roles": "admin",
          "x-forwarded-user": "root",
          "x-forwarded-client-cert": "URI=spiffe://root",
        };
        const authorization = `Bearer ${await mint()}`;
        expect(await identity.identify({ headers: forged })).toEqual({ kind: "missing" });
        expect(principalOf(await identity.identify({ headers: { ...forged, authorization } }))).toEqual(
          principalOf(await identity.identify({ headers: { authorization } })),
        );
      });

      const { cookie } = options;
      if (cookie !== undefined) {
        caseOf("of two transports the header wins over the cookie", async () => {
          const identity = await open();
          const good = await mint();
          const outcomes = [
            await identity.identify({ headers: { cookie: `a=b; ${cookie}=${good}` } }),
            await identity.identify({
              headers: { cookie: `${cookie}=${good}`, authorization: "Bearer nonsense" },
            }),
            await identity.identify({
              headers: { cookie: `${cookie}=nonsense`, authorization: `Bearer ${good}` },
            }),
          ];
          expect(outcomes.map(({ kind }) => kind)).toEqual(["verified", "invalid", "verified"]);
        });
      }
    });

    describe("tokens", () => {
      caseOf("every broken token is refused for its reason", async () => {
        const identity = await open();
        const all = await broken();
        const results = await Promise.all(
          all.map(async ({ title, token, expected }) => ({
            title,
            ...pick(await identity.identify(bearer(token)), expected),
          })),
        );
        expect(results).toEqual(all.map(({ title, expected }) => ({ title, ...expected })));
      });

      caseOf("a refusal repeats nothing of the token", async () => {
        const identity = await open();
        const texts = Object.values(subject.subject(subject.issuer).claims).filter(
          (value) => typeof value === "string" && value.length > 3,
        );
        const outcomes = await Promise.all((await broken()).map(({ token }) => identity.identify(token)));
        const said = JSON.stringify(outcomes.filter(({ kind }) => kind !== "verified"));
        expect(texts.filter((text) => said.includes(String(text)))).toEqual([]);
      });

      caseOf("the skew counts to the second", async () => {
        const identity = await open();
        const tokens = [
          await at("exp", -4),
          await at("exp", -5),
          await at("exp", -6),
          await at("nbf", 5),
          await at("nbf", 6),
          await at("iat", 5),
          await at("iat", 6),
        ];
        const outcomes = await Promise.all(tokens.map((token) => identity.identify(token)));
        const { expiredKind = "expired" } = subject.subject(subject.issuer);
        expect(outcomes.map(({ kind }) => kind)).toEqual([
          "verified",
          expiredKind,
          expiredKind,
          "verified",
          "invalid",
          "verified",
          "invalid",
        ]);
      });

      caseOf("a token of one issuer is nothing at another", async () => {
        await using other = await subject.openOther();
        const [mine, theirs] = [
          await subject.provider(subject.issuer),
          await subject.provider(other, "other"),
        ];
        const identity = createIdentity({
          providers: [mine, theirs],
          idPrefixes: { [mine.name]: "mine|", other: "other|" },
          clock: subject.issuer.clock.now,
        });
        const confused = await mint({ iss: subject.issuer.issuer }, other);
        const outcomes = [
          await identity.identify(await mint()),
          await identity.identify(await mint({}, other)),
          await identity.identify(confused),
        ];
        expect(outcomes.map(({ kind }) => kind)).toEqual(["verified", "verified", "invalid"]);
        expect(outcomes.slice(0, 2).map((outcome) => principalOf(outcome)?.id.split("|")[0])).toEqual([
          "mine",
          "other",
        ]);
      });

      caseOf("a revoked session or subject is refused", async () => {
        const denyList = memoryDenyList();
        const identity = await open({ denyList });
        const outcome = await identity.identify(await mint());
        const subjectOf = outcome.kind === "verified" ? outcome.identity.subject : undefined;
        const untilSeconds = subject.issuer.clock.nowSeconds() + 600;
        await denyList.deny({
          kind: "subject",
          issuer: issuerOf(outcome),
          value: subjectOf ?? "",
          untilSeconds,
        });
        expect(await identity.identify(await mint())).toMatchObject({ kind: "invalid", reason: "revoked" });
      });
    });

    describe("keys", () => {
      caseOf("the key set is fetched once", async () => {
        const identity = await open();
        const before = subject.issuer.keySetRequests();
        const tokens = await Promise.all(Array.from({ length: 20 }, () => mint()));
        await Promise.all(tokens.map((token) => identity.identify(token)));
        expect(subject.issuer.keySetRequests() - before).toBe(1);
      });

      caseOf("a rotated key is found after the cool-down, and the old one is gone", async () => {
        const identity = await open();
        const old = await mint();
        await identity.identify(old);
        await subject.issuer.rotateKeys();
        const rotated = await mint();
        const during = await identity.identify(rotated);
        subject.issuer.clock.advance("6s");
        const after = [await identity.identify(rotated), await identity.identify(old)];
        expect([during, ...after].map(({ kind }) => kind)).toEqual(["invalid", "verified", "invalid"]);
      });

      caseOf("10,000 unknown key ids cause one fetch", async () => {
        const identity = await open();
        const good = await mint();
        await identity.identify(good);
        subject.issuer.clock.advance("6s");
        const before = subject.issuer.keySetRequests();
        const reasons = new Set<string>();
        for (let i = 0; i < 10_000; i++) {
          const outcome = await identity.identify(withKeyId(good, `made-up-${i}`));
          reasons.add(outcome.kind === "invalid" ? outcome.reason : outcome.kind);
        }
        expect([[...reasons], subject.issuer.keySetRequests() - before]).toEqual([["unknown-key"], 1]);
        expect((await identity.identify(await mint())).kind).toBe("verified");
      });

      const outages: readonly (readonly [string, () => void | Promise<void>])[] = [
        ["answers 500", () => subject.issuer.fail("jwks", 500)],
        ["answers with a page", () => subject.issuer.html("jwks")],
        ["hangs", () => subject.issuer.hang("jwks")],
        ["refuses connections", () => subject.issuer.refuse()],
      ];
      for (const [how, breakKeys] of outages) {
        caseOf(`while the key set ${how}, nobody can say, and cached keys go on working`, async () => {
          // Short only where somebody waits for it: a busy machine is slow to answer, too.
          const timeoutMs = how === "hangs" ? 300 : undefined;
          const [warm, cold] = [await open({}, timeoutMs), await open({}, timeoutMs)];
          await warm.identify(await mint());
          await breakKeys();
          subject.issuer.clock.advance("11m");
          const good = await mint();
          const outcomes = [await warm.identify(good), await cold.identify(good), await cold.identify(good)];
          await subject.issuer.restore();
          subject.issuer.clock.advance("6s");
          const after = await cold.identify(await mint());
          expect([...outcomes, after].map(({ kind }) => kind)).toEqual([
            "verified",
            "unavailable",
            "unavailable",
            "verified",
          ]);
        });
      }

      caseOf("C5, S1: nothing is asked on the way but the key set", async () => {
        const identity = await open();
        const good = await mint();
        using connections = recordConnections();
        const cold = await identity.identify(good);
        const ports = new Set(connections.ports());
        await subject.issuer.refuse();
        const warm = await identity.identify(good);
        expect([cold.kind, warm.kind, [...ports]]).toEqual([
          "verified",
          "verified",
          [Number(new URL(subject.issuer.origin).port)],
        ]);
      });
    });

    describe("principal", () => {
      caseOf("has an id, the baseline role and its origin", async () => {
        const outcome = await (await open()).identify(await mint());
        const principal = principalOf(outcome);
        expect([principal?.id === "", principal?.roles[0], principal?.attributes?.idp]).toEqual([
          false,
          outcome.kind === "verified" ? outcome.identity.kind : "",
          expect.objectContaining({ issuer: subject.issuer.issuer }),
        ]);
      });

      caseOf("a custom claim becomes an attribute, nested objects intact", async () => {
        const outcome = await (await open()).identify(
          await mint({ clearance: { level: 3, rooms: ["a"] }, costCentre: "c7" }),
        );
        expect(principalOf(outcome)?.attributes).toMatchObject({
          clearance: { level: 3, rooms: ["a"] },
          costCentre: "c7",
        });
      });

      caseOf("a custom claim never passes for derived data", async () => {
        const { mapping } = await subject.provider(subject.issuer);
        const taken = new Set([
          ...mapping.rows.flatMap(({ from }) => [from].flat().map((path) => parseClaimPath(path)[0])),
          ...mapping.internal,
          ...mapping.userEditable,
        ]);
        const free = NORMALISED_ATTRIBUTES.filter((attribute) => !taken.has(attribute));
        const outcome = await (await open()).identify(
          await mint(Object.fromEntries(free.map((attribute) => [attribute, "forged"]))),
        );
        const { claims, ...attributes } = principalOf(outcome)?.attributes ?? {};
        expect(claims).toEqual(Object.fromEntries(free.map((attribute) => [attribute, "forged"])));
        expect(Object.values(attributes)).not.toContain("forged");
      });

      caseOf("A4: how somebody signed in changes nothing but `attr.assurance`", async () => {
        const identity = await open();
        const flows = [{}, { acr: "urn:mfa", amr: ["pwd", "mfa"] }, { amr: ["ldap"], acr: null }];
        const principals = await Promise.all(
          flows.map(async (flow) => principalOf(await identity.identify(await mint(flow)))),
        );
        const others = principals.map((principal) => {
          const { assurance: _, ...attributes } = principal?.attributes ?? {};
          return { ...principal, attributes };
        });
        expect([others[1], others[2], others[0]?.id === ""]).toEqual([others[0], others[0], false]);
      });

      caseOf("a claim named `__proto__` changes nothing", async () => {
        const claims: JsonObject = JSON.parse('{"__proto__":{"admin":true},"constructor":{"admin":true}}');
        const attributes = principalOf(await (await open()).identify(await mint(claims)))?.attributes ?? {};
        const plain: { readonly [member: string]: Json | undefined } = {};
        expect([
          Object.hasOwn(attributes, "__proto__"),
          attributes.admin,
          plain.admin,
          Object.getPrototypeOf(attributes),
        ]).toEqual([false, undefined, undefined, Object.prototype]);
      });

      caseOf("what subjects may edit themselves is never an attribute", async () => {
        const { mapping } = await subject.provider(subject.issuer);
        const edited = Object.fromEntries(
          mapping.userEditable.map((claim) => [claim, { role: "self-made" }]),
        );
        const outcome = await (await open()).identify(await mint(edited));
        expect([outcome.kind, JSON.stringify(principalOf(outcome)).includes("self-made")]).toEqual([
          "verified",
          false,
        ]);
      });
    });
  });
}

function bearer(token: string): { readonly headers: { readonly authorization: string } } {
  return { headers: { authorization: `Bearer ${token}` } };
}

function principalOf(outcome: Outcome | undefined) {
  return outcome?.kind === "verified" ? outcome.principal : undefined;
}

function issuerOf(outcome: Outcome): string {
  return outcome.kind === "verified" ? outcome.identity.issuer : "";
}

function pick(outcome: Outcome, expected: Mutation["expected"]): object {
  if (outcome.kind !== "invalid" || expected.reason === undefined) return { kind: outcome.kind };
  return { kind: outcome.kind, reason: outcome.reason };
}

function withKeyId(token: string, kid: string): string {
  const [head = "", ...rest] = token.split(".");
  const header: JsonObject = JSON.parse(Buffer.from(head, "base64url").toString());
  return [Buffer.from(JSON.stringify({ ...header, kid })).toString("base64url"), ...rest].join(".");
}
