import { BoxedValue, type Value } from "./value.ts";

/** A value that may be missing, as `optional.of`, `a.?b` and `list.first()` give it. */
export class OptionalValue extends BoxedValue {
  readonly value: Value | undefined;

  constructor(value: Value | undefined) {
    super();
    this.value = value;
  }

  override get typeName(): string {
    return "optional_type";
  }
}

/** The optional without a value. */
export const optionalNone: OptionalValue = new OptionalValue(undefined);
