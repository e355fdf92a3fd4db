import type { JsonObject } from "@orthrus/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { memoryDenyList } from "../deny-list.ts";
import { createIdentity, type Identity, type IdentityOptions } from "../identify.ts";
import type { Outcome } from "../outcome.ts";
import type { IdentityProvider } from "../provider.ts";
import { openTestIssuer, type TestIssuer } from "./issuer.ts";
import { type Mutation, type MutationSubject, mutations } from "./mutations.ts";

/** A provider and a stand-in that signs for it. */
export interface AdapterUnderTest extends AsyncDisposable {
  readonly issuer: TestIssuer;
  /** Makes the provider anew, with an empty key cache. */
  readonly provider: () => IdentityProvider | Promise<IdentityProvider>;
  /** The same for another issuer, to confuse the two. */
  readonly providerOf: (issuer: TestIssuer) => IdentityProvider | Promise<IdentityProvider>;
  readonly openOther: () => Promise<TestIssuer>;
  /** A good token, as data. */
  readonly subject: () => MutationSubject;
  /** What is broken only in tokens of this provider. */
  readonly mutations?: () => Promise<readonly Mutation[]>;
}

export interface AdapterSuiteOptions {
  readonly open: () => Promise<AdapterUnderTest>;
  /** A cookie the provider reads; absent when it reads none. */
  readonly cookie?: string;
  /** The key is configured instead of fetched, so key-set cases do not apply. */
  readonly hasFixedKeys?: boolean;
  /** Why a case cannot apply to this provider, by its title. */
  readonly skips?: { readonly [title: string]: string };
}

/** What every provider does, whatever its tokens look like: identity.md §11 and the attack list. */
export function testAdapter(name: string, options: AdapterSuiteOptions): void {
  describe(`adapter ${name}`, () => {
    let subject: AdapterUnderTest;
    const identityOf = async (more: Partial<IdentityOptions> = {}): Promise<Identity> =>
      createIdentity({ providers: [await subject.provider()], clock: subject.issuer.clock.now, ...more });
    const token = (changes: JsonObject = {}): Promise<string> => {
      const { claims, header } = subject.subject();
      return subject.issuer.sign({ ...claims, ...changes }, header);
    };
    beforeAll(async () => {
      subject = await options.open();
    });
    afterAll(() => subject[Symbol.asyncDispose]());
    const caseOf = (title: string, run: () => Promise<void>): void => {
      const reason = options.skips?.[title];
      if (reason === undefined) test(title, run);
      else test.skip(`${title} (${reason})`, () => undefined);
    };

    caseOf("accepts a good token, as header and as argument", async () => {
      const identity = await identityOf();
      const good = await token();
      const outcomes = [await identity.identify(good), await identity.identify(bearer(good))];
      expect(outcomes.map(kindOf)).toEqual(["verified", "verified"]);
    });

    caseOf("refuses every mutation for its reason", async () => {
      const identity = await identityOf();
      const all = [
        ...(await mutations(subject.issuer, subject.subject())),
        ...((await subject.mutations?.()) ?? []),
      ];
      const results = await Promise.all(
        all.map(async ({ title, token: broken, expected }) => ({
          title,
          ...pick(await identity.identify(bearer(broken)), expected),
        })),
      );
      expect(results).toEqual(all.map(({ title, expected }) => ({ title, ...expected })));
    });

    caseOf("never says anything of a token or its claims in a refusal", async () => {
      const identity = await identityOf();
      const { claims } = subject.subject();
      const outcomes = await Promise.all(
        (await mutations(subject.issuer, subject.subject())).map(({ token: broken }) =>
          identity.identify(broken),
        ),
      );
      const text = JSON.stringify(outcomes);
      expect(
        Object.values(claims).filter(
          (value) => typeof value === "string" && value.length > 3 && text.includes(value),
        ),
      ).toEqual([]);
    });
  });
}

function bearer(token: string): { readonly headers: { readonly authorization: string } } {
  return { headers: { authorization: `Bearer ${token}` } };
}

function kindOf(outcome: Outcome): string {
  return outcome.kind;
}

function pick(outcome: Outcome, expected: Mutation["expected"]): object {
  if (outcome.kind !== "invalid" || expected.reason === undefined) return { kind: outcome.kind };
  return { kind: outcome.kind, reason: outcome.reason };
}

void memoryDenyList;
void openTestIssuer;
