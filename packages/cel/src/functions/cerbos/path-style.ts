import { CelError } from "../../values/cel-error.ts";

/**
 * A path as the functions work on it: with `/` only and without `.`, `..` and empty parts, plus how to write it again.
 *
 * Shape: `C:\a\..\b` → text `/C:/b`, style `drive`; `\\host\share\x` → `//host/share/x` cleaned to `/host/share/x`.
 */
export interface StyledPath {
  readonly text: string;
  readonly style: PathStyle;
  /** The top of a drive or of a share, above which there is nothing. */
  readonly isRoot: boolean;
}

/** How a path was written: a share, a drive, with backslashes, or plain. */
export type PathStyle = "unc" | "drive" | "backslashed" | "posix";

/** Reports: `unsupported Win32 path`, for a drive without a path from its root, such as `D:foo`. */
export function encodePath(path: string): StyledPath | CelError {
  const slashed = path.replaceAll("\\", "/");
  if (path.startsWith("\\\\")) {
    const names = slashed.split("/").filter((name) => name !== "");
    return { text: cleanPath(slashed), style: "unc", isRoot: names.length <= 2 };
  }
  if (/^[A-Za-z]:/.test(path)) {
    if (!path.includes("\\") && path.length > 2) return new CelError("unsupported Win32 path");
    return { text: cleanPath(`/${slashed}`), style: "drive", isRoot: path.length <= 3 };
  }
  return { text: cleanPath(slashed), style: path.includes("\\") ? "backslashed" : "posix", isRoot: false };
}

/** Writes a path in a style again. */
export function decodePath(text: string, style: PathStyle): string {
  switch (style) {
    case "unc":
      return `\\${text.replaceAll("/", "\\")}`;
    case "drive":
      return text.replaceAll("/", "\\").replace(/^\\/, "");
    case "backslashed":
      return text.replaceAll("/", "\\");
    case "posix":
      return text;
  }
}

/**
 * The shortest path of the same meaning, without looking at any disk.
 *
 * Shape: `"a//b/../c/."` → `"a/c"`, `"/.."` → `"/"`, `""` → `"."`.
 */
export function cleanPath(path: string): string {
  const isRooted = path.startsWith("/");
  const kept: string[] = [];
  for (const name of path.split("/")) {
    if (name === "" || name === ".") continue;
    if (name !== "..") kept.push(name);
    else if (kept.length > 0 && kept.at(-1) !== "..") kept.pop();
    else if (!isRooted) kept.push("..");
  }
  const cleaned = kept.join("/");
  return isRooted ? `/${cleaned}` : cleaned || ".";
}
