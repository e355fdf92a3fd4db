import { allLibraries } from "@orthrus/cel";

/** The names that came after the release that the reference binary is of, also without what is before their dot. */
const newerNames: ReadonlySet<string> = new Set([
  ...allLibraries
    .flatMap(({ rows }) => rows)
    .flatMap(({ name, since }) => (since === undefined ? [] : [name, ...name.split(".")])),
  ...["optMap", "optFlatMap", "optional_type"],
]);

/**
 * Tells whether a known difference explains that only one side refuses an expression.
 *
 * Shape: what the two sides say; `undefined` where one accepts.
 */
export function isKnownVerdict(text: string, theirs: string | undefined, ours: string | undefined): boolean {
  if (ours === undefined) {
    return isNewer(theirs ?? "") || /\[\]|\{\}|\.(sort|sortBy|flatten)\(/.test(text); // newer-functions, inferred-types
  }
  // literal-validation, message-construction
  return /^invalid (timestamp|duration|matches) argument/.test(ours) || /is not a type$/.test(ours);
}

function isNewer(messages: string): boolean {
  const names = Array.from(messages.matchAll(/undeclared reference to '([^']+)'/g), ([, name = ""]) => name);
  return /unsupported syntax '(\.\?|\[\?|\?)'/.test(messages) || names.some((name) => newerNames.has(name));
}
