/** A protobuf message as the wire sees it. */
export interface MessageType {
  /** Such as `cerbos.request.v1.CheckResourcesRequest`. */
  readonly name: string;
  /** In declaration order. */
  readonly fields: readonly Field[];
  /** Fields by both spellings, `policyVersion` and `policy_version`. */
  readonly fieldsByName: ReadonlyMap<string, Field>;
  readonly fieldsByNumber: ReadonlyMap<number, Field>;
  readonly rules: readonly MessageRule[];
  /** Fields that are not known are skipped instead of refused. */
  readonly isOpen?: true;
}

export interface Field {
  readonly number: number;
  /** As declared: `policy_version`. */
  readonly name: string;
  /** As in JSON: `policyVersion`. */
  readonly jsonName: string;
  /** `json` is `google.protobuf.Value`. */
  readonly type: "string" | "bool" | "json" | MessageType;
  /** Keys of maps are strings. */
  readonly shape: "single" | "list" | "map";
  readonly rules: FieldRules;
}

export interface FieldRules {
  readonly isRequired?: true;
  /** Counted in characters; of each item in a list. */
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  /** Items of a list, pairs of a map. */
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly isUnique?: true;
  readonly keyMinLength?: number;
}

/** A rule about several fields of one message. */
export interface MessageRule {
  readonly id: string;
  readonly message: string;
  readonly holds: (message: JsonMessage) => boolean;
}

/** A message read from JSON: fields by their JSON name, unset ones left out. */
export interface JsonMessage {
  readonly [jsonName: string]: unknown;
}

export function messageType(
  name: string,
  fields: readonly Field[],
  rules: readonly MessageRule[] = [],
): MessageType {
  const spellings = fields.flatMap((each) => [[each.jsonName, each] as const, [each.name, each] as const]);
  const numbers = fields.map((each) => [each.number, each] as const);
  return { name, fields, fieldsByName: new Map(spellings), fieldsByNumber: new Map(numbers), rules };
}

export function openMessageType(
  name: string,
  fields: readonly Field[],
  rules: readonly MessageRule[] = [],
): MessageType {
  return { ...messageType(name, fields, rules), isOpen: true };
}

export function field(
  number: number,
  name: string,
  type: Field["type"],
  shape: Field["shape"] = "single",
  rules: FieldRules = {},
): Field {
  return { number, name, jsonName: jsonNameOf(name), type, shape, rules };
}

function jsonNameOf(name: string): string {
  return name.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
