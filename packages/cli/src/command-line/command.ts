/** What a command accepts; parsing, checking and help are all read from it. */
export interface CommandSpec {
  readonly name: string;
  /** A shorter name that does the same. */
  readonly alias?: string;
  readonly summary: string;
  readonly examples: readonly Example[];
  readonly arguments: readonly ArgumentSpec[];
  readonly flags: readonly FlagSpec[];
}

export interface Example {
  readonly explanation: string;
  readonly command: string;
}

export interface ArgumentSpec {
  readonly name: string;
  readonly help: string;
  /** Takes every word from here on, flags included; at least one. */
  readonly isRest?: boolean;
  readonly isOptional?: boolean;
}

/** How help and messages name an argument. Shape: `<dir>`, `<command> ...`, `[<script>]`. */
export function argumentText({ name, isRest, isOptional }: ArgumentSpec): string {
  if (isOptional) return `[<${name}>]`;
  return isRest ? `<${name}> ...` : `<${name}>`;
}

export interface FlagSpec {
  readonly name: string;
  readonly short?: string;
  readonly kind: FlagKind;
  readonly help: string;
  /** Such as `STRING`, after the equals sign in the help. */
  readonly placeholder?: string;
  /** Shown as default in the help. */
  readonly fallback?: string;
  /** Environment variables that give the value when the flag does not, first one first. */
  readonly environment?: readonly string[];
  readonly isHidden?: boolean;
  /** The values it takes, for a flag that refuses all others. */
  readonly oneOf?: readonly string[];
  /** What somebody may have meant with a value that it does not take, in words. */
  readonly meant?: ReadonlyMap<string, string>;
  /** Other flags that cannot be given beside it. */
  readonly excludes?: readonly string[];
  /** Says why a value is refused, in the words after the colon. */
  readonly refuse?: (value: string) => string | undefined;
}

/** `optional-text` may stand without a value; `list` may repeat. */
export type FlagKind = "boolean" | "text" | "optional-text" | "list";

/** What was asked for. */
export interface ParsedCommand {
  readonly positional: readonly string[];
  readonly flags: ParsedFlags;
}

export class ParsedFlags {
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(values: ReadonlyMap<string, readonly string[]>) {
    this.#values = values;
  }

  isOn(name: string): boolean {
    return this.text(name) === "true";
  }

  /** The last value wins. */
  text(name: string): string | undefined {
    return this.#values.get(name)?.at(-1);
  }

  list(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }
}
