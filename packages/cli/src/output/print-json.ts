import type { Json } from "@orthrus/protocol";

/** Prints JSON for people and scripts: two spaces, and characters that mean something in HTML escaped. */
export function printJson(json: Json): string {
  const text = JSON.stringify(json, undefined, 2);
  return `${text.replace(/[<>&\u2028\u2029]/g, escapeCharacter)}\n`;
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
