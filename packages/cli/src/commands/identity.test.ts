import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import {
  authentikIssuer,
  type ClerkIssuer,
  clerkIssuer,
  type KindeIssuer,
  kindeIssuer,
  openTestIssuer,
  superTokensCore,
  type TestIssuer,
} from "@orthrus/identity/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommandLine } from "../run-command-line.ts";
import { type Ran, ran } from "../testdata/ran.ts";
import { identitySpec, PROVIDER_NAMES } from "./identity-spec.ts";

const root = mkdtempSync(join(tmpdir(), "orthrus-identity-"));
const ISSUER = "https://id.acme.test";
const API = "https://api.acme.test";
let issuer: TestIssuer;
let clerk: ClerkIssuer;
let kinde: KindeIssuer;
beforeAll(async () => {
  [issuer, clerk, kinde] = await Promise.all([
    openTestIssuer({ issuer: ISSUER }),
    clerkIssuer(),
    kindeIssuer(),
  ]);
  writeFileSync(join(root, "keys.json"), JSON.stringify({ keys: [issuer.key().jwk] }));
  writeFileSync(join(root, "key.pem"), await issuer.publicKeyPem());
  writeFileSync(join(root, "clerk.pem"), await clerk.publicKeyPem());
  writeFileSync(join(root, "options.json"), JSON.stringify({ claims: { roles: "teams" } }));
  writeFileSync(join(root, "empty.json"), "");
});
afterAll(async () => {
  rmSync(root, { recursive: true });
  await Promise.all([issuer.close(), clerk.close(), kinde.close()]);
});

const sign = (claims: Record<string, string | number | string[]> = {}) =>
  issuer.sign({
    iss: ISSUER,
    sub: "ada",
    aud: API,
    iat: 1_700_000_000,
    exp: 9_999_999_999,
    teams: ["legal"],
    ...claims,
  });
const explain = (...words: readonly string[]): Promise<Ran> =>
  ran(["identity", "explain", ...words], { workingDirectory: root });
const OIDC = ["--provider=oidc", `--issuer=${ISSUER}`, `--audience=${API}`, "--jwks=keys.json"];

const VERIFIED = `verified by oidc

header
  alg "RS256"
  typ "JWT"
  kid "key-0"

claims
  iss    protocol   "https://id.acme.test"
  sub    mapped     "ada"
  aud    protocol   "https://api.acme.test"
  iat    protocol   1700000000
  exp    protocol   9999999999
  teams  attribute  ["legal"]

mapping
`;
const PRINCIPAL = `principal
  {
    "id": "ada",
    "roles": [
      "user"
    ],
    "attributes": {
      "idp": {
        "provider": "oidc",
        "issuer": "https://id.acme.test",
        "tokenType": "access"
      },
      "teams": [
        "legal"
      ]
    }
  }
`;

test("a good token: header, what became of each claim, the mapping, the principal", async () => {
  const { code, stdout, stderr } = await explain(await sign(), ...OIDC);
  expect([code, stderr, stdout.slice(0, VERIFIED.length), stdout.slice(-PRINCIPAL.length)]).toEqual([
    0,
    "",
    VERIFIED,
    PRINCIPAL,
  ]);
  expect(stdout).toContain("\n  sub → id (string; users only)\n");
});

// biome-ignore format: one row per way to give keys and options
test.each<[title: string, words: readonly string[], principal: object]>([
  ["a key set",            OIDC,                                                                            { id: "ada", roles: ["user"] }],
  ["a key",                [...OIDC.slice(0, 3), "--key=key.pem"],                                           { id: "ada", roles: ["user"] }],
  ["options in a file",    [...OIDC, "--options=@options.json"],                                             { roles: ["user", "legal"] }],
  ["options as JSON",      [...OIDC, '--options={"claims":{"tenant":"sub"}}'],                               { attributes: { tenant: "ada" } }],
  ["overrides",            [...OIDC, '--overrides={"attributes":{"groups":"teams"},"roles":"teams"}'],       { roles: ["user", "legal"], attributes: { groups: ["legal"] } }],
])("explained as JSON for programs, with %s", async (_, words, principal) => {
  const { code, stdout } = await explain(await sign(), ...words, "--output=json");
  expect([code, JSON.parse(stdout)]).toMatchObject([0, { outcome: "verified", principal, notices: [] }]);
});

test("the token may come from standard input", async () => {
  let written = "";
  const out = {
    write(text: string) {
      written += text;
    },
  };
  const code = await runCommandLine(["identity", "explain", "-", ...OIDC], {
    stdout: out,
    stderr: out,
    stdin: Readable.from([`${await sign()}\n`]),
    environment: {},
    workingDirectory: root,
    stop: new AbortController().signal,
    onDebugRequest: () => () => undefined,
  });
  expect([code, written.startsWith(VERIFIED)]).toEqual([0, true]);
});

