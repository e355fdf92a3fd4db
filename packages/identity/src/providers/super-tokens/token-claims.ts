import type { JsonObject } from "@orthrus/protocol";
import { isObject } from "../../claims/claim-path.ts";
import { invalid, type Refusal } from "../../outcome.ts";
import type { VerifiedJwt } from "../../verify/jwt-rules.ts";

const TEXTS = ["sub", "rsub", "tId", "sessionHandle", "refreshTokenHash1"];
const FIRST_VERSION = 5;

/** The front end has to fetch a new access token, which it does when it sees a 401. */
export function refreshNeeded(message: string): Refusal {
  return { kind: "refresh-needed", message };
}

/** What a token of SuperTokens has to be to be the access token of a session. */
export function checkAccessToken(
  { header, claims }: VerifiedJwt,
  signingKeys: "dynamic" | "static",
): Refusal | undefined {
  const version = header.version;
  if (typeof version !== "string" || !/^\d{1,4}$/.test(version) || Number(version) < FIRST_VERSION) {
    return invalid("token-type", "the token is not the access token of a session");
  }
  const problem = checkSessionClaims(claims);
  if (problem) return problem;
  // The SDK does the same: after the setting was changed, sessions get a token of the other kind by refreshing.
  if (String(header.kid).startsWith("d-") !== (signingKeys === "dynamic")) {
    return refreshNeeded("the token was signed with the other kind of key");
  }
  return undefined;
}

/** The part that the payload of a session container has to fulfil, too. */
export function checkSessionClaims(claims: JsonObject): Refusal | undefined {
  // One key signs tokens of OAuth clients as well; `stt` tells them apart.
  if (claims.stt !== undefined && claims.stt !== 0) {
    return invalid("token-type", "the token is not the access token of a session");
  }
  for (const claim of TEXTS) {
    if (claims[claim] === undefined) return invalid("missing-claim", `the token has no \`${claim}\``);
    if (typeof claims[claim] !== "string" || claims[claim] === "")
      return invalid("claim-type", `\`${claim}\` is of the wrong type`);
  }
  const mfa = claims["st-mfa"];
  if (isObject(mfa) && mfa.v === false) {
    return { kind: "pending", message: "a factor is left before the session is signed in" };
  }
  return undefined;
}
