import type { TlsSection } from "../config/server-section.ts";
import type { Logger } from "../observability/logger.ts";
import { reasonOf } from "../reason-of.ts";
import { StartError } from "../start-error.ts";
import { followIdentity } from "./follow-identity.ts";
import { readIdentity, refuseBrokenIdentity } from "./read-identity.ts";
import type { TlsIdentity } from "./tls-identity.ts";

/**
 * Reads what a server needs for TLS; nothing without a certificate and its key.
 *
 * Throws: `server/certificate-unreadable`.
 */
export async function openIdentity(section: TlsSection, log: Logger): Promise<TlsIdentity | undefined> {
  const { cert, key, caCert } = section;
  if (cert === "" || key === "") return undefined;
  try {
    const identity = await readIdentity(section);
    refuseBrokenIdentity(identity);
    if (caCert !== "" && !identity.clientAuthorities) {
      log.warn("Clients are not asked for certificates: there is no file of authorities", { caCert });
    }
    return identity;
  } catch (cause) {
    const message = `failed to read the TLS certificate or its key: ${reasonOf(cause)}`;
    throw new StartError("server/certificate-unreadable", message, { cause });
  }
}

export interface RenewalOptions {
  readonly inUse: TlsIdentity;
  /** Throws: when the certificate cannot be used. */
  readonly renew: (identity: TlsIdentity) => void;
  readonly log: Logger;
}

/** Uses a renewed certificate without a restart. Returns how to stop. */
export function followCertificate(section: TlsSection, { inUse, renew, log }: RenewalOptions): () => void {
  return followIdentity(section, inUse, {
    onChange(identity) {
      renew(identity);
      log.info("Certificate renewed", { cert: section.cert });
    },
    onFailure(failure) {
      const error = reasonOf(failure);
      log.error("Failed to renew the certificate, keeping the last valid one", { error });
    },
  });
}
