import type { Json } from "@orthrus/protocol";

/** A schema ready to look at values. */
export interface SchemaNode {
  /** The document, or the part with its own `$id`, that the schema stands in. */
  readonly resource: SchemaResource;
  /** Where the schema stands: `cerbos:///album.json#/properties/owner`. */
  readonly location: string;
  /** Looked at first: a value of the wrong type is reported for that alone. */
  readonly type: Assertion | undefined;
  /** In the order in which their errors are reported. */
  readonly assertions: readonly Assertion[];
  /** The schemas that look at the same value, by keyword path; only these can form an endless loop. */
  readonly inPlace: readonly InPlaceSchema[];
}

export interface InPlaceSchema {
  readonly keywords: string;
  readonly node: SchemaNode;
}

/** A schema document, or a part of it with its own `$id`. */
export interface SchemaResource {
  /** Without a fragment. */
  readonly url: string;
  /** What dynamic references may find here, by anchor; `""` is the target of `$recursiveRef` (2019-09). */
  readonly dynamicNodes: ReadonlyMap<string, SchemaNode>;
}

/** A schema with everything it refers to. */
export interface CompiledSchema {
  readonly root: SchemaNode;
  /** How many schemas there are. */
  readonly size: number;
  /** Whether some schema asks what others have looked at. */
  readonly tracksEvaluated: boolean;
}

/** One keyword. Returns whether the value satisfies it; reports to the run if not. */
export type Assertion = (value: Json, run: Run) => boolean;

/** One value that does not satisfy one keyword. */
export interface SchemaViolation {
  readonly keyword: string;
  readonly message: string;
  /** From the root of the value. */
  readonly instance: readonly string[];
  /** From the schema the validation started at, through references: `["allOf", "0", "$ref"]`. */
  readonly keywords: readonly string[];
}

/** What one validation carries along. */
export interface Run {
  readonly instance: string[];
  readonly keywords: string[];
  /** Absent while only the answer counts, as below `not`. */
  violations: SchemaViolation[] | undefined;
  /** Resources entered, outermost first; what dynamic references search. */
  readonly resources: SchemaResource[];
  /** What the schemas at the current value have looked at; absent when nothing asks for it. */
  evaluated: Evaluated | undefined;
  depth: number;
  /** How many schemas may still be applied. */
  budget: number;
}

/** The parts of one value that some keyword has looked at. */
export interface Evaluated {
  readonly properties: Set<string>;
  readonly items: Set<number>;
}
