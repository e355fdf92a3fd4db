/** Something an operator wants to know about a mapping that nevertheless went through. */
export interface MappingNote {
  readonly kind: "wrong-type" | "absent" | "collision" | "withheld" | "not-json";
  /** The claim as written in the mapping. */
  readonly claim: string;
  readonly message: string;
}
