import type { Pdp } from "@orthrus/engine";
import type { AuditLog } from "../audit/open-audit-log.ts";
import { administratorHash, DEFAULT_PASSWORD, isBcryptHash } from "../config/administrator-hash.ts";
import type { AdminApiSection } from "../config/server-section.ts";
import type { Logger } from "../observability/logger.ts";
import { type AdminService, createAdminService } from "../service/admin-service.ts";
import type { KeptFiles } from "./keep-files.ts";
import { openPasswordCheck, type PasswordCheck } from "./password-check.ts";

export interface OpenedAdmin {
  readonly service: AdminService;
  close(): Promise<void>;
}

export interface AdminParts {
  readonly pdp: Pdp;
  readonly files: KeptFiles;
  /** Undefined while it is off. */
  readonly auditLog: AuditLog | undefined;
  readonly log: Logger;
}

/**
 * Opens the admin API over what is decided from.
 *
 * Throws: `server/config-invalid` when the password hash cannot be read.
 */
export function openAdmin(section: AdminApiSection, { pdp, files, auditLog, log }: AdminParts): OpenedAdmin {
  log.info("Starting admin service");
  const hash = administratorHash(section);
  const passwords = openPasswordCheck(hash);
  const isUsable = isBcryptHash(hash);
  if (!isUsable) log.error("The admin password hash is not a bcrypt hash: nobody can log in");
  else warnOfDefault(passwords, log);
  const service = createAdminService({
    administrator: {
      username: section.adminCredentials.username,
      isRightPassword: async (password) => isUsable && passwords.isRight(password),
    },
    driver: "disk",
    files: () => files.inForce(),
    reload: () => pdp.reload(),
    ...(auditLog && { auditLog }),
  });
  return { service, close: () => passwords.close() };
}

/** In the background: a costly hash must not hold up the start. */
function warnOfDefault(passwords: PasswordCheck, log: Logger): void {
  passwords.isRight(DEFAULT_PASSWORD).then(
    (isDefault) => {
      if (isDefault) log.warn(INSECURE);
    },
    // The server was closed before it was known.
    () => undefined,
  );
}

const INSECURE =
  "[INSECURE CONFIG] Admin API uses default credentials which are unsafe for production use. " +
  "Please change the credentials by updating the configuration file.";
