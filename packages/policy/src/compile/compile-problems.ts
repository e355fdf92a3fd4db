import type { InspectedExpression } from "../condition/compile-expression.ts";
import { nearestName } from "../model/nearest-name.ts";
import type { DerivedRoles } from "../model/policy.ts";
import { lineColumnText, type Span } from "../model/span.ts";
import { placeInScalar } from "../source/scalar-place.ts";
import type { SourceText } from "../source/source-text.ts";
import { type CompileError, compileError, type ErrorPlace } from "./compile-error.ts";
import type { NearbyPlace } from "./lint-report.ts";
import { nearbyPlace } from "./load-failure.ts";

/** One function per problem, so that each text has one place. */

export function invalidExpression(
  text: string,
  { messages, offset = 0, hint }: Pick<InspectedExpression, "messages" | "offset" | "hint">,
  { source, span }: { readonly source: SourceText; readonly span: Span },
  definitions?: DefinitionNames,
): CompileError {
  const description = `Invalid expression \`${text}\`: [${messages.join(", ")}]`;
  const place = placeInScalar(source, span.caret, text, offset);
  const next = commentHint(source, span, text) ?? definitionHint(messages, definitions) ?? hint;
  const error = compileError(
    "policy/invalid-expression",
    "invalid expression",
    description,
    { source, span },
    next,
  );
  return { ...error, near: nearbyPlace(source, place) };
}

/** Names that policies define. */
export interface DefinitionNames {
  readonly variables: ReadonlyMap<string, unknown>;
  readonly constants: ReadonlyMap<string, unknown>;
}

