import {
  CelMap,
  constantOperation,
  isCelError,
  type Operation,
  substituteLocal,
  type Value,
  valueToJson,
} from "@orthrus/cel";

type Iterate = Extract<Operation, { readonly kind: "iterate" }>;

/** For each element of a range, how to write it in the place of the macro's variables; none for what is no list and no map. */
export function* elementsOf(iterate: Iterate, range: Value): Generator<(part: Operation) => Operation> {
  const { item, second, range: source } = iterate;
  for (const [key, value] of entriesOf(range, second !== undefined)) {
    yield (part) => {
      const withKey = substituteLocal(part, item.slot, constantOperation(key, source));
      return second ? substituteLocal(withKey, second.slot, constantOperation(value, source)) : withKey;
    };
  }
}

/** With one variable a macro sees the elements of a list and the keys of a map. */
function entriesOf(range: Value, isPaired: boolean): readonly (readonly [Value, Value])[] {
  if (isList(range)) return range.map((element, index) => [isPaired ? BigInt(index) : element, element]);
  if (range instanceof CelMap) return [...range.entries()];
  const json = valueToJson(range);
  return isCelError(json) || typeof json !== "object" || json === null ? [] : Object.entries(json);
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
