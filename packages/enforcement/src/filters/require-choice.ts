import { FilterError } from "./errors.ts";

/** Everything that a choice may be, so that none can be forgotten. */
export type Choices<Choice extends string> = Readonly<Record<Choice, true>>;

/**
 * Makes sure that a choice is one, because callers without types exist and a misspelled `null: "mising"` would let
 * through other rows.
 *
 * Throws: `enforcement/invalid-mapping`.
 */
export function requireChoice(choice: unknown, choices: Choices<string>, what: string): void {
  if (typeof choice === "string" && Object.hasOwn(choices, choice)) return;
  const known = Object.keys(choices).map((each) => `\`${each}\``);
  throw new FilterError("enforcement/invalid-mapping", `${what} is missing or unknown`, {
    hint: `it is one of ${known.join(", ")}`,
  });
}
