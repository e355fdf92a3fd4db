import type { TokenKind } from "./tokenize.ts";

/** Tokens that an expression can begin with. */
export const startsOperand: ReadonlySet<TokenKind> = new Set<TokenKind>([
  ...(["[", "{", "(", ".", "-", "!", "true", "false", "null"] as const),
  ...(["double", "int", "uint", "string", "bytes", "identifier"] as const),
]);

/** What may come after the opening bracket of each, with its end and with what it may leave out. */
export const startsArgument: ReadonlySet<TokenKind> = new Set([...startsOperand, ")"] as const);
export const startsKey: ReadonlySet<TokenKind> = new Set([...startsOperand, "?"] as const);
export const startsElement: ReadonlySet<TokenKind> = new Set([...startsOperand, "]", ",", "?"] as const);
export const startsEntry: ReadonlySet<TokenKind> = new Set([...startsOperand, "}", ",", "?"] as const);
export const startsField: ReadonlySet<TokenKind> = new Set(["}", ",", "?", "identifier", "escaped"] as const);
export const fieldNames: ReadonlySet<TokenKind> = new Set(["identifier", "escaped"] as const);

/** Tokens as messages name them, in the order in which messages list them. */
const tokenNames: ReadonlyMap<TokenKind, string> = new Map<TokenKind, string>([
  ...(["[", "]", "{", "}", "(", ")", ".", ",", "-", "!", "?", ":", "true", "false", "null"] as const).map(
    (kind) => [kind, `'${kind}'`] as const,
  ),
  ["double", "NUM_FLOAT"],
  ["int", "NUM_INT"],
  ["uint", "NUM_UINT"],
  ["string", "STRING"],
  ["bytes", "BYTES"],
  ["identifier", "IDENTIFIER"],
  ["escaped", "ESC_IDENTIFIER"],
]);

/** Names tokens that are expected. Shape: one token `')'`, several `{']', ','}`. */
export function nameTokens(kinds: readonly TokenKind[]): string {
  const names = [...tokenNames].flatMap(([kind, name]) => (kinds.includes(kind) ? [name] : []));
  return names.length === 1 ? names.join() : `{${names.join(", ")}}`;
}
