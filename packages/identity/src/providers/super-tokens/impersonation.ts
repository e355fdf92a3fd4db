import type { JsonObject } from "@orthrus/protocol";

/** What `Session.createNewSession` wants for a session of somebody else. */
export interface Impersonation {
  readonly userId: string;
  readonly accessTokenPayload: JsonObject;
}

/**
 * The payload of a session in which one user acts as another; the principal is the other, with `attr.actor`.
 *
 * SuperTokens knows impersonation as a convention only, which does not say by whom. Whether it is allowed is for the
 * application to decide, before it creates the session.
 * Shape: `{ by: "support-1", as: "ada" }` → `{ userId: "ada", accessTokenPayload: { isImpersonation: true, impersonatedBy: "support-1" } }`
 * Throws: `TypeError`, when somebody would impersonate themselves or nobody.
 */
export function startImpersonation({ by, as }: { readonly by: string; readonly as: string }): Impersonation {
  if (by === "" || as === "" || by === as) throw new TypeError("impersonation takes two users");
  return { userId: as, accessTokenPayload: { isImpersonation: true, impersonatedBy: by } };
}
