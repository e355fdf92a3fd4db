import { CelError } from "../../values/cel-error.ts";
import type { FunctionBody, FunctionRow } from "../library.ts";
import { matchGlob } from "./glob.ts";
import { cleanPath, decodePath, encodePath, type StyledPath } from "./path-style.ts";

const since = "0.52";

/** The global and the member form. */
function bothForms(
  name: string,
  argument: string,
  call: FunctionBody,
  about: string,
  example: readonly [expression: string, value: string],
): readonly FunctionRow[] {
  return [
    { name, signature: `(string, ${argument}) bool`, call, since, about, example },
    { name, signature: `string.(${argument}) bool`, call, since },
  ];
}

// biome-ignore format: one row per overload
/** Paths of files, POSIX or Windows, by their text alone. */
export const pathRows: readonly FunctionRow[] = [
  { name: "basePath",   signature: "(string) string",         call: basePath,   since, about: "the last element", example: ["basePath('/a/b.txt')", "'b.txt'"] },
  { name: "dirPath",    signature: "(string) string",         call: dirPath,    since, about: "all but the last element", example: ["dirPath('/a/b.txt')", "'/a'"] },
  { name: "extPath",    signature: "(string) string",         call: extPath,    since, about: "the extension with its dot", example: ["extPath('/a/b.txt')", "'.txt'"] },
  { name: "joinPath",   signature: "(list(string)) string",   call: joinPath,   since, about: "the elements as one clean path, written like the first", example: ["joinPath(['/a', '../b'])", "'/b'"] },
  { name: "relPath",    signature: "(string, string) string", call: relPath,    since, about: "the way from a directory to a target", example: ["relPath('/a/b', '/a/c')", "'../c'"] },
  { name: "volumeName", signature: "(string) string",         call: volumeName, since, about: "the drive or share of a Windows path, else empty", example: ["volumeName('C:\\\\a')", "'C:'"] },
  ...bothForms("pathHasPrefix", "string", hasPrefix,          "whether a path is a directory or below it", ["pathHasPrefix('/a/b', '/a')", "true"]),
  ...bothForms("pathMatch", "string", pathMatch,              "whether a shell glob describes the whole path", ["'/a/b.txt'.pathMatch('/a/*.txt')", "true"]),
  ...bothForms("pathMatchAnyOf", "list(string)", matchAnyOf,  "whether one of several globs describes the whole path", ["'/a/b'.pathMatchAnyOf(['/c/*', '/a/?'])", "true"]),
];

function basePath(path: string): string | CelError {
  const encoded = encodePath(path);
  if (encoded instanceof CelError) return encoded;
  const { text, style } = encoded;
  if (path === "") return ".";
  return text === "/" ? decodePath("/", style) : text.slice(text.lastIndexOf("/") + 1);
}

function dirPath(path: string): string | CelError {
  const encoded = encodePath(path);
  if (encoded instanceof CelError) return encoded;
  return encoded.isRoot ? rootOf(path, encoded) : decodePath(parentOf(encoded), encoded.style);
}

function rootOf(path: string, { style }: StyledPath): string {
  return style === "drive" ? `${path.slice(0, 2)}\\` : path;
}

function parentOf({ text }: StyledPath): string {
  const slash = text.lastIndexOf("/");
  if (slash < 0) return ".";
  return slash === 0 ? "/" : text.slice(0, slash);
}

function extPath(path: string): string | CelError {
  const base = path === "" ? "" : basePath(path);
  if (base instanceof CelError) return base;
  const dot = base.lastIndexOf(".");
  return dot < 0 ? "" : base.slice(dot);
}

function joinPath(elements: readonly string[]): string | CelError {
  const [first, ...rest] = elements;
  if (first === undefined) return "";
  if (rest.length === 0) return first;
  const head = encodePath(first);
  if (head instanceof CelError) return head;
  const texts = [first === "" ? "" : head.text, ...rest.map((element) => element.replaceAll("\\", "/"))];
  const joined = texts.filter((text) => text !== "").join("/");
  return joined === "" ? "" : decodePath(cleanPath(joined), head.style);
}

function relPath(base: string, target: string): string | CelError {
  const from = encodePath(base);
  if (from instanceof CelError) return from;
  const to = encodePath(target);
  if (to instanceof CelError) return to;
  const relative = relativeWay(from.text, to.text);
  if (relative === undefined) return new CelError(`can't make ${target} relative to ${base}`);
  return to.style === "posix" ? relative : relative.replaceAll("/", "\\");
}

/** `undefined` when the way cannot be told from the texts. */
function relativeWay(from: string, to: string): string | undefined {
  if (from.startsWith("/") !== to.startsWith("/")) return undefined;
  const start = namesOf(from);
  const end = namesOf(to);
  const parting = start.findIndex((name, i) => name !== end[i]);
  const common = parting < 0 ? start.length : parting;
  if (start.slice(common).includes("..")) return undefined;
  return [...start.slice(common).map(() => ".."), ...end.slice(common)].join("/") || ".";
}

function namesOf(path: string): readonly string[] {
  return path.split("/").filter((name) => name !== "" && name !== ".");
}

function hasPrefix(path: string, prefix: string): boolean | CelError {
  const from = encodePath(prefix);
  if (from instanceof CelError) return from;
  const to = encodePath(path);
  if (to instanceof CelError) return to;
  if (from.text === to.text) return true;
  const way = relativeWay(from.text, to.text);
  return way !== undefined && !way.startsWith(".") && !way.startsWith("/");
}

function pathMatch(path: string, glob: string): boolean | CelError {
  const encoded = encodePath(path);
  if (encoded instanceof CelError) return encoded;
  return matchGlob(encoded.style === "posix" ? glob : slashedGlob(glob), encoded.text);
}

/** A glob for Windows paths: its backslashes part names, and a drive or share stands below `/` as in encoded paths. */
function slashedGlob(glob: string): string {
  const slashed = glob.replaceAll("\\", "/").replace(/^\/\/+/, "/");
  return /^[A-Za-z]:/.test(slashed) ? `/${slashed}` : slashed;
}

function matchAnyOf(path: string, globs: readonly string[]): boolean | CelError {
  for (const glob of globs) {
    const matched = pathMatch(path, glob);
    if (matched !== false) return matched;
  }
  return false;
}

function volumeName(path: string): string | CelError {
  const encoded = encodePath(path);
  if (encoded instanceof CelError) return encoded;
  if (encoded.style === "drive") return path.slice(0, 2);
  if (encoded.style !== "unc") return "";
  const [host = "", share = ""] = path.split(/[\\/]+/).filter((name) => name !== "");
  return `\\\\${host}\\${share}`;
}
