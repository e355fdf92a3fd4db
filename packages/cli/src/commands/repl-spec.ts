import type { CommandSpec } from "../command-line/command.ts";

/** `orthrus repl`. */
export const replSpec: CommandSpec = {
  name: "repl",
  summary: "Try out conditions",
  examples: [
    { explanation: "Type expressions, read what they give", command: "orthrus repl" },
    { explanation: "Run a script and print nothing but results", command: "orthrus repl - < conditions.txt" },
  ],
  arguments: [{ name: "script", help: "- prints results only: no banner, no prompts", isOptional: true }],
  // biome-ignore format: one row per flag
  flags: [
    { name: "history", kind: "text", help: "Path to history file", placeholder: "STRING" },
  ],
};
