import { ConfigError } from "./config-error.ts";
import type { AdminApiSection } from "./server-section.ts";

/** Of `cerbosAdmin`. Everybody knows it, and the log says so when it is in use. */
const DEFAULT_HASH = "$2b$10$ptws5w.VHuEFOO0AENyck.hnrPv.Uy2pKN2chous.V/aZttizZbN.";
export const DEFAULT_PASSWORD = "cerbosAdmin";

/**
 * Takes the administrator's bcrypt hash out of its base64.
 *
 * Throws: `server/config-invalid` when it is not base64. What is not a hash after that is the hash of no password.
 */
export function administratorHash({ adminCredentials }: AdminApiSection): string {
  const { passwordHash } = adminCredentials;
  if (passwordHash === "") return DEFAULT_HASH;
  const text = passwordHash.replaceAll(/[\r\n]/g, "");
  if (isBase64(text)) return Buffer.from(text, "base64").toString("latin1");
  const at = text.search(/[^A-Za-z0-9+/]/);
  const where = `illegal base64 data at input byte ${at < 0 ? text.length : at}`;
  throw new ConfigError("server/config-invalid", `failed to base64 decode admin passwordHash: ${where}`);
}

export function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

export function isBcryptHash(hash: string): boolean {
  return /^\$2[aby]?\$(0[4-9]|[12][0-9]|3[01])\$[./A-Za-z0-9]{53}$/.test(hash);
}
