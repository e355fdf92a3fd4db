import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import type { TlsSection } from "../config/server-section.ts";
import { secureContextOf, type TlsIdentity } from "./tls-identity.ts";

/**
 * Reads certificate and key, and the authorities of clients if their file is there.
 *
 * Throws: what the file system says.
 */
export async function readIdentity({ cert, key, caCert }: TlsSection): Promise<TlsIdentity> {
  // Deployments name a file that exists only when there are authorities.
  const clientAuthorities = caCert === "" ? undefined : await readFile(caCert).catch(unlessMissing);
  const pair = { cert: await readFile(cert), key: await readFile(key) };
  return clientAuthorities ? { ...pair, clientAuthorities } : pair;
}

/** Throws: what TLS says when the parts are damaged or do not belong together. */
export function refuseBrokenIdentity(identity: TlsIdentity): void {
  createSecureContext(secureContextOf(identity));
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
