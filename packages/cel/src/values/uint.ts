import { BoxedValue } from "./value.ts";

/** An unsigned 64-bit integer. */
export class Uint extends BoxedValue {
  readonly value: bigint;

  constructor(value: bigint) {
    super();
    this.value = value;
  }

  override get typeName(): string {
    return "uint";
  }
}
