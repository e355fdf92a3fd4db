import type { JsonObject } from "@orthrus/protocol";
import {
  descriptorFiles,
  type EncodedFiles,
  messageFromJson,
  messageToJson,
} from "@orthrus/protocol/protobuf";
import { WireError } from "@orthrus/protocol/wire";
import type { Conversation, StreamMethod } from "../grpc-method.ts";

const SERVICES = ["grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"];
// The two versions differ in nothing but their names.
const REQUEST = "grpc.reflection.v1.ServerReflectionRequest";
const RESPONSE = "grpc.reflection.v1.ServerReflectionResponse";
const NOT_FOUND = { errorResponse: { errorCode: 5, errorMessage: "proto: not found" } };

interface ReflectionRequest {
  readonly fileByFilename?: string;
  readonly fileContainingSymbol?: string;
  readonly fileContainingExtension?: { readonly containingType?: string; readonly extensionNumber?: number };
  readonly allExtensionNumbersOfType?: string;
  readonly listServices?: string;
}

/** Lets tools ask what these services, and reflection itself, look like. */
export function reflectionMethods(services: readonly string[]): readonly StreamMethod[] {
  const listed = [...services, ...SERVICES].sort();
  const converse = (conversation: Conversation): Promise<void> => reflect(conversation, listed);
  return SERVICES.map((service) => ({
    kind: "bidi_stream",
    rpc: `${service}/ServerReflectionInfo`,
    converse,
  }));
}

async function reflect({ messages, send }: Conversation, services: readonly string[]): Promise<void> {
  for await (const message of messages) {
    const originalRequest = messageToJson(REQUEST, message) as JsonObject;
    await send(messageFromJson(RESPONSE, { originalRequest, ...answer(originalRequest, services) }));
  }
}

function answer(request: ReflectionRequest, services: readonly string[]): JsonObject {
  if (request.fileByFilename !== undefined) return files(descriptorFiles.byName(request.fileByFilename));
  if (request.fileContainingSymbol !== undefined) {
    return files(descriptorFiles.bySymbol(request.fileContainingSymbol));
  }
  if (request.fileContainingExtension) {
    const { containingType = "", extensionNumber = 0 } = request.fileContainingExtension;
    return files(descriptorFiles.byExtension(containingType, extensionNumber));
  }
  if (request.allExtensionNumbersOfType !== undefined) return extensions(request.allExtensionNumbersOfType);
  if (request.listServices === undefined) {
    throw new WireError("protocol/malformed-request", "invalid MessageRequest: <nil>");
  }
  return { listServicesResponse: { service: services.map((name) => ({ name })) } };
}

function files(found: EncodedFiles | undefined): JsonObject {
  if (!found) return NOT_FOUND;
  const fileDescriptorProto = found.map((file) => Buffer.from(file).toString("base64"));
  return { fileDescriptorResponse: { fileDescriptorProto } };
}

function extensions(baseTypeName: string): JsonObject {
  const numbers = descriptorFiles.extensionNumbers(baseTypeName);
  if (!numbers) return NOT_FOUND;
  return { allExtensionNumbersResponse: { baseTypeName, extensionNumber: [...numbers] } };
}
