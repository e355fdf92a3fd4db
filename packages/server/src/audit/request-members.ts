import type {
  AuxData,
  JsonObject,
  PlanResource,
  Principal,
  Resource,
  ValidationError,
} from "@orthrus/protocol";
import { unlessEmpty, unlessNone } from "./leave-out.ts";

/** Shape: a `cerbos.engine.v1.Principal`. */
export function principalMember({ id, policyVersion, roles, attributes, scope }: Principal): object {
  return {
    id,
    policyVersion: unlessEmpty(policyVersion),
    roles,
    attr: attributesMember(attributes),
    scope: unlessEmpty(scope),
  };
}

/** Shape: a `cerbos.engine.v1.Resource`, or that of a `PlanResourcesInput`, which has no id. */
export function resourceMember(resource: Resource | PlanResource): object {
  const { kind, policyVersion, attributes, scope } = resource;
  return {
    kind,
    policyVersion: unlessEmpty(policyVersion),
    id: "id" in resource ? resource.id : undefined,
    attr: attributesMember(attributes),
    scope: unlessEmpty(scope),
  };
}

/** SECURITY: what tokens say, never the tokens. */
export function auxDataMember(auxData: AuxData | undefined): object | undefined {
  if (auxData === undefined) return undefined;
  const { jwt, jwts } = auxData;
  return {
    jwt,
    jwts: jwts && Object.fromEntries([...jwts].map(([name, claims]) => [name, { claims }])),
  };
}

/** Shape: `cerbos.schema.v1.ValidationError`s. */
export function validationErrorsMember(errors: readonly ValidationError[]): readonly object[] | undefined {
  return unlessNone(
    errors.map(({ path, message, source }) => ({
      path: unlessEmpty(path),
      message: unlessEmpty(message),
      source: source === "principal" ? "SOURCE_PRINCIPAL" : "SOURCE_RESOURCE",
    })),
  );
}

function attributesMember(attributes: JsonObject | undefined): JsonObject | undefined {
  return attributes && Object.keys(attributes).length > 0 ? attributes : undefined;
}
