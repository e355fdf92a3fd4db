import type { Json } from "@orthrus/protocol";
import type { ClaimDecoder } from "./claim-mapping.ts";
import { isObject } from "./claim-path.ts";
import type { MutableObject } from "./mutable-object.ts";

/** Longer chains of delegation are refused. */
export const MAX_ACTORS = 4;

/**
 * Who acts for the subject, by the `act` claim of RFC 8693, nested ones included.
 *
 * Shape: `{ sub: "support", act: { sub: "bot", type: "agent" } }` → `{ id: "support", kind: "user", actor: { id: "bot", kind: "agent" } }`;
 * `undefined` when the chain is deeper than four or a link has no `sub`.
 */
export function actorOf(act: Json, depth = 1): MutableObject | undefined {
  if (!isObject(act) || depth > MAX_ACTORS || typeof act.sub !== "string" || act.sub === "") return undefined;
  const actor: MutableObject = { id: act.sub, kind: act.type === "agent" ? "agent" : "user" };
  if (typeof act.sid === "string") actor.sessionId = act.sid;
  if (act.act === undefined) return actor;
  const next = actorOf(act.act, depth + 1);
  return next && { ...actor, actor: next };
}

/** `act` as `attr.actor`. */
export const actorDecoder: ClaimDecoder = {
  name: "chain of actors",
  decode: ([act]) => (act === undefined ? undefined : actorOf(act)),
};
