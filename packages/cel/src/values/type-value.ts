import { BoxedValue } from "./value.ts";

/** What `type(x)` gives and what a type name in an expression stands for. */
export class TypeValue extends BoxedValue {
  /** Such as `int` or `google.protobuf.Timestamp`; two types are equal when their names are. */
  readonly name: string;

  constructor(name: string) {
    super();
    this.name = name;
  }

  override get typeName(): string {
    return "type";
  }
}
