import { COLOUR_FLAGS } from "../command-line/colour-flags.ts";
import type { CommandSpec } from "../command-line/command.ts";

/** `orthrus explain`. */
export const explainSpec: CommandSpec = {
  name: "explain",
  summary: "Say why an action is allowed or denied, and what would allow it",
  examples: [
    {
      explanation: "Explain a decision about fixtures of the policy tests",
      command: "orthrus explain ./policies --principal=ada --resource=draft --action=edit",
    },
    {
      explanation: "Explain any request",
      command:
        'orthrus explain ./policies --principal=\'{"id":"ada","roles":["user"]}\' --resource=@document.json --action=edit',
    },
  ],
  arguments: [{ name: "dir", help: "Policy directory" }],
  // biome-ignore format: one row per flag
  flags: [
    { name: "principal",            kind: "text",    help: "Who asks: JSON as in a request, @FILE with it, or the name of a fixture of the policy tests", placeholder: "PRINCIPAL" },
    { name: "resource",             kind: "text",    help: "On what: JSON, @FILE, or the name of a fixture", placeholder: "RESOURCE" },
    { name: "action",               kind: "list",    help: "To do what. Can be repeated", placeholder: "ACTION" },
    { name: "aux-data",             kind: "text",    help: "Claims as conditions see them, such as {\"jwt\":{\"iss\":\"acme\"}}: JSON, @FILE, or the name of a fixture", placeholder: "AUX-DATA" },
    { name: "globals",              kind: "text",    help: "G of conditions: JSON or @FILE", placeholder: "GLOBALS" },
    { name: "now",                  kind: "text",    help: "What now() is, such as 2026-01-31T12:00:00Z; the present unless given", placeholder: "TIMESTAMP", refuse: refuseInstant },
    { name: "schema-enforcement",   kind: "text",    help: "What attributes that break their schema lead to (none,warn,reject)", fallback: "none", oneOf: ["none", "warn", "reject"] },
    { name: "lenient-scope-search", kind: "boolean", help: "A scope without policies is decided by its nearest parent that has some" },
    { name: "strict-evaluation",    kind: "boolean", help: "Deny what a condition with an error is about" },
    { name: "output",               kind: "text",    help: "Output format (tree,json)", short: "o", fallback: "tree", oneOf: ["tree", "json"] },
    ...COLOUR_FLAGS,
  ],
};

function refuseInstant(value: string): string | undefined {
  const isInstant =
    /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(value) && !Number.isNaN(Date.parse(value));
  return isInstant ? undefined : "give an instant with its zone, such as 2026-01-31T12:00:00Z";
}
