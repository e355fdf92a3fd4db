import {
  boolType,
  bytesType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  mapType,
  nullType,
  opaqueType,
  optionalType,
  stringType,
  type Type,
  timestampType,
  typeParameter,
  typeType,
  uintType,
} from "./type.ts";

/** The form and types of one overload. A member has its target as first parameter. */
export interface Signature {
  readonly member: boolean;
  readonly parameters: readonly Type[];
  readonly result: Type;
}

/**
 * Reads the text of a signature.
 *
 * Shape: `list(A).(int) A` → `{ member: true, parameters: [list(A), int], result: A }`; `(A, A) bool` is global.
 * Capital letters are type variables, dotted names are opaque types.
 * Throws: `TypeError` when the text is not a signature, which is a mistake in a library.
 */
export function readSignature(text: string): Signature {
  const reader = new SignatureReader(text);
  const signature = reader.signature();
  reader.expectEnd();
  return signature;
}

/** Reads the text of one type, such as `map(string, dyn)`. Throws: `TypeError`. */
export function readType(text: string): Type {
  const reader = new SignatureReader(text);
  const type = reader.type();
  reader.expectEnd();
  return type;
}

class SignatureReader {
  readonly #text: string;
  readonly #tokens: readonly string[];
  #next = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = text.match(/[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*|[^\s]/g) ?? [];
  }

  signature(): Signature {
    if (this.#tokens[this.#next] === "(") {
      const parameters = this.#list();
      return { member: false, parameters, result: this.type() };
    }
    const target = this.type();
    this.#expect(".");
    const parameters = [target, ...this.#list()];
    return { member: true, parameters, result: this.type() };
  }

  type(): Type {
    const name = this.#take();
    const scalar = scalarTypes.get(name);
    if (scalar !== undefined) return scalar;
    if (/^[A-Z][0-9]?$/.test(name)) return typeParameter(name);
    if (name.includes(".")) return opaqueType(name);
    if (this.#tokens[this.#next] !== "(") return this.#fail(`unknown type \`${name}\``);
    const args = this.#list();
    const [first, second] = args;
    if (name === "map" && first && second && args.length === 2) return mapType(first, second);
    if (first === undefined || args.length !== 1) return this.#fail(`\`${name}\` takes one type`);
    if (name === "list") return listType(first);
    if (name === "type") return typeType(first);
    if (name === "optional" || name === "optional_type") return optionalType(first);
    return this.#fail(`unknown type \`${name}\``);
  }

  expectEnd(): void {
    if (this.#next < this.#tokens.length) this.#fail("text after the end");
  }

  #list(): readonly Type[] {
    this.#expect("(");
    const types: Type[] = [];
    while (this.#tokens[this.#next] !== ")") {
      if (types.length > 0) this.#expect(",");
      types.push(this.type());
    }
    this.#expect(")");
    return types;
  }

  #expect(token: string): void {
    if (this.#take() !== token) this.#fail(`expected \`${token}\``);
  }

  #take(): string {
    return this.#tokens[this.#next++] ?? this.#fail("unexpected end");
  }

  #fail(problem: string): never {
    throw new TypeError(`signature \`${this.#text}\`: ${problem}`);
  }
}

const scalarTypes: ReadonlyMap<string, Type> = new Map([
  ["dyn", dynType],
  ["any", { kind: "any" }],
  ["null", nullType],
  ["null_type", nullType],
  ["bool", boolType],
  ["int", intType],
  ["uint", uintType],
  ["double", doubleType],
  ["string", stringType],
  ["bytes", bytesType],
  ["timestamp", timestampType],
  ["google.protobuf.Timestamp", timestampType],
  ["duration", durationType],
  ["google.protobuf.Duration", durationType],
]);
