const CLOSERS: ReadonlyMap<string, string> = new Map([
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
]);

/**
 * Tells whether an input can be understood as it is; while a bracket or a quote is open, more lines belong to it.
 *
 * A bracket closed by another kind is complete: the expression's own error says more.
 */
export function isComplete(input: string): boolean {
  const open: (string | undefined)[] = [];
  let at = 0;
  while (at < input.length) {
    const character = input.charAt(at);
    if (character === '"' || character === "'") {
      const end = endOfQuoted(input, at);
      if (end === undefined) return false;
      at = end;
      continue;
    }
    if (input.startsWith("//", at)) return true;
    if (CLOSERS.has(character)) open.push(CLOSERS.get(character));
    else if (")]}".includes(character) && open.pop() !== character) return true;
    at++;
  }
  return open.length === 0;
}

function endOfQuoted(input: string, start: number): number | undefined {
  const quote = input.charAt(start);
  const delimiter = input.startsWith(quote.repeat(3), start) ? quote.repeat(3) : quote;
  const isRaw = /(^|[^\w])(r|R|br|bR|Br|BR|rb|rB|Rb|RB)$/.test(input.slice(0, start));
  for (let at = start + delimiter.length; at < input.length; at++) {
    if (input.startsWith(delimiter, at)) return at + delimiter.length;
    if (!isRaw && input.charAt(at) === "\\") at++;
  }
  return undefined;
}
