import type { JsonObject } from "@orthrus/protocol";
import { actorOf, MAX_ACTORS } from "../../claims/actor.ts";
import { type OptionNames, refuseUnknownOptions } from "../../known-options.ts";
import { invalid, type Refusal } from "../../outcome.ts";
import type { IdentityProvider } from "../../provider.ts";
import { identityOfJwt } from "../../verify/identity-of-jwt.ts";
import type { VerifiedJwt } from "../../verify/jwt-rules.ts";
import { jwtVerifier } from "../../verify/jwt-verifier.ts";
import {
  ALGORITHM,
  type ClerkInstance,
  INSTANCE_OPTIONS,
  issuerOf,
  keysOfInstance,
  requireNamed,
} from "./instance.ts";
import { unreadableClaim } from "./session-claims.ts";
import { type RolePrefix, sessionMapping } from "./session-mapping.ts";

export interface ClerkOptions extends ClerkInstance {
  /**
   * Origins whose sessions are accepted, from `azp`: `["https://app.acme.com"]`. Without this check, a page on another
   * subdomain could use a session that is not its own; `"any"` says that you know.
   */
  readonly authorizedParties: readonly string[] | "any";
  /** Organisation roles are `org:admin` in both token versions; `"strip"` makes them `admin`. */
  readonly rolePrefix?: RolePrefix;
  /** `clerk` unless given. */
  readonly name?: string;
}

const NAMES: OptionNames<ClerkOptions> = {
  ...INSTANCE_OPTIONS,
  authorizedParties: true,
  rolePrefix: true,
  name: true,
};

/**
 * Sessions of Clerk, versions 1 and 2, from the `Authorization` header or the session cookie.
 *
 * Tokens from JWT templates, machines and OAuth clients are signed with the same key and refused here; they have
 * providers of their own.
 * Throws: `identity/invalid-configuration`.
 */
export function clerk(options: ClerkOptions): IdentityProvider {
  refuseUnknownOptions(options, NAMES);
  requireNamed("authorizedParties", options.authorizedParties);
  const issuer = issuerOf(options);
  const name = options.name ?? "clerk";
  const { authorizedParties: parties, rolePrefix = "keep" } = options;
  const keys = keysOfInstance(options);
  const verify = jwtVerifier({
    issuers: [issuer],
    algorithms: [ALGORITHM],
    keysOf: () => keys,
    requiredClaims: ["sub"],
    check: checkSession,
    ...(parties !== "any" && { authorizedParties: parties }),
  });
  giveNotices(options);
  return {
    name,
    issuers: [issuer],
    // The suffix names the instance, and several of them meet on localhost.
    places: { cookies: ["__session_*", "__session"] },
    mapping: sessionMapping(rolePrefix),
    async verify(credential, context) {
      if (credential.kind !== "token") return invalid("malformed", "sessions are tokens");
      const jwt = await verify(credential, context);
      if ("kind" in jwt) return jwt;
      return {
        kind: "verified",
        identity: identityOfJwt(jwt, { provider: name, kind: "user", tokenType: "session" }),
      };
    },
  };
}

function giveNotices({ authorizedParties, rolePrefix, onNotice = console.warn }: ClerkOptions): void {
  if (authorizedParties === "any")
    onNotice("sessions of any origin are accepted; list yours in `authorizedParties`");
  if (rolePrefix === "strip") {
    onNotice(
      "organisation roles lose `org:`; a role of the same name from elsewhere is the same role from now on",
    );
  }
}

/** What a session token says in its header about its class; templates, machines and OAuth have others. */
const SESSION_CATEGORIES: readonly unknown[] = [undefined, "cl_B7d4PD111AAA", "cl_I7d4PD111III"];

function checkSession({ header, claims }: VerifiedJwt): Refusal | undefined {
  if (!SESSION_CATEGORIES.includes(header.cat))
    return invalid("token-type", "the token is not one of a session");
  return checkSessionClaims(claims);
}

/** What claims have to say to be those of a session; also for claims that the SDK of Clerk has verified. */
export function checkSessionClaims(claims: JsonObject): Refusal | undefined {
  if (typeof claims.sub !== "string" || claims.sub.startsWith("mch_")) {
    return invalid("token-type", "the token is of a machine; accept it with `clerkMachine`");
  }
  // Without a session nobody can end it: such tokens outlive the sign-out.
  if (typeof claims.sid !== "string" || claims.sid === "") {
    return invalid(
      "token-type",
      "the token has no session, as those of JWT templates; accept it with `clerkTemplate`",
    );
  }
  if (claims.sts === "pending") return { kind: "pending", message: "the session has a task left" };
  if (claims.sts !== undefined && claims.sts !== "active") {
    return invalid("claim-type", "the status of the session is not known here");
  }
  const unreadable = unreadableClaim(claims);
  if (unreadable) return invalid("claim-type", `\`${unreadable}\` is not a list of names with scopes`);
  if (claims.act !== undefined && !actorOf(claims.act)) {
    return invalid("delegation", `\`act\` is not a chain of at most ${MAX_ACTORS} actors`);
  }
  return undefined;
}
