import { CelError } from "../../values/cel-error.ts";

/** One step of a glob over a path: a character, any of a set, any one character, or any number of them. */
type Step =
  | { readonly kind: "one"; readonly accepts: (character: string) => boolean }
  | { readonly kind: "any-number" };

/**
 * Whether a shell glob describes a whole text: `*` and `?` stop at `/`, `[a-z]` and `[^a]` take one character, `\c` is c.
 *
 * Reports: `syntax error in pattern`, whatever the text.
 */
export function matchGlob(glob: string, text: string): boolean | CelError {
  const steps = readGlob(glob);
  return steps instanceof CelError ? steps : matchSteps(steps, Array.from(text));
}

// Only the last star is tried again: every earlier one was tried for its shortest match, and no other can do better.
// COMPAT(cerbos): except before a set that takes `/`, where Go gives up in the same way.
function matchSteps(steps: readonly Step[], text: readonly string[]): boolean {
  let step = 0;
  let at = 0;
  let retry: { readonly step: number; at: number } | undefined;
  while (at < text.length || step < steps.length) {
    const current = steps[step];
    const character = text[at];
    if (current?.kind === "any-number") {
      retry = { step, at };
      step++;
    } else if (current !== undefined && character !== undefined && current.accepts(character)) {
      step++;
      at++;
    } else {
      const taken = retry && text[retry.at];
      if (retry === undefined || taken === undefined || taken === "/") return false;
      retry.at++;
      at = retry.at;
      step = retry.step + 1;
    }
  }
  return true;
}

const badGlob = new CelError("syntax error in pattern");

function readGlob(glob: string): readonly Step[] | CelError {
  const characters = Array.from(glob);
  const steps: Step[] = [];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? "";
    if (character === "*") {
      if (steps.at(-1)?.kind !== "any-number") steps.push({ kind: "any-number" });
    } else if (character === "?") steps.push({ kind: "one", accepts: (other) => other !== "/" });
    else if (character === "[") {
      const set = readSet(characters, at + 1);
      if (set instanceof CelError) return set;
      steps.push({ kind: "one", accepts: set.accepts });
      at = set.end;
    } else {
      const literal = character === "\\" ? characters[++at] : character;
      if (literal === undefined) return badGlob;
      steps.push({ kind: "one", accepts: (other) => other === literal });
    }
  }
  return steps;
}

interface CharacterSet {
  readonly accepts: (character: string) => boolean;
  /** Where its `]` is. */
  readonly end: number;
}

function readSet(characters: readonly string[], start: number): CharacterSet | CelError {
  const isNegated = characters[start] === "^";
  const ranges: (readonly [low: number, high: number])[] = [];
  let at = isNegated ? start + 1 : start;
  while (characters[at] !== "]" || ranges.length === 0) {
    const low = readSetCharacter(characters, at);
    if (low === undefined) return badGlob;
    const high = characters[low.end] === "-" ? readSetCharacter(characters, low.end + 1) : low;
    if (high === undefined) return badGlob;
    ranges.push([low.codePoint, high.codePoint]);
    at = high.end;
  }
  const isInside = (codePoint: number): boolean =>
    ranges.some(([low, high]) => low <= codePoint && codePoint <= high);
  return { accepts: (character) => isInside(codePointOf(character)) !== isNegated, end: at };
}

function readSetCharacter(
  characters: readonly string[],
  at: number,
): { readonly codePoint: number; readonly end: number } | undefined {
  const character = characters[at];
  if (character === undefined || character === "-" || character === "]") return undefined;
  if (character !== "\\") return { codePoint: codePointOf(character), end: at + 1 };
  const escaped = characters[at + 1];
  return escaped === undefined ? undefined : { codePoint: codePointOf(escaped), end: at + 2 };
}

function codePointOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}
