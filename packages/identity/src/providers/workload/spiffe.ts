import type { JSONWebKeySet } from "jose";
import { type OptionNames, refuseUnknownOptions } from "../../known-options.ts";
import { invalid } from "../../outcome.ts";
import type { IdentityProvider } from "../../provider.ts";
import { identityOfJwt } from "../../verify/identity-of-jwt.ts";
import type { BindingCheck } from "../../verify/jwt-rules.ts";
import { jwtVerifier } from "../../verify/jwt-verifier.ts";
import { fixedKeys, type KeySource } from "../../verify/key-source.ts";
import { remoteKeys } from "../../verify/remote-keys.ts";
import { parseSpiffeId } from "./spiffe-id.ts";
import { SPIFFE_MAPPING } from "./spiffe-mapping.ts";
import { verifyX509Svid } from "./x509-svid.ts";

/** The trust bundle of one domain: keys for JWT-SVIDs, certificate authorities for X.509-SVIDs. */
export interface TrustBundle {
  readonly jwksUri?: string;
  readonly keySet?: JSONWebKeySet;
  /** PEM. Only for Node. */
  readonly authorities?: readonly string[];
}

export interface SpiffeOptions {
  /** By trust domain: `{ "acme.test": { jwksUri: "https://spire.acme.test/keys" } }`. */
  readonly bundles: { readonly [trustDomain: string]: TrustBundle };
  /** JWT-SVIDs have to be for one of these. */
  readonly audience: string | readonly string[];
  readonly algorithms?: readonly string[];
  readonly binding?: BindingCheck;
  readonly name?: string;
  readonly fetch?: typeof fetch;
  readonly timeoutMs?: number;
  readonly onNotice?: (message: string) => void;
}

const NAMES: OptionNames<SpiffeOptions> = {
  bundles: true,
  audience: true,
  algorithms: true,
  binding: true,
  name: true,
  fetch: true,
  timeoutMs: true,
  onNotice: true,
};

/**
 * Workloads with SPIFFE ids: JWT-SVIDs as bearer tokens, X.509-SVIDs as TLS client certificates.
 *
 * Source: SPIFFE JWT-SVID and X.509-SVID specifications.
 */
export function spiffe(options: SpiffeOptions): IdentityProvider {
  refuseUnknownOptions(options, NAMES);
  const { bundles, name = "spiffe" } = options;
  const keys = new Map(Object.entries(bundles).map(([domain, bundle]) => [domain, keysOf(bundle, options)]));
  const authorities = new Map(
    Object.entries(bundles).flatMap(([domain, bundle]) =>
      bundle.authorities ? [[domain, bundle.authorities] as const] : [],
    ),
  );
  const domainOf = (sub: unknown) => (typeof sub === "string" ? parseSpiffeId(sub)?.trustDomain : undefined);
  const verify = jwtVerifier({
    issuers: [],
    algorithms: options.algorithms ?? [
      "RS256",
      "RS384",
      "RS512",
      "ES256",
      "ES384",
      "ES512",
      "PS256",
      "PS384",
      "PS512",
    ],
    keysOf: ({ sub }) => keys.get(domainOf(sub) ?? ""),
    audience: [options.audience].flat(),
    types: ["", "jwt", "jose"],
    ...(options.binding && { binding: options.binding }),
  });
  return {
    name,
    issuers: Object.keys(bundles).map((domain) => `spiffe://${domain}`),
    hasGlobalIds: true,
    places: { certificate: authorities.size > 0 },
    mapping: SPIFFE_MAPPING,
    accepts: ({ payload }) => keys.has(domainOf(payload?.sub) ?? ""),
    async verify(credential, context) {
      if (credential.kind === "certificate") {
        const peer = context.request?.peerCertificate;
        return peer
          ? verifyX509Svid(peer, { authorities, name, nowMs: context.nowMs })
          : invalid("malformed", "no certificate");
      }
      const jwt = await verify(credential, context);
      if ("kind" in jwt) return jwt;
      const issuer = `spiffe://${domainOf(jwt.claims.sub)}`;
      return {
        kind: "verified",
        identity: identityOfJwt(jwt, { provider: name, kind: "service", tokenType: "jwt-svid", issuer }),
      };
    },
  };
}

function keysOf({ keySet, jwksUri }: TrustBundle, options: SpiffeOptions): KeySource | undefined {
  if (keySet) return fixedKeys(jwtKeysOf(keySet));
  if (jwksUri === undefined) return undefined;
  const { timeoutMs, onNotice = console.warn } = options;
  return remoteKeys({
    locate: async () => new URL(jwksUri),
    fetch: bundleFetch(options.fetch ?? fetch),
    ...(timeoutMs !== undefined && { timeoutMs }),
    onNotice: (message) => onNotice(`${jwksUri}: ${message}`),
  });
}

/** Bundles say `use: "jwt-svid"`, which no JOSE library takes for a signature key, and hold X.509 authorities beside. */
function bundleFetch(plain: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await plain(input, init);
    if (response.status !== 200) return response;
    return Response.json(jwtKeysOf((await response.json()) as JSONWebKeySet));
  };
}

function jwtKeysOf({ keys }: JSONWebKeySet): JSONWebKeySet {
  return {
    keys: keys.flatMap(({ use, ...key }) =>
      use === undefined || use === "sig" || use === "jwt-svid" ? [key] : [],
    ),
  };
}
