import { createPublicKey } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { IdentityOptions } from "@orthrus/identity";
import type { Json, JsonObject } from "@orthrus/protocol";
import type { ParsedFlags } from "../command-line/command.ts";
import { reasonOf } from "../output/reason-of.ts";
import { flagsOf, openProvider, type ProviderFlag, type ProviderOptions } from "./identity-providers.ts";
import { PROVIDER_NAMES, type ProviderName } from "./identity-spec.ts";

/** Options that cannot be used; the message says what to pass. It repeats nothing of a token. */
export class UnusableOptions extends Error {
  override readonly name = "UnusableOptions";
}

export interface OptionsSource {
  readonly flags: ParsedFlags;
  readonly workingDirectory: string;
  readonly token: string;
  /** Told what a provider would tell its operator. */
  readonly onNotice: (message: string) => void;
}

/**
 * Reads the options of a pipeline with one provider from the flags.
 *
 * Throws: `UnusableOptions`; `IdentityError`, when the provider refuses its options.
 */
export async function readIdentityOptions(source: OptionsSource): Promise<IdentityOptions> {
  const name = providerName(source.flags.text("provider"));
  const options = { ...(await readJsonFlag(source, "options")), ...flagOptions(source.flags, name) };
  const keyFetch = await readKeys(source, options);
  const { onNotice } = source;
  const overrides = await readJsonFlag(source, "overrides");
  const unknown = Object.keys(overrides).find((member) => !OVERRIDES.includes(member));
  if (unknown !== undefined)
    throw new UnusableOptions(`--overrides has ${OVERRIDES.join(", ")}, not ${unknown}`);
  return {
    ...overrides,
    providers: [openProvider(name, { ...options, onNotice, ...(keyFetch && { fetch: keyFetch }) })],
  };
}

/** What of `createIdentity` is data. */
const OVERRIDES: readonly string[] = [
  "attributes",
  "roles",
  "tenancy",
  "policyVersion",
  "idPrefixes",
  "skewSeconds",
];

function providerName(text: string | undefined): ProviderName {
  const name = PROVIDER_NAMES.find((known) => known === text?.toLowerCase());
  if (name === undefined)
    throw new UnusableOptions(`pass --provider=NAME, one of ${PROVIDER_NAMES.join(", ")}`);
  return name;
}

// biome-ignore format: one row per flag
const OPTION_OF_FLAG: Readonly<Record<ProviderFlag, string>> = {
  issuer:            "issuer",
  audience:          "audience",
  "client-id":       "clientId",
  "publishable-key": "publishableKey",
  preset:            "preset",
};

function flagOptions(flags: ParsedFlags, name: ProviderName): ProviderOptions {
  const wanted: readonly string[] = flagsOf(name);
  const options: Record<string, unknown> = {};
  for (const [flag, option] of Object.entries(OPTION_OF_FLAG)) {
    const values = flags.list(flag);
    if (values.length === 0) continue;
    if (wanted.includes(flag)) options[option] = isList(flag) ? values : values.at(-1);
    // From the environment it may be there for others.
    else if (flag !== "publishable-key") throw new UnusableOptions(`--${flag} means nothing to ${name}`);
  }
  return options;
}

function isList(flag: string): boolean {
  return flag === "audience" || flag === "client-id";
}

async function readJsonFlag(source: OptionsSource, name: string): Promise<JsonObject> {
  const text = source.flags.text(name);
  if (text === undefined) return {};
  const isFile = text.startsWith("@");
  const place = isFile ? text.slice(1) : `--${name}`;
  return parseObject(isFile ? await readText(source, text.slice(1)) : text, place);
}

async function readText({ workingDirectory }: OptionsSource, path: string): Promise<string> {
  try {
    return await readFile(resolve(workingDirectory, path), "utf8");
  } catch (error) {
    throw new UnusableOptions(`cannot read ${path}: ${reasonOf(error)}`);
  }
}

/** Options may hold secrets, so the message repeats nothing of them. */
function parseObject(text: string, place: string): JsonObject {
  let value: Json | undefined;
  try {
    value = JSON.parse(text);
  } catch {}
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new UnusableOptions(`${place} is not a JSON object`);
}

/** Keys in a file answer in place of the issuer, so that every provider can be used without network. */
async function readKeys(
  source: OptionsSource,
  { issuer }: ProviderOptions,
): Promise<typeof fetch | undefined> {
  const [jwks, pem] = [source.flags.text("jwks"), source.flags.text("key")];
  if (jwks !== undefined) return answering(parseObject(await readText(source, jwks), jwks), issuer);
  if (pem === undefined) return undefined;
  return answering({ keys: [publicJwk(await readText(source, pem), pem, source.token)] }, issuer);
}

function answering(keySet: JsonObject, issuer: unknown): typeof fetch {
  return async (input) => {
    const { pathname, origin } = new URL(input instanceof Request ? input.url : input);
    const isDiscovery = pathname.endsWith("/.well-known/openid-configuration");
    return Response.json(isDiscovery ? { issuer, jwks_uri: `${origin}/keys` } : keySet);
  };
}

/** A key in a file has no id; it stands for whichever the token names. */
function publicJwk(pem: string, path: string, token: string): JsonObject {
  try {
    const jwk = createPublicKey(pem).export({ format: "jwk" });
    const kid = keyIdOf(token);
    return { ...(jwk as JsonObject), ...(kid !== undefined && { kid }) };
  } catch {
    throw new UnusableOptions(`${path} is not a public key in PEM`);
  }
}

function keyIdOf(token: string): string | undefined {
  try {
    const header: Json = JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString());
    const { kid } = Object(header) as { readonly kid?: unknown };
    return typeof kid === "string" ? kid : undefined;
  } catch {
    return undefined;
  }
}
