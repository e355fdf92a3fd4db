/** Cases of the CEL specification that expressions of policies deliberately do not meet. */
export interface SpecificationGap {
  readonly reason: string;
  /** `file/section/test` of the specification's simple tests. */
  readonly cases: readonly string[];
}

/** Files of the specification about things no policy can use. */
export const specificationSkippedFiles: ReadonlyMap<string, string> = new Map([
  ["block_ext", "the reference does not enable cel.block"],
  ["dynamic", "constructs messages"],
  ["enums", "uses enumerations of messages"],
  ["proto2", "constructs messages"],
  ["proto2_ext", "the reference does not enable extension fields"],
  ["proto3", "constructs messages"],
  ["unknowns", "holds no cases"],
  ["wrappers", "constructs messages"],
]);

/** Expressions of other files about things no policy can use. */
export const specificationSkippedExpressions: readonly {
  readonly pattern: RegExp;
  readonly reason: string;
}[] = [
  { pattern: /TestAllTypes|google\.protobuf\.\w+ ?\{|\bmsg\b/, reason: "constructs or reads messages" },
  { pattern: /\btuple\(/, reason: "asks for a type with three parameters" },
  { pattern: /^a\.\w+\(\)/, reason: "calls a function that nobody has; its tree is compared with cel-go's" },
];

export const specificationGaps: readonly SpecificationGap[] = [
  {
    reason: "names are checked even where the specification skips the check",
    cases: ["basic/variables/unbound_is_runtime_error", "basic/functions/unbound_is_runtime_error"],
  },
  {
    reason: "operands of && and || are checked even where the specification skips the check",
    cases: [
      "logic/AND/short_circuit_type_left",
      "logic/AND/short_circuit_type_right",
      "logic/OR/short_circuit_type_left",
      "logic/OR/short_circuit_type_right",
    ],
  },
  {
    reason: "back-quoted names are off, as in the reference",
    cases: [
      "fields/quoted_map_fields/field_access_slash",
      "fields/quoted_map_fields/field_access_dash",
      "fields/quoted_map_fields/field_access_dot",
      "fields/quoted_map_fields/has_field_slash",
      "fields/quoted_map_fields/has_field_dash",
      "fields/quoted_map_fields/has_field_dot",
    ],
  },
  {
    reason: "the reference accepts repeated keys and keys of any type; the last entry wins",
    cases: [
      "fields/qualified_identifier_resolution/map_key_float",
      "fields/qualified_identifier_resolution/map_value_repeat_key",
      "fields/qualified_identifier_resolution/map_value_repeat_key_heterogeneous",
    ],
  },
  {
    reason: "policies have no container",
    cases: [
      "namespace/namespace/self_eval_container_lookup",
      "namespace/namespace/self_eval_container_lookup_unchecked",
    ],
  },
  {
    reason: "the reference answers that there is no match after the end, instead of failing",
    cases: [
      "string_ext/value_errors/indexof_out_of_range",
      "string_ext/value_errors/lastindexof_out_of_range",
    ],
  },
  {
    reason: "the reference counts the whole duration, not the part below a second",
    cases: ["timestamps/duration_converters/get_milliseconds"],
  },
  {
    reason: "the reference types a list that ends with null as a list of nulls",
    cases: ["type_deductions/legacy_nullable_types/null_assignable_to_abstract_parameter_candidate"],
  },
];

/** A way in which the parser deliberately differs from what cel-go recorded. */
export interface ParserGap {
  readonly reason: string;
  /** How many of the recorded cases differ in it. */
  readonly cases: number;
  /** The recorded tree or messages. */
  readonly expected: RegExp;
  /** Ours. */
  readonly actual: RegExp;
}

export const parserGaps: readonly ParserGap[] = [
  {
    reason: "optional syntax is on",
    cases: 77,
    expected: /unsupported syntax '(\.\?|\[\?|\?)'/,
    actual: /^\D/,
  },
  {
    reason: "the arguments of macros with two variables are judged, because the macros are on",
    cases: 16,
    expected: /^[[{]/,
    actual:
      /argument must be a simple name|duplicate variable name|iteration variable overwrites accumulator/,
  },
  {
    reason: "trees do not tell `exists_one` from `existsOne`",
    cases: 2,
    expected: /\.exists_one\(/,
    actual: /\.existsOne\(/,
  },
  {
    reason: "problems of nesting have a place",
    cases: 9,
    expected: /^-1:0: (expression recursion limit exceeded: 32|max recursion depth exceeded)$/,
    actual: /^\d+:\d+: (expression recursion limit exceeded: 32|max recursion depth exceeded)$/,
  },
  {
    reason: "recovery from errors does not give up as soon as in the settings of cel-go's own tests",
    cases: 4,
    expected:
      /error recovery (attempt|token lookahead) limit exceeded: 4|^-1:0: expression recursion limit exceeded: 32\n/,
    actual: /Syntax error/,
  },
];

/** A way in which the checker deliberately differs from what cel-go recorded. */
export interface CheckerGap {
  readonly reason: string;
  readonly cases: number;
  /** The expression. */
  readonly text: RegExp;
  /** The recorded typed tree or type. */
  readonly expected: RegExp;
  /** Ours, or our messages. */
  readonly actual: RegExp;
}

export const checkerGaps: readonly CheckerGap[] = [
  {
    reason: "literals are read when an expression is compiled",
    cases: 8,
    text: /timestamp|duration/,
    expected: /~|timestamp|duration/,
    actual: /^\d+:\d+: invalid (timestamp|duration) argument/,
  },
  {
    reason: "policies have no container",
    cases: 3,
    text: /^(y|encode\(.*)$/,
    expected: /\./,
    actual: /./,
  },
];
