import type { FunctionRow } from "@orthrus/cel";
import type { FunctionDocumentation } from "../../packages/cel/src/functions/function-documentation.ts";
import { sections } from "./sections.ts";

export interface SourceRow {
  readonly row: FunctionRow;
  readonly library: string;
}

/** A function with all its overloads, as the page shows it. */
export interface Entry {
  readonly section: string;
  /** As it is written: `a + b`, `charAt`. */
  readonly name: string;
  /** Shape: `string.indexOf(string, int) → int`. */
  readonly signatures: readonly string[];
  readonly about: string;
  readonly example: readonly [expression: string, value: string];
  readonly since?: string;
}

/**
 * Collects the overloads of each function, in the order of the words about them. An overload without words of its own
 * belongs to the function of its name in its section, or else to the first of its name.
 *
 * Throws: `TypeError` when no section takes a row, or nobody says what it does.
 */
export function entriesOf(
  rows: readonly SourceRow[],
  documentation: readonly FunctionDocumentation[],
): readonly Entry[] {
  const visible = rows
    .filter(({ row }) => row.name !== "@sortByAssociatedKeys")
    .map(({ row, library }) => ({ row, section: sectionOf(row, library) }));
  const described = documentation.flatMap((words) => {
    const own = visible.find(({ row }) => row.name === words.name && row.signature === words.signature);
    return own === undefined ? [] : [{ ...words, since: own.row.since, section: own.section }];
  });
  const ownerOf = visible.map(({ row, section }) => {
    const named = described.filter(({ name }) => name === row.name);
    const owner = named.find((words) => words.section === section) ?? named[0];
    if (owner === undefined) throw new TypeError(`nobody says what \`${row.name}\` does`);
    return owner;
  });
  return described.map((words) => {
    const { name, section, about, example, since } = words;
    const own = visible.filter((_, i) => ownerOf[i] === words);
    const signatures = own.map(({ row }) => signatureLine(row, since));
    return {
      section,
      name: writtenName(name),
      signatures,
      about,
      example,
      ...(since !== undefined && { since }),
    };
  });
}

function sectionOf(row: FunctionRow, library: string): string {
  const section = sections.find(({ takes }) => takes(row, library));
  if (section === undefined) throw new TypeError(`no section takes \`${row.name}\``);
  return section.title;
}

function signatureLine({ name, signature, since }: FunctionRow, entrySince: string | undefined): string {
  const { target, args, result } = partsOf(signature);
  const version = since === undefined || since === entrySince ? "" : `  // since ${since}`;
  const member = target === "" ? name : `${target}.${name}`;
  const call = isOperator(name) ? operatorCall(name, topLevelParts(args)) : `${member}(${args})`;
  return `${call} → ${result}${version}`;
}

/** Shape: `list(A).(int) A` → target `list(A)`, args `int`, result `A`. */
function partsOf(signature: string): {
  readonly target: string;
  readonly args: string;
  readonly result: string;
} {
  const open = signature.startsWith("(") ? 0 : signature.indexOf(".(") + 1;
  let close = open;
  for (let depth = 0; close < signature.length; close++) {
    if (signature[close] === "(") depth++;
    if (signature[close] === ")" && --depth === 0) break;
  }
  const target = signature.slice(0, Math.max(open - 1, 0));
  return { target, args: signature.slice(open + 1, close), result: signature.slice(close + 1).trim() };
}

function topLevelParts(args: string): readonly string[] {
  return args.split(/, (?![^(]*\))/);
}

function isOperator(name: string): boolean {
  return /^[_!@-]/.test(name);
}

function writtenName(name: string): string {
  return isOperator(name) ? operatorCall(name, ["a", "b", "c"]) : name;
}

function operatorCall(name: string, operands: readonly string[]): string {
  if (name === "@in") return `${operands[0]} in ${operands[1]}`;
  let next = 0;
  const spaced = name.replace(/^_([^_[]+)_/, "_ $1 _").replace("_:_", "_ : _");
  return spaced.replaceAll("_", () => operands[next++] ?? "");
}
