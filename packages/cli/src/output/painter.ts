import type { OutputStream } from "../context.ts";

/** Puts colours around parts of a report. */
export interface Painter {
  heading(text: string): string;
  file(text: string): string;
  place(text: string): string;
  problem(text: string): string;
  policy(text: string): string;
  suite(text: string): string;
  test(text: string): string;
  action(text: string): string;
  label(text: string): string;
  passed(text: string): string;
  muted(text: string): string;
  branch(text: string): string;
}

export const COLOUR_LEVELS: readonly string[] = ["auto", "never", "always", "256", "16m"];

export interface ColourWish {
  /** One of the levels, `auto` when nothing was asked for. */
  readonly level: string;
  readonly isOff: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** For files, and whatever else nobody looks at in colour. */
export const PLAIN: Painter = {
  heading: same,
  file: same,
  place: same,
  problem: same,
  policy: same,
  suite: same,
  test: same,
  action: same,
  label: same,
  passed: same,
  muted: same,
  branch: same,
};

const COLOURED: Painter = {
  heading: (text) => `\u001b[97;1m${text}\u001b[0;22m`,
  file: (text) => colour(34, text),
  place: (text) => colour(32, text),
  problem: (text) => colour(31, text),
  policy: (text) => colour(36, text),
  suite: (text) => `\u001b[34;1m${text}\u001b[0;22m`,
  test: (text) => colour(34, text),
  action: (text) => colour(33, text),
  label: (text) => colour(34, text),
  passed: (text) => colour(32, text),
  muted: (text) => colour(97, text),
  branch: (text) => colour(90, text),
};

/** Colours when they were asked for, or when somebody reads along on a terminal. */
export function choosePainter(wish: ColourWish, stdout: OutputStream): Painter {
  return wantsColour(wish, stdout) ? COLOURED : PLAIN;
}

/** The same decision for reports that paint themselves. */
export function wantsColour({ level, isOff, environment }: ColourWish, stdout: OutputStream): boolean {
  if (isOff || level === "never") return false;
  return level !== "auto" || (stdout.isTTY === true && !environment.NO_COLOR && environment.TERM !== "dumb");
}

function same(text: string): string {
  return text;
}

function colour(code: number, text: string): string {
  return `\u001b[${code}m${text}\u001b[0m`;
}
