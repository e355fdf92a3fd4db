import { argumentText, type CommandSpec, type FlagSpec, type ParsedCommand, ParsedFlags } from "./command.ts";
import { suggestion } from "./suggest.ts";
import { UsageError } from "./usage-error.ts";

/** What a command line asks for. */
export type Request =
  | { readonly kind: "help"; readonly command: CommandSpec | undefined }
  | { readonly kind: "version" }
  | { readonly kind: "run"; readonly command: CommandSpec; readonly parsed: ParsedCommand };

// biome-ignore format: one row per flag
export const COMMON_FLAGS: readonly FlagSpec[] = [
  { name: "help",    kind: "boolean", short: "h", help: "Show context-sensitive help." },
  { name: "version", kind: "boolean",             help: "Show the version" },
];

const TRUE_WORDS = ["true", "1", "yes"];
const FALSE_WORDS = ["false", "0", "no"];

/**
 * Reads a command line, and environment variables for flags that were not given.
 *
 * Throws: `UsageError`.
 */
export function parseCommandLine(
  words: readonly string[],
  commands: readonly CommandSpec[],
  environment: Readonly<Record<string, string | undefined>>,
): Request {
  return new CommandLine(words, commands).read(environment);
}

class CommandLine {
  readonly #words: readonly string[];
  readonly #commands: readonly CommandSpec[];
  readonly #values = new Map<string, string[]>();
  readonly #positional: string[] = [];
  #command: CommandSpec | undefined;
  #at = 0;

  constructor(words: readonly string[], commands: readonly CommandSpec[]) {
    this.#words = words;
    this.#commands = commands;
  }

  read(environment: Readonly<Record<string, string | undefined>>): Request {
    while (this.#at < this.#words.length) {
      const word = this.#words[this.#at++] ?? "";
      if (word === "--") this.#takeRest();
      else if (word.startsWith("-") && word !== "-") this.#flag(word);
      else this.#plainWord(word);
      // The first of the two that appears wins over everything after it, mistakes included.
      if (this.#isOn("help")) return { kind: "help", command: this.#command };
      if (this.#isOn("version")) return { kind: "version" };
    }
    return this.#finish(environment);
  }

  #finish(environment: Readonly<Record<string, string | undefined>>): Request {
    const command = this.#command;
    if (!command) {
      const names = this.#commands.map(({ name }) => JSON.stringify(name)).join(", ");
      throw this.#usage(`expected one of ${names}`);
    }
    const missing = command.arguments[this.#positional.length];
    if (missing && !missing.isOptional)
      throw this.#usage(`expected ${JSON.stringify(argumentText(missing))}`);
    for (const flag of command.flags) this.#fill(flag, environment);
    for (const flag of command.flags) this.#check(flag);
    const parsed = { positional: this.#positional, flags: new ParsedFlags(this.#values) };
    return { kind: "run", command, parsed };
  }

  #takeRest(): void {
    while (this.#at < this.#words.length) this.#plainWord(this.#words[this.#at++] ?? "");
  }

  #plainWord(word: string): void {
    if (!this.#command) {
      this.#command = this.#commands.find(({ name, alias }) => name === word || alias === word);
      if (this.#command) return;
      const names = this.#commands.flatMap(({ name, alias }) => (alias ? [name, alias] : [name]));
      throw this.#usage(`unexpected argument ${word}${suggestion(word, names)}`);
    }
    const argument = this.#command.arguments[this.#positional.length];
    if (!argument) throw this.#usage(`unexpected argument ${word}`);
    this.#positional.push(word);
    if (argument.isRest) {
      this.#positional.push(...this.#words.slice(this.#at));
      this.#at = this.#words.length;
    }
  }

  #flag(word: string): void {
    const isLong = word.startsWith("--");
    const equals = isLong ? word.indexOf("=") : -1;
    const name = isLong ? word.slice(2, equals < 0 ? undefined : equals) : word.slice(1, 2);
    const flag = this.#flags().find((each) => (isLong ? each.name === name : each.short === name));
    if (!flag) throw this.#unknownFlag(isLong ? `--${name}` : `-${name}`);
    const attached = isLong ? (equals < 0 ? undefined : word.slice(equals + 1)) : word.slice(2) || undefined;
    if (flag.kind === "boolean" && !isLong && attached !== undefined) {
      // Short flags may share one dash.
      this.#add(flag, "true");
      this.#flag(`-${attached}`);
      return;
    }
    this.#add(flag, attached ?? this.#valueAfter(flag));
  }

  #valueAfter(flag: FlagSpec): string {
    if (flag.kind === "boolean") return "true";
    if (flag.kind === "optional-text") return flag.fallback ?? "";
    const next = this.#words[this.#at];
    if (next === undefined && flag.kind === "list") {
      throw this.#usage(`--${flag.name}: missing value, expecting "<arg>,..."`);
    }
    if (next === undefined) throw this.#usage(`--${flag.name}: expected string value but got "EOL" (<EOL>)`);
    if (/^--?[A-Za-z]/.test(next)) {
      const kind = next.startsWith("--") ? "long flag" : "short flag";
      const quoted = JSON.stringify(next);
      throw this.#usage(
        `--${flag.name}: expected string value but got ${quoted} (${kind}); perhaps try --${flag.name}=${quoted}?`,
      );
    }
    this.#at++;
    return next;
  }

