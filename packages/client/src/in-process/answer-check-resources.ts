import {
  create,
  type DescMessage,
  type MessageShape,
  type MessageValidType,
  toJson,
} from "@bufbuild/protobuf";
import { Effect } from "@cerbos/api/cerbos/effect/v1/effect_pb";
import { CheckResourcesResponseSchema } from "@cerbos/api/cerbos/response/v1/response_pb";
import { ValidationError_Source } from "@cerbos/api/cerbos/schema/v1/schema_pb";
import { NotOK, Status } from "@cerbos/core";
import type { Pdp } from "@orthrus/engine";
import type { ActionDecision, CheckResult, Output, Resource } from "@orthrus/protocol";
import { type CheckResourcesCall, decodeCheckResources, WireError } from "@orthrus/protocol/wire";
import { protobufValue } from "./protobuf-value.ts";
import { type DecodeJwtPayload, readTokens } from "./read-tokens.ts";
import { type CheckResourcesJson, readUsualCall } from "./read-usual-call.ts";

/** Answers a `CheckResources` message with a `CheckResourcesResponse` message. */
export async function answerCheckResources(question: CheckQuestion): Promise<CheckResourcesResponse> {
  const call = readCall(question);
  const { principal, resources } = call;
  const auxData = call.auxData && (await readTokens(call.auxData, question.decodeToken));
  const decisions = question.pdp.checkResources(
    auxData ? { principal, resources, auxData } : { principal, resources },
  );
  return create(CheckResourcesResponseSchema, {
    requestId: call.requestId,
    cerbosCallId: question.callId,
    results: resources.map(({ resource }, index) => {
      const decision = decisions[index];
      if (!decision) throw new NotOK(Status.INTERNAL, `no decision for resource ${index}`);
      return resultMessage(resource, decision, call.includeMeta);
    }),
  });
}

export interface CheckQuestion {
  readonly pdp: Pdp;
  readonly decodeToken: DecodeJwtPayload | undefined;
  readonly callId: string;
  readonly requestType: DescMessage;
  readonly request: MessageValidType<DescMessage>;
}

type CheckResourcesResponse = MessageShape<typeof CheckResourcesResponseSchema>;

function readCall({ requestType, request }: CheckQuestion): CheckResourcesCall {
  const json = toJson(requestType, request);
  return readUsualCall(json as CheckResourcesJson) ?? decodeCall(JSON.stringify(json));
}

/** An unusual request takes the way through its text, so that it is refused exactly as a server would. */
export function decodeCall(text: string): CheckResourcesCall {
  try {
    return decodeCheckResources(text);
  } catch (cause) {
    if (!(cause instanceof WireError)) throw cause;
    throw new NotOK(Status.INVALID_ARGUMENT, cause.message, { cause });
  }
}

function resultMessage(resource: Resource, result: CheckResult, includeMeta: boolean): object {
  const { kind, id, policyVersion = "", scope = "" } = resource;
  return {
    resource: { kind, id, policyVersion, scope },
    actions: mapActions(result, ({ effect }) => (effect === "allow" ? Effect.ALLOW : Effect.DENY)),
    outputs: result.outputs.map(outputMessage),
    validationErrors: result.validationErrors.map(({ path, message, source }) => ({
      path,
      message,
      source: source === "principal" ? ValidationError_Source.PRINCIPAL : ValidationError_Source.RESOURCE,
    })),
    ...(includeMeta && { meta: metaMessage(result) }),
  };
}

function metaMessage(result: CheckResult): object {
  return {
    actions: mapActions(result, ({ matchedPolicy, matchedScope }) => ({ matchedPolicy, matchedScope })),
    effectiveDerivedRoles: [...(result.effectiveDerivedRoles ?? [])],
  };
}

// `error` is newer than some versions of the messages, which then leave it out.
function outputMessage({ source, action, value, error }: Output): object {
  return {
    src: source,
    action,
    ...(value !== undefined && { val: protobufValue(value) }),
    ...(error !== undefined && { error }),
  };
}

function mapActions<T>(
  { actions }: CheckResult,
  convert: (decision: ActionDecision) => T,
): Record<string, T> {
  return Object.fromEntries([...actions].map(([action, decision]) => [action, convert(decision)]));
}
