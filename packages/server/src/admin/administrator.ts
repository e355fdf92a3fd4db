import { createHash, timingSafeEqual } from "node:crypto";
import { isBase64 } from "../config/administrator-hash.ts";
import { ServiceError } from "../service/service-error.ts";

/** Who may use the admin API. */
export interface Administrator {
  readonly username: string;
  readonly isRightPassword: (password: string) => Promise<boolean>;
}

/**
 * Lets the administrator pass, by the `Authorization` header of a request.
 *
 * Throws: `server/unauthenticated`.
 */
export async function authenticate(
  { username, isRightPassword }: Administrator,
  header: string | undefined,
): Promise<void> {
  const { user, password } = readCredentials(header);
  const isUser = isSameText(user, username);
  // SECURITY: also for users that there are not, or the time would tell which name there is.
  const isPassword = await isRightPassword(password);
  if (!(isUser && isPassword)) throw unauthenticated("incorrect credentials");
}

interface Credentials {
  readonly user: string;
  readonly password: string;
}

function readCredentials(header: string | undefined): Credentials {
  if (header === undefined) throw unauthenticated("authentication required");
  const [, encoded] = /^Basic(?: +(.*))?$/.exec(header) ?? [];
  if (encoded === undefined && header !== "Basic") throw unauthenticated("unsupported authentication method");
  const text = encoded ?? "";
  if (!isBase64(text)) throw unauthenticated("failed to decode credentials");
  const parts = Buffer.from(text, "base64").toString("utf8").split(":");
  const [user = "", password = ""] = parts;
  // COMPAT(cerbos): so a password with a colon is refused, always.
  if (parts.length !== 2) throw unauthenticated("invalid credentials");
  return { user, password };
}

/** SECURITY: digests, so that not even the length of the right text can be timed. */
function isSameText(left: string, right: string): boolean {
  return timingSafeEqual(digest(left), digest(right));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function unauthenticated(message: string): ServiceError {
  return new ServiceError("server/unauthenticated", message);
}
