import {
  type DescMessage,
  type FileRegistry,
  fromBinary,
  fromJson,
  type JsonValue,
  toBinary,
  toJson,
} from "@bufbuild/protobuf";
import type { Json } from "../../json.ts";
import { malformedMessage } from "../errors.ts";
import { descriptorRegistry } from "./descriptor-registry.ts";

// For the calls that are not hot: of the administrator, of health checks, of reflection.

// The library is recursive, and much deeper it would run out of stack. A level of a value is two messages.
const MAX_NESTED_MESSAGES = 900;

/**
 * Writes the protobuf form of any message of the public interface from its JSON form.
 *
 * Shape: `"grpc.health.v1.HealthCheckResponse", { status: "SERVING" }` → `08 01`.
 * Throws: `TypeError` when there is no such message, or the JSON is not of it, or is nested deeper than 400 levels.
 */
export function messageFromJson(typeName: string, json: Json): Uint8Array {
  const registry = descriptorRegistry();
  const type = messageCalled(typeName, registry);
  try {
    return toBinary(
      type,
      fromJson(type, json as JsonValue, { registry, recursionLimit: MAX_NESTED_MESSAGES }),
    );
  } catch (cause) {
    throw new TypeError(`the JSON is not of ${typeName}`, { cause });
  }
}

/**
 * Reads the protobuf form of any message of the public interface as its JSON form, which leaves out what has its
 * default value. Values nested deeper than 400 levels, and numbers without a JSON form, count as malformed here.
 *
 * Throws: `protocol/malformed-message`; `TypeError` when there is no such message.
 */
export function messageToJson(typeName: string, bytes: Uint8Array): Json {
  const registry = descriptorRegistry();
  const type = messageCalled(typeName, registry);
  try {
    return toJson(type, fromBinary(type, bytes, { recursionLimit: MAX_NESTED_MESSAGES }), { registry });
  } catch {
    // The text of the library may quote the message.
    throw malformedMessage(`proto: cannot parse ${typeName}`);
  }
}

function messageCalled(typeName: string, registry: FileRegistry): DescMessage {
  const type = registry.getMessage(typeName);
  if (type) return type;
  throw new TypeError(`there is no message ${typeName}`);
}
