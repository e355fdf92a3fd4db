import type { FunctionRow } from "@orthrus/cel";

/** A part of the reference and the functions in it. */
export interface Section {
  readonly title: string;
  /** Whether a row of a library belongs to it; the first section that takes a row has it. */
  takes(row: FunctionRow, library: string): boolean;
}

const named =
  (...names: readonly string[]): Section["takes"] =>
  ({ name }) =>
    names.includes(name);

const ofLibrary =
  (...libraries: readonly string[]): Section["takes"] =>
  (_row, library) =>
    libraries.includes(library);

const mentions =
  (type: string): Section["takes"] =>
  ({ signature }) =>
    signature.includes(type);

// biome-ignore format: one row per section
export const sections: readonly Section[] = [
  { title: "Operators",             takes: ({ name }) => /^[_!@-]/.test(name) && !name.startsWith("@sort") },
  { title: "Optionals",             takes: ofLibrary("optionals") },
  { title: "Hierarchies",           takes: mentions("cerbos.lib.hierarchy") },
  { title: "SPIFFE ids",            takes: mentions("cerbos.lib.spiffe") },
  { title: "Paths",                 takes: ({ name }) => /path|^volumeName$/i.test(name) },
  { title: "Network",               takes: (row, library) => library === "network" || row.name === "inIPAddrRange" },
  { title: "Conversions and types", takes: named("int", "uint", "double", "bool", "string", "bytes", "type", "dyn", "id") },
  { title: "Time",                  takes: ({ name }) => /^(get[A-Z]|timestamp$|duration$|now$|timeSince$)/.test(name) },
  { title: "Text",                  takes: (row, library) => library === "strings" || named("contains", "startsWith", "endsWith", "matches")(row, library) },
  { title: "Regular expressions",   takes: ofLibrary("regex") },
  { title: "Encodings",             takes: ofLibrary("encoders") },
  { title: "Numbers",               takes: ofLibrary("math") },
  { title: "Lists",                 takes: (row, library) => library === "lists" || library === "sets" || named("size", "hasIntersection", "has_intersection", "isSubset", "is_subset", "intersect", "except")(row, library) },
];
