/** What a line that starts with a colon asks for. */
export type Directive =
  | { readonly kind: "help" | "quit" | "reset" | "rules" | "vars" }
  | { readonly kind: "let"; readonly name: string; readonly expression: string }
  | { readonly kind: "load"; readonly path: string }
  | { readonly kind: "exec"; readonly rule: number }
  | { readonly kind: "invalid"; readonly problem: string };

const BARE: ReadonlyMap<string, "help" | "quit" | "reset" | "rules" | "vars"> = new Map([
  ["h", "help"],
  ["help", "help"],
  ["q", "quit"],
  ["quit", "quit"],
  ["exit", "quit"],
  ["reset", "reset"],
  ["rules", "rules"],
  ["vars", "vars"],
]);

/** Every directive, for completion. */
export const directiveNames: readonly string[] = [...BARE.keys(), "let", "load", "exec"].map(
  (name) => `:${name}`,
);

/**
 * Reads a directive, without its colon.
 *
 * Shape: `let x = 1` → `{ kind: "let", name: "x", expression: " 1" }`; what cannot be read says where, counted from 1.
 */
export function parseDirective(text: string): Directive {
  const [word = ""] = /^\w*/.exec(text) ?? [];
  const bare = BARE.get(word);
  if (bare !== undefined) return nothingAfter(text, word.length) ?? { kind: bare };
  switch (word) {
    case "let":
      return parseLet(text);
    case "load":
      return parseLoad(text);
    case "exec":
      return parseExec(text);
    default:
      return unexpected(text, 0);
  }
}

function parseLet(text: string): Directive {
  const name = /^let\s+([A-Za-z]\w*(?:\.[A-Za-z]\w*)*)/.exec(text);
  if (name?.[1] === undefined) return unexpected(text, 3, '<ident> "=" <any>');
  const equals = /^\s*=/.exec(text.slice(name[0].length));
  if (equals === null) return unexpected(text, name[0].length, '"=" <any>');
  const at = name[0].length + equals[0].length;
  const expression = text.slice(at);
  return expression.trim() === ""
    ? unexpected(text, at, "<any>")
    : { kind: "let", name: name[1], expression };
}

function parseLoad(text: string): Directive {
  const path = /^load\s+(?:"([^"]+)"|([^\s"]+))/.exec(text);
  if (path === null) return unexpected(text, 4, "(<path> | <ident>)");
  return nothingAfter(text, path[0].length) ?? { kind: "load", path: path[1] ?? path[2] ?? "" };
}

function parseExec(text: string): Directive {
  const hash = /^exec\s*#/.exec(text);
  if (hash === null) return unexpected(text, 4, '"#" <int>');
  const rule = /^\s*(\d+)/.exec(text.slice(hash[0].length));
  if (rule === null) return unexpected(text, hash[0].length, "<int>");
  return nothingAfter(text, hash[0].length + rule[0].length) ?? { kind: "exec", rule: Number(rule[1]) };
}

function nothingAfter(text: string, at: number): Directive | undefined {
  return text.slice(at).trim() === "" ? undefined : unexpected(text, at);
}

function unexpected(text: string, from: number, expected?: string): Directive {
  const rest = text.slice(from);
  const start = from + rest.length - rest.trimStart().length;
  const [token = "<EOF>"] = /^(?:\w+|\S)/.exec(text.slice(start)) ?? [];
  const wish = expected === undefined ? "" : ` (expected ${expected})`;
  const problem = `invalid directive ${JSON.stringify(text)}: 1:${start + 1}: unexpected token ${JSON.stringify(token)}${wish}`;
  return { kind: "invalid", problem };
}
