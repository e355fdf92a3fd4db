import type { X509Certificate } from "node:crypto";
import type { PeerCertificate } from "../../credential/request-facts.ts";
import { invalid, type Refusal, type VerifyResult } from "../../outcome.ts";
import { trustClaims } from "../../verified-identity.ts";
import { parseSpiffeId } from "./spiffe-id.ts";

export interface X509Rules {
  /** PEM, by trust domain. */
  readonly authorities: ReadonlyMap<string, readonly string[]>;
  readonly name: string;
  readonly nowMs: number;
}

const MAX_CHAIN = 8;

/**
 * Checks a client certificate whose key the TLS layer has seen in use: one SPIFFE id, and a chain to the authorities
 * of that id's own trust domain. That TLS trusts some authority is not enough, it may be another domain's.
 */
export async function verifyX509Svid(peer: PeerCertificate, rules: X509Rules): Promise<VerifyResult> {
  // Loaded here, so that JWT-SVIDs work where there is no Node.
  const { X509Certificate: Certificate } = await import("node:crypto");
  let chain: readonly X509Certificate[];
  try {
    chain = [peer.raw, ...(peer.chain ?? [])].slice(0, MAX_CHAIN).map((raw) => new Certificate(raw));
  } catch {
    return invalid("malformed", "the client certificate cannot be read");
  }
  const [leaf, ...intermediates] = chain;
  const uri = leaf && onlyUri(leaf.subjectAltName ?? "");
  const id = uri === undefined ? undefined : parseSpiffeId(uri);
  if (!leaf || uri === undefined || !id || id.path === "")
    return invalid("claim-type", "the certificate does not have exactly one SPIFFE id");
  const roots = rules.authorities.get(id.trustDomain)?.map((pem) => new Certificate(pem));
  if (!roots) return invalid("issuer", "the certificate is of a trust domain that is not configured");
  const problem = chainProblem(leaf, intermediates, roots, rules.nowMs);
  if (problem) return problem;
  return {
    kind: "verified",
    identity: {
      provider: rules.name,
      issuer: `spiffe://${id.trustDomain}`,
      kind: "service",
      tokenType: "x509-svid",
      claims: trustClaims({ sub: uri }),
      subject: uri,
      tokenId: leaf.serialNumber,
      expiresAtSeconds: Math.floor(Date.parse(leaf.validTo) / 1_000),
      bound: "mtls",
    },
  };
}

function chainProblem(
  leaf: X509Certificate,
  intermediates: readonly X509Certificate[],
  roots: readonly X509Certificate[],
  nowMs: number,
): Refusal | undefined {
  if (leaf.ca) return invalid("token-type", "the certificate is an authority, not a workload");
  let current = leaf;
  const left = new Set(intermediates);
  for (;;) {
    if (Date.parse(current.validTo) <= nowMs)
      return { kind: "expired", message: "a certificate of the chain has expired" };
    if (Date.parse(current.validFrom) > nowMs)
      return invalid("not-yet-valid", "a certificate of the chain is not yet valid");
    const root = roots.find((candidate) => isIssuedBy(current, candidate));
    if (root)
      return Date.parse(root.validTo) > nowMs
        ? undefined
        : { kind: "expired", message: "the authority has expired" };
    const next = [...left].find((candidate) => candidate.ca && isIssuedBy(current, candidate));
    if (!next)
      return invalid("signature", "the certificate does not lead to an authority of its trust domain");
    left.delete(next);
    current = next;
  }
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

/** Node prints names as `DNS:a, URI:b`, and quotes those that could be mistaken for two. */
function onlyUri(subjectAltName: string): string | undefined {
  const uris = subjectAltName.split(", ").filter((name) => name.startsWith("URI:"));
  return uris.length === 1 ? uris[0]?.slice("URI:".length) : undefined;
}
