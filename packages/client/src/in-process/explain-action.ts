import type { IsAllowedRequest } from "@cerbos/core";
import type { Explanation, Pdp } from "@orthrus/engine";
import { decodeCall } from "./answer-check-resources.ts";
import { type DecodeJwtPayload, readTokens } from "./read-tokens.ts";

/** Decides a question of the official client, and says why it comes out so. Throws: `NotOK`, as the question would. */
export async function explainAction(
  pdp: Pdp,
  decodeToken: DecodeJwtPayload | undefined,
  { principal, resource, action, auxData }: IsAllowedRequest,
): Promise<Explanation> {
  const resources = [{ resource, actions: [action] }];
  const call = decodeCall(JSON.stringify({ principal, resources, auxData }));
  const claims = call.auxData && (await readTokens(call.auxData, decodeToken));
  const [entry] = call.resources;
  if (entry === undefined) throw new TypeError("a call about one resource came back without it");
  return pdp
    .check({ principal: call.principal, ...entry, ...(claims && { auxData: claims }) })
    .explain(action);
}
