import { CelError } from "../../values/cel-error.ts";
import type { FunctionBody, FunctionRow } from "../library.ts";
import { matchGlob } from "./glob.ts";
import { cleanPath, decodePath, encodePath, type StyledPath } from "./path-style.ts";

const since = "0.52";

/** The global and the member form. */
function bothForms(name: string, argument: string, call: FunctionBody): readonly FunctionRow[] {
  return [
    { name, signature: `(string, ${argument}) bool`, call, since },
    { name, signature: `string.(${argument}) bool`, call, since },
  ];
}

// biome-ignore format: one row per overload
/** Paths of files, POSIX or Windows, by their text alone. */
export const pathRows: readonly FunctionRow[] = [
  { name: "basePath",   signature: "(string) string",         call: basePath,   since },
  { name: "dirPath",    signature: "(string) string",         call: dirPath,    since },
  { name: "extPath",    signature: "(string) string",         call: extPath,    since },
  { name: "joinPath",   signature: "(list(string)) string",   call: joinPath,   since },
  { name: "relPath",    signature: "(string, string) string", call: relPath,    since },
  { name: "volumeName", signature: "(string) string",         call: volumeName, since },
  ...bothForms("pathHasPrefix", "string", hasPrefix),
  ...bothForms("pathMatch", "string", pathMatch),
  ...bothForms("pathMatchAnyOf", "list(string)", matchAnyOf),
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
