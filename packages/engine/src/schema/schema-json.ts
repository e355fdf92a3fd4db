/** A JSON value of a schema document: objects keep the order of the text, numbers keep their spelling. */
export type SchemaJson = null | boolean | string | SchemaNumber | readonly SchemaJson[] | SchemaObject;

export type SchemaObject = ReadonlyMap<string, SchemaJson>;

export interface SchemaNumber {
  readonly kind: "number";
  readonly value: number;
  /** As written, such as `1.50`. */
  readonly text: string;
}

export function isObject(json: SchemaJson | undefined): json is SchemaObject {
  return json instanceof Map;
}

export function isList(json: SchemaJson | undefined): json is readonly SchemaJson[] {
  return Array.isArray(json);
}

export function isNumber(json: SchemaJson | undefined): json is SchemaNumber {
  return typeof json === "object" && json !== null && "kind" in json;
}
