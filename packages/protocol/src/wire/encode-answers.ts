import type { ActionDecision, CheckResult, Output, ValidationError } from "../check.ts";
import type { Resource } from "../resource.ts";
import type {
  CheckResourceBatchAnswer,
  CheckResourceSetAnswer,
  CheckResourcesAnswer,
  ResourceResult,
  ServerInfo,
} from "./answers.ts";
import { encodeMap, encodeValue } from "./encode-value.ts";

// PERF: answers are written straight into a string, without message objects in between: 0.9 µs against 1.5 µs for one
// resource.
// Proto3 JSON leaves out everything that has its default value.

export function encodeCheckResources(answer: CheckResourcesAnswer): string {
  const { includeMeta } = answer;
  return encodeObject(
    text("requestId", answer.requestId),
    list("results", answer.results, (each) => encodeResourceResult(each, includeMeta)),
    text("cerbosCallId", answer.callId),
  );
}

export function encodeCheckResourceSet(answer: CheckResourceSetAnswer): string {
  const byId = new Map(answer.results.map(({ resource, result }) => [resource.id, result]));
  const instances = (encode: (result: CheckResult) => string): string =>
    member("resourceInstances", encodeEntries(byId, encode));
  return encodeObject(
    text("requestId", answer.requestId),
    instances((result) => encodeObject(effects(result), validationErrors(result))),
    answer.includeMeta ? member("meta", encodeObject(instances(encodeMeta))) : "",
  );
}

export function encodeCheckResourceBatch(answer: CheckResourceBatchAnswer): string {
  return encodeObject(
    text("requestId", answer.requestId),
    list("results", answer.results, ({ resource, result }) =>
      encodeObject(text("resourceId", resource.id), effects(result), validationErrors(result)),
    ),
  );
}

export function encodeServerInfo(info: ServerInfo): string {
  return encodeObject(
    text("version", info.version),
    text("commit", info.commit),
    text("buildDate", info.buildDate),
  );
}

function encodeResourceResult({ resource, result }: ResourceResult, includeMeta: boolean): string {
  return encodeObject(
    member("resource", encodeResource(resource)),
    effects(result),
    validationErrors(result),
    includeMeta ? member("meta", encodeMeta(result)) : "",
    list("outputs", result.outputs, encodeOutput),
  );
}

function encodeResource({ id, kind, policyVersion, scope }: Resource): string {
  return encodeObject(
    text("id", id),
    text("kind", kind),
    text("policyVersion", policyVersion),
    text("scope", scope),
  );
}

function effects({ actions }: CheckResult): string {
  return member("actions", encodeEntries(actions, encodeEffect));
}

function encodeEffect({ effect }: ActionDecision): string {
  return effect === "allow" ? '"EFFECT_ALLOW"' : '"EFFECT_DENY"';
}

function encodeMeta({ actions, effectiveDerivedRoles }: CheckResult): string {
  return encodeObject(
    member("actions", encodeEntries(actions, encodeActionMeta)),
    list("effectiveDerivedRoles", effectiveDerivedRoles ?? [], (role) => JSON.stringify(role)),
  );
}

function encodeActionMeta({ matchedPolicy, matchedScope }: ActionDecision): string {
  return encodeObject(text("matchedPolicy", matchedPolicy), text("matchedScope", matchedScope));
}

function validationErrors(result: CheckResult): string {
  return list("validationErrors", result.validationErrors, encodeValidationError);
}

function encodeValidationError({ path, message, source }: ValidationError): string {
  const name = source === "principal" ? "SOURCE_PRINCIPAL" : "SOURCE_RESOURCE";
  return encodeObject(text("path", path), text("message", message), text("source", name));
}

function encodeOutput({ source, action, value, error }: Output): string {
  return encodeObject(
    text("src", source),
    value === undefined ? "" : member("val", encodeValue(value)),
    text("action", action),
    text("error", error),
  );
}

/** Members that are left out are empty texts. */
function encodeObject(...members: readonly string[]): string {
  let body = "";
  for (const each of members) {
    if (each !== "") body += body === "" ? each : `,${each}`;
  }
  return `{${body}}`;
}

function encodeEntries<Value>(map: ReadonlyMap<string, Value>, encode: (value: Value) => string): string {
  if (map.size === 0) return "";
  return encodeMap([...map.keys()], (key) => {
    const value = map.get(key);
    return value === undefined ? "{}" : encode(value);
  });
}

function list<Item>(name: string, items: readonly Item[], encode: (item: Item) => string): string {
  return items.length === 0 ? "" : `"${name}":[${items.map(encode).join(",")}]`;
}

function text(name: string, value: string | undefined): string {
  return value === undefined || value === "" ? "" : `"${name}":${JSON.stringify(value)}`;
}

function member(name: string, json: string): string {
  return json === "" ? "" : `"${name}":${json}`;
}
