import type { ClaimMapping } from "../../claims/claim-mapping.ts";
import { type OptionNames, refuseUnknownOptions } from "../../known-options.ts";
import { invalid } from "../../outcome.ts";
import type { IdentityProvider } from "../../provider.ts";
import { discoveredKeySet } from "../../verify/discovery.ts";
import { identityOfJwt } from "../../verify/identity-of-jwt.ts";
import { jwtVerifier } from "../../verify/jwt-verifier.ts";
import type { KeySource } from "../../verify/key-source.ts";
import { remoteKeys } from "../../verify/remote-keys.ts";

export interface KubernetesOptions {
  /** Of the cluster, exactly as in `iss`. */
  readonly issuer: string;
  /** What the token was projected for; never the API server's own audience. */
  readonly audience: string | readonly string[];
  /** In place of discovery. */
  readonly jwksUri?: string;
  readonly keys?: KeySource;
  readonly name?: string;
  /** The cluster's authority and credentials, when its key set asks for them. */
  readonly fetch?: typeof fetch;
  readonly timeoutMs?: number;
  readonly onNotice?: (message: string) => void;
}

// biome-ignore format: one row per claim
const MAPPING: ClaimMapping = {
  rows: [
    { from: "sub",                                     to: "id",                           type: "string" },
    { from: '"kubernetes.io".namespace',               to: "attr.workload.namespace",      type: "string" },
    { from: '"kubernetes.io".serviceaccount.name',     to: "attr.workload.serviceAccount", type: "string" },
    { from: '"kubernetes.io".pod.name',                to: "attr.workload.pod",            type: "string" },
  ],
  internal: [],
  userEditable: [],
};

const SUBJECT = /^system:serviceaccount:[^:]+:[^:]+$/;

const NAMES: OptionNames<KubernetesOptions> = {
  issuer: true,
  audience: true,
  jwksUri: true,
  keys: true,
  name: true,
  fetch: true,
  timeoutMs: true,
  onNotice: true,
};

/** Service accounts of a Kubernetes cluster, by projected tokens. */
export function kubernetes(options: KubernetesOptions): IdentityProvider {
  refuseUnknownOptions(options, NAMES);
  const { issuer, name = "kubernetes" } = options;
  const keys = options.keys ?? clusterKeys(options);
  const verify = jwtVerifier({
    issuers: [issuer],
    algorithms: ["RS256", "ES256"],
    keysOf: ({ iss }) => (iss === issuer ? keys : undefined),
    audience: [options.audience].flat(),
    check: ({ claims }) =>
      typeof claims.sub === "string" && SUBJECT.test(claims.sub)
        ? undefined
        : invalid("token-type", "the subject is not a service account"),
  });
  return {
    name,
    issuers: [issuer],
    places: {},
    mapping: MAPPING,
    async verify(credential, context) {
      if (credential.kind !== "token") return invalid("malformed", "not a token");
      const jwt = await verify(credential, context);
      if ("kind" in jwt) return jwt;
      return {
        kind: "verified",
        identity: identityOfJwt(jwt, { provider: name, kind: "service", tokenType: "service-account" }),
      };
    },
  };
}

function clusterKeys({
  issuer,
  jwksUri,
  fetch,
  timeoutMs,
  onNotice = console.warn,
}: KubernetesOptions): KeySource {
  const shared = { ...(fetch && { fetch }), ...(timeoutMs !== undefined && { timeoutMs }) };
  const locate =
    jwksUri === undefined ? discoveredKeySet({ issuer, ...shared }) : async () => new URL(jwksUri);
  return remoteKeys({ ...shared, locate, onNotice: (message) => onNotice(`${issuer}: ${message}`) });
}
