import { expect, test } from "vitest";
import { type DenyEntry, memoryDenyList } from "./deny-list.ts";
import { trustClaims, type VerifiedIdentity } from "./verified-identity.ts";

const identity: VerifiedIdentity = {
  provider: "x",
  issuer: "https://a.test",
  kind: "user",
  tokenType: "session",
  claims: trustClaims({}),
  subject: "ada",
  sessionId: "s1",
  tokenId: "t1",
  issuedAtSeconds: 1_000,
};
const entry: DenyEntry = { kind: "session", issuer: "https://a.test", value: "s1", untilSeconds: 2_000 };

test.each<[string, DenyEntry, boolean]>([
  ["a session", entry, true],
  ["a subject", { ...entry, kind: "subject", value: "ada" }, true],
  ["a token", { ...entry, kind: "token", value: "t1" }, true],
  [
    "a subject, for tokens issued before",
    { ...entry, kind: "subject", value: "ada", issuedBeforeSeconds: 1_001 },
    true,
  ],
  [
    "a subject that has signed in again",
    { ...entry, kind: "subject", value: "ada", issuedBeforeSeconds: 1_000 },
    false,
  ],
  ["another session", { ...entry, value: "s2" }, false],
  ["the same session of another issuer", { ...entry, issuer: "https://b.test" }, false],
  ["a subject called like the session", { ...entry, kind: "subject" }, false],
  ["a session whose tokens have expired", { ...entry, untilSeconds: 1_500 }, false],
])("%s", async (_title, denied, expected) => {
  const list = memoryDenyList();
  await list.deny(denied);
  expect(await list.isDenied(identity, 1_500_000)).toBe(expected);
});

// Revocations come in any order: none takes back what another one has said.
const subject: DenyEntry = { kind: "subject", issuer: "https://a.test", value: "ada", untilSeconds: 2_000 };
const weaker: readonly DenyEntry[] = [
  { ...subject, issuedBeforeSeconds: 500 },
  { ...subject, untilSeconds: 1_400 },
];
test.each(weaker.flatMap((other) => [[[subject, other]], [[other, subject]]]))(
  "%j together",
  async (entries) => {
    const list = memoryDenyList();
    for (const each of entries) await list.deny(each);
    expect(await list.isDenied(identity, 1_500_000)).toBe(true);
  },
);