/** What follows ` #` is no part of a text without quotes. */
function commentHint({ text: yaml }: SourceText, { caret }: Span, text: string): string | undefined {
  const end = yaml.indexOf("\n", caret);
  const line = yaml.slice(caret, end === -1 ? yaml.length : end);
  if (!line.startsWith(text) || !/^\s+#/.test(line.slice(text.length))) return undefined;
  return "` #` starts a comment in YAML: put the expression in quotes, or write it as a block: `|-`";
}

function definitionHint(
  messages: readonly string[],
  definitions: DefinitionNames | undefined,
): string | undefined {
  const [, name = ""] = /undeclared reference to '(\w+)'/.exec(messages[0] ?? "") ?? [];
  if (definitions?.variables.has(name)) return `did you mean \`V.${name}\`?`;
  return definitions?.constants.has(name) ? `did you mean \`C.${name}\`?` : undefined;
}

export function unsupportedScript(place: ErrorPlace): CompileError {
  return compileError(
    "policy/unsupported-script",
    "scripts in conditions are no longer supported",
    "Unsupported feature",
    place,
    "write the condition as `match`",
  );
}

export function emptyOutput(place: ErrorPlace): CompileError {
  return compileError(
    "policy/empty-output",
    "empty output",
    "output must have at least one expression",
    place,
    "add `when.ruleActivated` or `when.conditionNotMet`, or remove `output`",
  );
}

/** Where a derived role may be found. */
interface DerivedRoleSources {
  /** Names in the imported sets. */
  readonly known: Iterable<string>;
  /** A set that has it, and is not imported. */
  readonly elsewhere: DerivedRoles | undefined;
}

export function unknownDerivedRole(
  name: string,
  place: ErrorPlace,
  { known, elsewhere }: DerivedRoleSources,
): CompileError {
  const hint =
    elsewhere === undefined
      ? didYouMean(name, known)
      : `add \`${elsewhere.name}\` to \`importDerivedRoles\`: \`${elsewhere.source.file}\` defines it there`;
  return compileError(
    "policy/unknown-derived-role",
    "unknown derived role",
    `Derived role "${name}" is not defined in any imports`,
    place,
    hint ?? "import the set that defines it with `importDerivedRoles`",
  );
}

/** Where a derived role with the same name comes from. */
export interface DerivedRoleOrigin {
  readonly file: string;
  readonly importName: string;
  readonly importSpan: Span;
}

export function ambiguousDerivedRole(
  name: string,
  origins: readonly DerivedRoleOrigin[],
  source: SourceText,
): CompileError {
  const places = origins.map(
    ({ file, importName, importSpan }) =>
      `${file} (imported as "${importName}" at ${lineColumnText(source, importSpan.start)})`,
  );
  const description = `Derived role "${name}" is defined in more than one import: ${places.join(", ")}`;
  const place = { source, span: undefined };
  const hint = "rename one of them, or import only one of the sets";
  return compileError("policy/ambiguous-derived-role", "ambiguous derived role", description, place, hint);
}

interface UnusableSchema {
  readonly ref: string;
  readonly reason: string;
  readonly hint: string | undefined;
}

export function invalidSchema(
  side: "principal" | "resource",
  { ref, reason, hint }: UnusableSchema,
  place: ErrorPlace,
): CompileError {
  const description = `Failed to load ${side} schema "${ref}": ${reason}`;
  return compileError("policy/invalid-schema", "invalid schema", description, place, hint);
}

export type DefinitionKind = "variable" | "constant";

export function invalidDefinitionName(kind: DefinitionKind, name: string, place: ErrorPlace): CompileError {
  const isReserved = RESERVED_NAMES.has(name);
  const description = isReserved
    ? `"${name}" is a reserved keyword and can't be used as an identifier`
    : `"${name}" is not a valid identifier`;
  const hint = isReserved ? "use another name" : identifierHint(name);
  return compileError("policy/invalid-definition-name", `invalid ${kind} name`, description, place, hint);
}

function identifierHint(name: string): string {
  const like = name.replace(/[^_a-zA-Z0-9]+/g, "_").replace(/^(?=[0-9])/, "_");
  return `use letters, digits and \`_\`, such as \`${like === "" ? "name" : like}\``;
}

export const RESERVED_NAMES: ReadonlySet<string> = new Set(["false", "in", "null", "true"]);

export function definitionRedefined(
  kind: DefinitionKind,
  name: string,
  places: readonly string[],
  source: SourceText,
): CompileError {
  const description = `${capitalized(kind)} '${name}' has multiple definitions in ${enumeration(places)}`;
  const code = "policy/duplicate-definition-name";
  const hint = "rename or remove all but one";
  return compileError(code, `${kind} redefined`, description, { source, span: undefined }, hint);
}

export function selfReference(name: string, place: ErrorPlace): CompileError {
  const description = `Variable '${name}' references itself`;
  return compileError(
    "policy/variable-cycle",
    "cyclical variable definitions",
    description,
    place,
    BREAK_CYCLE,
  );
}

const BREAK_CYCLE = "write out what one of them stands for";

export function variableCycle(members: readonly string[], place: ErrorPlace): CompileError {
  const description = `Variables ${enumeration(members)} form a cycle`;
  return compileError(
    "policy/variable-cycle",
    "cyclical variable definitions",
    description,
    place,
    BREAK_CYCLE,
  );
}

export interface UndefinedReference {
  readonly kind: DefinitionKind;
  readonly name: string;
  /** The expression that refers to it, where it is the author's of this place. */
  readonly text?: string;
  /** The variable whose expression refers to it, when the message is about that variable. */
  readonly referencedIn?: string;
}

export function undefinedDefinition(
  { kind, name, text, referencedIn }: UndefinedReference,
  place: ErrorPlace,
  { variables, constants }: DefinitionNames,
): CompileError {
  const [known, others, letter] =
    kind === "variable" ? [variables, constants, "C"] : [constants, variables, "V"];
  const suffix = referencedIn === undefined ? "" : ` referenced in variable '${referencedIn}'`;
  const description = `Undefined ${kind} '${name}'${suffix}`;
  const isOther = others.has(name) ? `did you mean \`${letter}.${name}\`?` : undefined;
  const hint = isOther ?? didYouMean(name, known.keys()) ?? `define it under \`${kind}s.local\` or import it`;
  const error = compileError(`policy/undefined-${kind}`, `undefined ${kind}`, description, place, hint);
  return { ...error, near: selectionPlace(kind, name, text, place) };
}

/** Where an expression has `V.name` or `C.name`. */
function selectionPlace(
  kind: DefinitionKind,
  name: string,
  text: string | undefined,
  { source, span }: ErrorPlace,
): NearbyPlace | undefined {
  if (text === undefined || span === undefined) return undefined;
  const owner = kind === "variable" ? "(?:V|variables)" : "(?:C|constants)";
  const at = new RegExp(`\\b${owner}\\s*\\.\\s*${name}\\b`).exec(text);
  return at === null ? undefined : nearbyPlace(source, placeInScalar(source, span.caret, text, at.index));
}

function didYouMean(name: string, known: Iterable<string>): string | undefined {
  const guess = nearestName(name, known);
  return guess === undefined ? undefined : `did you mean \`${guess}\`?`;
}

/** Shape: `A and B`; `A, B, and C`. */
function enumeration(items: readonly string[]): string {
  const last = items.at(-1) ?? "";
  if (items.length <= 2) return items.join(" and ");
  return `${items.slice(0, -1).join(", ")}, and ${last}`;
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
