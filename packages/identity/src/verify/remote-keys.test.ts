import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openTestIssuer, type TestIssuer } from "../testing/issuer.ts";
import type { KeySource } from "./key-source.ts";
import { type RemoteKeysOptions, remoteKeys } from "./remote-keys.ts";

let issuer: TestIssuer;
let nowMs = 1_800_000_000_000;
const notices: string[] = [];
beforeAll(async () => {
  issuer = await openTestIssuer({ algorithm: "ES256" });
});
afterAll(() => issuer.close());
beforeEach(async () => {
  await issuer.restore();
  notices.length = 0;
});

const open = (options: Partial<RemoteKeysOptions> = {}): KeySource =>
  remoteKeys({
    locate: async () => new URL(issuer.jwksUri),
    onNotice: (text) => notices.push(text),
    ...options,
  });
/** `found`, or the name of the failure. */
const ask = async (keys: KeySource, kid: string = issuer.key().kid): Promise<string> => {
  try {
    await keys.key({ alg: "ES256", kid }, nowMs);
    return "found";
  } catch (error) {
    return error instanceof Error ? error.constructor.name : String(error);
  }
};
const fetchesDuring = async (run: () => Promise<unknown>): Promise<number> => {
  const before = issuer.keySetRequests();
  await run();
  return issuer.keySetRequests() - before;
};

test("10,000 unknown key ids per second for ten minutes cause a fetch per 30 seconds, after the first six", async () => {
  const keys = open();
  await ask(keys);
  const fetches = await fetchesDuring(async () => {
    for (let second = 0; second < 600; second++) {
      nowMs += 1_000;
      await ask(keys, `made-up-${second}`);
      // The rest of the second's flood: within the cool-down nothing depends on how many.
      await ask(keys, `made-up-${second}-again`);
    }
  });
  // One more when the set is ten minutes old.
  expect(fetches).toBeLessThanOrEqual(6 + 20 + 1);
});

test("even during such a flood a rotated key is found within half a minute", async () => {
  const keys = open();
  await ask(keys);
  for (let second = 0; second < 120; second++) {
    nowMs += 1_000;
    await ask(keys, `made-up-${second}`);
  }
  await issuer.rotateKeys();
  let waited = 0;
  while ((await ask(keys)) !== "found" && waited < 60) {
    waited += 1;
    nowMs += 1_000;
    await ask(keys, `made-up-again-${waited}`);
  }
  expect(waited).toBeLessThanOrEqual(30);
});

test("a rotation mid-flight: both keys work while both are published, then only the new one", async () => {
  const keys = open();
  const old = issuer.key().kid;
  await ask(keys);
  await issuer.rotateKeys({ keepOld: true });
  nowMs += 6_000;
  const both = [await ask(keys), await ask(keys, old)];
  await issuer.rotateKeys();
  nowMs += 600_001;
  expect([...both, await ask(keys), await ask(keys, old)]).toEqual([
    "found",
    "found",
    "found",
    "JWKSNoMatchingKey",
  ]);
});

test("who asks at the same time shares one fetch", async () => {
  const keys = open();
  expect(await fetchesDuring(() => Promise.all(Array.from({ length: 50 }, () => ask(keys))))).toBe(1);
});

test("an outage is noticed once, asked about once per cool-down, and over when the issuer is back", async () => {
  const keys = open();
  await ask(keys);
  issuer.fail("jwks", 500);
  nowMs += 600_001;
  const fetches = await fetchesDuring(async () => {
    for (let second = 0; second < 20; second++) {
      expect(await ask(keys)).toBe("found");
      nowMs += 1_000;
    }
  });
  expect([fetches, notices.length]).toEqual([4, 1]);
  await issuer.restore();
  await issuer.rotateKeys();
  nowMs += 5_000;
  expect(await ask(keys)).toBe("found");
});

test("during an outage an unknown key id is nobody's fault, and after a day cached keys are too old", async () => {
  const keys = open();
  await ask(keys);
  await issuer.refuse();
  nowMs += 6_000;
  const unknown = [await ask(keys, "made-up"), await ask(keys, "made-up-too")];
  nowMs += 86_400_000;
  expect([...unknown, await ask(keys)]).toEqual(["KeysUnavailable", "KeysUnavailable", "KeysUnavailable"]);
});