test("tokens of every provider that has flags of its own", async () => {
  const claims = { iss: ISSUER, iat: 1_700_000_000, exp: 9_999_999_999 };
  const workload = {
    namespace: "default",
    pod: { name: "api" },
    serviceaccount: { name: "indexer", uid: "1" },
  };
  const pod = await issuer.sign({
    ...claims,
    aud: [API],
    sub: "system:serviceaccount:default:indexer",
    "kubernetes.io": workload,
  });
  const key = `--publishable-key=${clerk.publishableKey}`;
  const spiffe = {
    bundles: { "acme.test": { keySet: { keys: [{ ...issuer.key().jwk, use: "jwt-svid" }] } } },
  };
  const svid = await issuer.sign({ sub: "spiffe://acme.test/indexer", aud: [API], exp: 9_999_999_999 });
  const core = await superTokensCore();
  const application = await authentikIssuer();
  const app = await openTestIssuer({ algorithm: "EdDSA" });
  writeFileSync(join(root, "app.pem"), await app.publicKeyPem());
  const jwt = await app.sign({ ...app.times(), aud: app.issuer, sub: "ba_1" });
  const access = await application.accessToken({ sub: "ak_1" });
  const session = await core.accessToken({ userId: "st_1" });
  const runs = [
    await explain(session, "--provider=super-tokens", `--issuer=${core.issuer}`),
    await explain(access, "--provider=authentik", `--issuer=${application.issuer}`),
    await explain(jwt, "--provider=better-auth", `--issuer=${app.issuer}`, "--key=app.pem"),
    await explain(await clerk.session({ sub: "user_1" }), "--provider=clerk", key, "--key=clerk.pem"),
    await explain(
      await clerk.template({ sub: "user_2", aud: API }),
      "--provider=clerk-template",
      key,
      "--key=clerk.pem",
      `--audience=${API}`,
    ),
    await explain(await clerk.machineToken(), "--provider=clerk-machine", key, "--key=clerk.pem"),
    await explain(await clerk.oauthToken(), "--provider=clerk-oauth", key, "--key=clerk.pem"),
    await explain(
      await kinde.accessToken({ audience: [API] }),
      "--provider=kinde",
      `--issuer=${kinde.issuer}`,
      `--audience=${API}`,
    ),
    await explain(
      await sign({ client_id: "c1", sub: "c1" }),
      "--provider=client-credentials",
      ...OIDC.slice(1),
    ),
    await explain(pod, "--provider=kubernetes", ...OIDC.slice(1)),
    await explain(svid, "--provider=spiffe", `--audience=${API}`, `--options=${JSON.stringify(spiffe)}`),
  ];
  await Promise.all([core.close(), application.close(), app.close()]);
  const ids = runs.map(({ code, stdout, stderr }) => [
    code,
    stderr,
    /"id": "([^"]+)"/.exec(stdout.slice(stdout.indexOf("\nprincipal\n")))?.[1],
  ]);
  expect(ids).toEqual([
    [0, "", "st_1"],
    [0, "", "ak_1"],
    [0, "", "ba_1"],
    [0, "", "user_1"],
    [0, "", "user_2"],
    [0, "", "mch_1"],
    [0, "", "user_1"],
    [0, "", "kp_1"],
    [0, "", "c1"],
    [0, "", "system:serviceaccount:default:indexer"],
    [0, "", "spiffe://acme.test/indexer"],
  ]);
});

test("a refused token ends with 5 and says why; nobody vouches for its claims", async () => {
  const { code, stdout } = await explain(await sign({ aud: "https://other.test" }), ...OIDC);
  expect([code, stdout.split("\n")[0]]).toEqual([
    5,
    "invalid by oidc: audience: the token is for another audience",
  ]);
  expect(stdout).toContain("\nclaims, which nobody vouches for\n");
  expect(stdout).not.toContain("\nprincipal\n");
});

// biome-ignore format: one row per refusal
test.each<[title: string, token: () => Promise<string>, start: string]>([
  ["expired",         () => sign({ exp: 1_700_000_001 }),                   "expired by oidc: the token has expired\n"],
  ["another issuer",  () => sign({ iss: "https://other.test" }),            "invalid: issuer: the token is of an issuer that is not configured\n"],
  ["another key",     async () => `${(await sign()).slice(0, -10)}AAAAAAAAAA`, "invalid by oidc: signature: the signature does not match\n"],
  ["not a token",     async () => "hello",                                  "invalid: malformed: not a token of any configured provider\n"],
])("%s", async (_, token, start) => {
  const { code, stdout, stderr } = await explain(await token(), ...OIDC);
  expect([code, stderr, stdout.slice(0, start.length)]).toEqual([5, "", start]);
});

