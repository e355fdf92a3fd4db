import type { Json, JsonObject } from "@orthrus/protocol";
import { isObject } from "../../claims/claim-path.ts";

const MAX_DEPTH = 4;

/**
 * Who acts for the subject of a session: support staff that impersonates, or an agent.
 *
 * Shape: `{ sub: "user_support", sid: "sess_77" }` → `{ id: "user_support", kind: "user", sessionId: "sess_77" }`
 */
export function actorOf(act: Json | undefined): JsonObject | undefined {
  if (!isObject(act) || typeof act.sub !== "string") return undefined;
  const behind = actorOf(act.act);
  return {
    id: act.sub,
    kind: act.type === "agent" ? "agent" : "user",
    ...(typeof act.sid === "string" && { sessionId: act.sid }),
    ...(behind && { actor: behind }),
  };
}

/** False for an `act` that names nobody or is nested too deeply to be somebody's. */
export function isSoundDelegation(act: Json | undefined, depth = 1): boolean {
  if (act === undefined || act === null) return true;
  if (depth > MAX_DEPTH || !isObject(act) || typeof act.sub !== "string" || act.sub === "") return false;
  return isSoundDelegation(act.act, depth + 1);
}
