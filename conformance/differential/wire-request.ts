import { createHmac } from "node:crypto";
import type { AuxData, CheckResourcesRequest, JsonObject, PlanRequest } from "@orthrus/protocol";

/** The request body for the reference, which takes claims in a token only. */
export function wireRequest({ principal, resources, auxData }: CheckResourcesRequest): object {
  return {
    includeMeta: true,
    principal: entity(principal),
    resources: resources.map(({ resource, actions }) => ({ actions, resource: entity(resource) })),
    ...wireAuxData(auxData),
  };
}

/** The body for a plan: one action is asked for by itself, several as a list. */
export function wirePlanRequest({ principal, resource, actions, auxData }: PlanRequest): object {
  const [action, ...others] = actions;
  return {
    includeMeta: true,
    principal: entity(principal),
    resource: entity(resource),
    ...(others.length === 0 ? { action } : { actions }),
    ...wireAuxData(auxData),
  };
}

function entity({ attributes, ...rest }: { readonly attributes?: JsonObject }): object {
  return { ...rest, ...(attributes === undefined ? {} : { attr: attributes }) };
}

function wireAuxData(auxData: AuxData | undefined): object {
  return auxData?.jwt === undefined ? {} : { auxData: { jwt: { token: signedToken(auxData.jwt) } } };
}

function signedToken(claims: JsonObject): string {
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const content = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
  return `${content}.${createHmac("sha256", "not verified").update(content).digest("base64url")}`;
}
