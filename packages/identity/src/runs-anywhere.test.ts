import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createContext, Script } from "node:vm";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { openTestIssuer } from "./testing/issuer.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));

test("only the test kit needs Node; certificates load it when they are checked", () => {
  const files = readdirSync(folder, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !file.startsWith("testing"));
  const offenders = files.filter((file) =>
    /^import (?!type ).*"node:|\bBuffer\b|\bprocess\.\w/m.test(readFileSync(folder + file, "utf8")),
  );
  expect(files.length).toBeGreaterThan(40);
  expect(offenders).toEqual([]);
});

test("a token becomes a principal where there are only web APIs, and no code generation", async () => {
  await using issuer = await openTestIssuer();
  const bundle = await build({
    stdin: {
      contents: `import { createIdentity } from "./index.ts"; import { oidc } from "./oidc.ts";
        globalThis.run = (options, request) => createIdentity({ providers: [oidc(options)] }).identify(request);`,
      resolveDir: folder,
    },
    bundle: true,
    write: false,
    format: "iife",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["@orthrus/source"],
  });
  const web = {
    AbortSignal,
    atob,
    console,
    crypto,
    CryptoKey,
    fetch,
    Headers,
    Request,
    Response,
    structuredClone,
    TextDecoder,
    TextEncoder,
    URL,
  };
  const realm = createContext({ ...web }, { codeGeneration: { strings: false, wasm: false } });
  new Script(bundle.outputFiles[0]?.text ?? "").runInContext(realm);
  const token = await issuer.sign({ ...issuer.times(), sub: "ada", aud: "api", team: "a" });
  const request = new Request("https://api.test/", { headers: { authorization: `Bearer ${token}` } });
  expect(await realm.run({ issuer: issuer.issuer, audience: "api" }, request)).toMatchObject({
    kind: "verified",
    principal: { id: "ada", roles: ["user"], attributes: { team: "a" } },
  });
});
