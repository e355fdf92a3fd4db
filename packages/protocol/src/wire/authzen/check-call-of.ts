import type { JsonObject } from "../../json.ts";
import type { CheckResourcesCall } from "../calls.ts";
import { decodeCheckResources } from "../decode-calls.ts";
import { malformed } from "../errors.ts";

/** One question of AuthZEN, its parts present and valid. */
export interface EvaluationParts {
  readonly subject: Entity;
  readonly resource: Entity;
  readonly action: { readonly name: string };
  readonly context?: JsonObject;
}

export interface Entity {
  readonly type: string;
  readonly id: string;
  readonly properties?: JsonObject;
}

/**
 * Says an AuthZEN question as the `CheckResources` call it means. Reserved properties carry what AuthZEN has no place
 * for: `cerbos.roles`, `cerbos.policyVersion`, `cerbos.scope`, and in the context `cerbos.requestId`, `cerbos.auxData`,
 * `cerbos.includeMeta`.
 *
 * Throws: `protocol/malformed-request` for a reserved property of another type, `protocol/invalid-request`.
 */
export function checkCallOf({ subject, resource, action, context }: EvaluationParts): CheckResourcesCall {
  const subjectProperty = reader(subject.properties, "subject.properties");
  const resourceProperty = reader(resource.properties, "resource.properties");
  const contextMember = reader(context, "context");
  const call = {
    requestId: contextMember("cerbos.requestId", TEXT),
    includeMeta: contextMember("cerbos.includeMeta", BOOLEAN),
    principal: {
      id: subject.id,
      roles: subjectProperty("cerbos.roles", TEXTS) ?? [subject.type],
      policyVersion: subjectProperty("cerbos.policyVersion", TEXT),
      scope: subjectProperty("cerbos.scope", TEXT),
    },
    resources: [
      {
        actions: [action.name],
        resource: {
          kind: resource.type,
          id: resource.id,
          policyVersion: resourceProperty("cerbos.policyVersion", TEXT),
          scope: resourceProperty("cerbos.scope", TEXT),
        },
      },
    ],
    auxData: contextMember("cerbos.auxData", OBJECT),
  };
  // Every rule of the call it means holds for it too. Properties are attributes as they are: JSON would change numbers
  // that it has no form for.
  const { principal, resources, ...rest } = decodeCheckResources(JSON.stringify(call));
  return {
    ...rest,
    principal: withAttributes(principal, subject.properties),
    resources: resources.map((each) => ({
      ...each,
      resource: withAttributes(each.resource, resource.properties),
    })),
  };
}

function withAttributes<Of extends object>(of: Of, properties: JsonObject = {}): Of {
  return Object.keys(properties).length > 0 ? { ...of, attributes: properties } : of;
}

interface Expected {
  readonly name: string;
  readonly accepts: (value: unknown) => boolean;
}

const TEXT: Expected = { name: "a string", accepts: (value) => typeof value === "string" };
const BOOLEAN: Expected = { name: "a boolean", accepts: (value) => typeof value === "boolean" };
const TEXTS: Expected = {
  name: "a list of strings",
  accepts: (value) => Array.isArray(value) && value.every((item) => typeof item === "string"),
};
const OBJECT: Expected = {
  name: "an object",
  accepts: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
};

function reader(
  members: JsonObject | undefined,
  place: string,
): (name: string, expected: Expected) => unknown {
  return (name, expected) => {
    const value = members && Object.hasOwn(members, name) ? members[name] : undefined;
    if (value === undefined || expected.accepts(value)) return value;
    throw malformed(`${place}["${name}"] must be ${expected.name}`);
  };
}
