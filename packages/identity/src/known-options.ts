import { IdentityError } from "./errors.ts";

/** Every option, so that none can be forgotten. */
export type OptionNames<Options> = { readonly [Name in keyof Options]-?: true };

/**
 * Refuses what is no option: one that is misspelled, such as `denylist` or `authorisedParties`, would switch a check
 * off without a word.
 *
 * Throws: `identity/invalid-configuration`.
 */
export function refuseUnknownOptions<Options extends object>(
  options: Options,
  names: OptionNames<Options>,
): void {
  if (typeof options !== "object" || options === null) throw refused("no options are given");
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(names, name));
  if (unknown === undefined) return;
  const known = Object.keys(names).map((name) => `\`${name}\``);
  throw refused(`there is no option \`${unknown}\`; there are ${known.join(", ")}`);
}

function refused(problem: string): IdentityError {
  return new IdentityError("identity/invalid-configuration", problem);
}
