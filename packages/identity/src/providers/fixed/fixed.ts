import type { JsonObject } from "@orthrus/protocol";
import { invalid } from "../../outcome.ts";
import type { IdentityProvider } from "../../provider.ts";
import { type IdentityKind, trustClaims } from "../../verified-identity.ts";

/** A person or machine that a token of the test stands for. */
export interface FixedIdentity {
  readonly kind?: IdentityKind;
  /** `sub` is the id; `roles` become roles; the rest become attributes. */
  readonly claims: JsonObject;
}

export interface FixedOptions {
  /** By token, as it stands after `Bearer`. */
  readonly identities: { readonly [token: string]: FixedIdentity };
  readonly name?: string;
}

const ISSUER = "urn:orthrus:fixed";

/** Identities by agreed tokens, for tests and demonstrations: whoever knows a token is believed. */
export function fixed({ identities, name = "fixed" }: FixedOptions): IdentityProvider {
  const byToken = new Map(Object.entries(identities));
  return {
    name,
    issuers: [ISSUER],
    places: {},
    mapping: {
      rows: [
        { from: "sub", to: "id", type: "string" },
        { from: "roles", to: "roles", type: "strings" },
        { from: "tenant", to: "attr.tenant", type: "string" },
        { from: "org", to: "attr.org", type: "object" },
        { from: "permissions", to: "attr.permissions", type: "strings" },
      ],
      internal: [],
      userEditable: [],
    },
    accepts: ({ token }) => byToken.has(token),
    async verify(credential) {
      const found = credential.kind === "token" ? byToken.get(credential.token) : undefined;
      if (!found) return invalid("malformed", "not one of the agreed tokens");
      const { kind = "user", claims } = found;
      const subject = claims.sub;
      return {
        kind: "verified",
        identity: {
          provider: name,
          issuer: ISSUER,
          kind,
          tokenType: "fixed",
          claims: trustClaims(claims),
          ...(typeof subject === "string" && { subject }),
        },
      };
    },
  };
}
