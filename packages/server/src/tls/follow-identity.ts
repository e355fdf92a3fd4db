import { createHash } from "node:crypto";
import type { TlsSection } from "../config/server-section.ts";
import { readIdentity, refuseBrokenIdentity } from "./read-identity.ts";
import type { TlsIdentity } from "./tls-identity.ts";

/**
 * Files are read this often: they are small, and replaced in ways no notification tells of, such as swapped links. What
 * was read has to be the same twice, because certificate and key are two files, written one after the other.
 */
const LOOK_MS = 1_000;

export interface FollowOptions {
  readonly onChange: (identity: TlsIdentity) => void;
  /** Hears once of a state that cannot be used; the identity before stays. */
  readonly onFailure: (failure: unknown) => void;
  readonly lookMs?: number;
}

/** Follows the files of a server's certificate, from the identity in use on. Returns how to stop. */
export function followIdentity(
  section: TlsSection,
  inUse: TlsIdentity,
  { onChange, onFailure, lookMs = LOOK_MS }: FollowOptions,
): () => void {
  let settled = fingerprint(inUse);
  let seen = settled;
  let isClosed = false;
  let timer = later();

  function later(): NodeJS.Timeout {
    return setTimeout(() => void look(), lookMs).unref();
  }

  async function look(): Promise<void> {
    const found = await readIdentity(section).catch((error: unknown) => ({ error }));
    if (isClosed) return;
    const current = "error" in found ? String(found.error) : fingerprint(found);
    if (current === seen && current !== settled) {
      settled = current;
      take(found);
    }
    seen = current;
    timer = later();
  }

  function take(found: TlsIdentity | { readonly error: unknown }): void {
    try {
      if ("error" in found) throw found.error;
      refuseBrokenIdentity(found);
      onChange(found);
    } catch (failure) {
      onFailure(failure);
    }
  }

  return () => {
    isClosed = true;
    clearTimeout(timer);
  };
}

function fingerprint({ cert, key, clientAuthorities = "" }: TlsIdentity): string {
  const hash = createHash("sha256");
  for (const part of [cert, key, clientAuthorities]) hash.update(`${part.length}:`).update(part);
  return hash.digest("hex");
}
