import type { TokenCredential } from "../../credential/credential.ts";
import type { Refusal } from "../../outcome.ts";
import type { VerifyContext } from "../../provider.ts";
import type { VerifiedClaims } from "../../verified-identity.ts";
import { refreshNeeded } from "./token-claims.ts";

const SAFE_METHODS = ["GET", "HEAD", "OPTIONS"];

/** Browsers send cookies with forged requests, too; they do not send the headers that the front end adds. */
export function antiCsrfProblem(
  mode: "custom-header" | "token" | "none",
  credential: TokenCredential,
  { request }: VerifyContext,
  claims: VerifiedClaims,
): Refusal | undefined {
  const isSafe = SAFE_METHODS.includes(request?.method?.toUpperCase() ?? "GET");
  if (mode === "none" || credential.from !== "cookie" || isSafe) return undefined;
  const isMeant =
    mode === "custom-header"
      ? request?.header("rid") !== undefined
      : typeof claims.antiCsrfToken === "string" && request?.header("anti-csrf") === claims.antiCsrfToken;
  return isMeant ? undefined : refreshNeeded("the request does not show that the application sent it");
}