  #add(flag: FlagSpec, value: string): void {
    const stored = flag.kind === "boolean" ? this.#booleanWord(flag, value) : value;
    this.#values.set(flag.name, [...(this.#values.get(flag.name) ?? []), stored]);
  }

  #booleanWord(flag: FlagSpec, value: string): string {
    const word = value.toLowerCase();
    if (TRUE_WORDS.includes(word)) return "true";
    if (FALSE_WORDS.includes(word)) return "false";
    const wanted = "bool value must be true, 1, yes, false, 0 or no";
    throw this.#usage(`--${flag.name}: ${wanted} but got ${JSON.stringify(value)}`);
  }

  #fill(flag: FlagSpec, environment: Readonly<Record<string, string | undefined>>): void {
    if (this.#values.has(flag.name)) return;
    const value = flag.environment?.map((name) => environment[name]).find((found) => found) ?? flag.fallback;
    if (value !== undefined && flag.kind !== "optional-text") this.#add(flag, value);
  }

  #check(flag: FlagSpec): void {
    const rival = flag.excludes?.find((name) => this.#values.has(name));
    if (rival !== undefined && this.#values.has(flag.name)) {
      throw this.#usage(`--${flag.name} and --${rival} can't be used together`);
    }
    for (const value of this.#values.get(flag.name) ?? []) {
      if (flag.oneOf && !flag.oneOf.includes(value.toLowerCase())) {
        const allowed = flag.oneOf.map((each) => JSON.stringify(each)).join(",");
        const meant = flag.meant?.get(value.toLowerCase());
        const hint = meant === undefined ? "" : `, did you mean ${meant}?`;
        throw this.#usage(`--${flag.name} must be one of ${allowed} but got ${JSON.stringify(value)}${hint}`);
      }
      const refusal = flag.refuse?.(value);
      if (refusal !== undefined) throw this.#usage(`--${flag.name}: ${refusal}`);
    }
  }

  #flags(): readonly FlagSpec[] {
    return [...COMMON_FLAGS, ...(this.#command?.flags ?? [])];
  }

  #isOn(name: string): boolean {
    return this.#values.get(name)?.at(-1) === "true";
  }

  #unknownFlag(written: string): UsageError {
    const known = this.#flags().flatMap(({ name, short }) => [...(short ? [`-${short}`] : []), `--${name}`]);
    return this.#usage(`unknown flag ${written}${suggestion(written, known)}`);
  }

  #usage(message: string): UsageError {
    return new UsageError(message, this.#command);
  }
}
