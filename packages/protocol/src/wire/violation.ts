/** One broken rule of a request, as `buf.validate.Violation` has it. */
export interface Violation {
  /** From the request down to the field; empty for a rule about the whole request. */
  readonly field: readonly PathElement[];
  /** From the field's rules down to the one that is broken; empty for rules about a message. */
  readonly rule: readonly PathElement[];
  /** Such as `string.min_len`. */
  readonly ruleId: string;
  readonly message: string;
  /** The key of the map pair breaks the rule, not its value. */
  readonly isForKey?: true;
}

export interface PathElement {
  readonly number: number;
  readonly name: string;
  readonly type: "TYPE_MESSAGE" | "TYPE_STRING" | "TYPE_BOOL" | "TYPE_UINT32" | "TYPE_UINT64" | "TYPE_ENUM";
  /** Which item of a list. */
  readonly index?: number;
  /** Which pair of a map. */
  readonly key?: string;
}