test("nothing secret is printed, whether the token is good, bad or of somebody else", async () => {
  const secrets = {
    nonce: "secret-nonce",
    at_hash: "secret-hash",
    refreshTokenHash1: "secret-refresh",
    antiCsrfToken: "secret-csrf",
  };
  const tokens = await Promise.all([sign(secrets), sign({ ...secrets, iss: "https://other.test" }), sign()]);
  const opaque = "opaque-secret-token";
  const printed: string[] = [];
  for (const token of [...tokens, opaque]) {
    for (const output of ["tree", "json"]) {
      const { stdout, stderr } = await explain(token, ...OIDC, `--output=${output}`);
      printed.push(stdout + stderr);
    }
    printed.push((await explain(token, ...OIDC, '--options={"clientSecret": "secret-option')).stderr);
  }
  const all = printed.join("\n");
  const signatures = tokens.map((token) => token.split(".")[2] ?? "");
  expect(["secret-", opaque, ...tokens, ...signatures].filter((secret) => all.includes(secret))).toEqual([]);
  expect(all).toContain("refreshTokenHash1");
});

test("a token cannot move the cursor", async () => {
  const { stdout } = await explain(await sign({ "a\u001b[2J": "b\u001b[2J\u202e" }), ...OIDC);
  expect([stdout.includes("\u001b"), stdout.includes("\u202e")]).toEqual([false, false]);
  expect(stdout).toContain("a\\u001b[2J");
});

test("while keys cannot be read nobody can judge, which is no refusal", async () => {
  kinde.fail("jwks", 500);
  const { code, stdout } = await explain(
    await kinde.accessToken({ audience: [API] }),
    "--provider=kinde",
    `--issuer=${kinde.issuer}`,
    `--audience=${API}`,
  );
  await kinde.restore();
  expect([code, stdout.split(":")[0]]).toEqual([1, "unavailable by kinde"]);
});

// biome-ignore format: one row per mistake
test.each<[words: readonly string[], code: number, message: string]>([
  [["t"],                                                                        1,  "cannot explain: pass --provider=NAME, one of oidc, clerk, "],
  [["", ...OIDC],                                                                1,  "cannot explain: there is no token"],
  [["t", "--provider=kinde", "--issuer=https://a.test"],                         1,  "cannot explain: neither `audience` nor `clientId` is given: "],
  [["t", "--provider=kinde", "--preset=auth0"],                                  1,  "cannot explain: --preset means nothing to kinde"],
  [["t", "--provider=oidc"],                                                     1,  "cannot explain: "],
  [["t", ...OIDC.slice(0, 3), "--jwks=none.json"],                               1,  "cannot explain: cannot read none.json: "],
  [["t", ...OIDC.slice(0, 3), "--jwks=empty.json"],                              1,  "cannot explain: empty.json is not a JSON object"],
  [["t", ...OIDC.slice(0, 3), "--key=keys.json"],                                1,  "cannot explain: keys.json is not a public key in PEM"],
  [["t", ...OIDC, "--key=key.pem"],                                              80, "--jwks and --key can't be used together"],
  [["t", ...OIDC, "--options=[]"],                                               1,  "cannot explain: --options is not a JSON object"],
  [["t", ...OIDC, '--overrides={"principal":1}'],                                1,  "cannot explain: --overrides has attributes, roles, "],
  [["t", "--provider=wat"],                                                      80, "--provider must be one of "],
])("orthrus identity explain %j ends with %d and says %j", async (words, code, message) => {
  const result = await explain(...words);
  const start = `orthrus: error: ${message}`;
  expect([result.code, result.stderr.slice(0, start.length)]).toEqual([code, start]);
});

test("there is nothing but explain", async () => {
  const { code, stderr } = await ran(["identity", "list", "t"], { workingDirectory: root });
  expect([code, stderr]).toEqual([80, 'orthrus: error: unexpected argument list, expected "explain"\n']);
});

test("the guide lists the providers and the flags there are", () => {
  const guide = readFileSync(new URL("../../../../docs/guide/identity.md", import.meta.url), "utf8");
  const [, table = ""] = /(\| `--provider` \|[\s\S]*?)\n\n/.exec(guide) ?? [];
  const words = [...table.matchAll(/`(?:--)?([\w-]+)(?:=json)?`/g)].map(([, word]) => word);
  const flags = identitySpec.flags.map(({ name }) => name).filter((name) => !name.includes("color"));
  expect(words).toEqual(expect.arrayContaining([...flags, ...PROVIDER_NAMES]));
  expect(PROVIDER_NAMES.filter((name) => !words.includes(name))).toEqual([]);
});
