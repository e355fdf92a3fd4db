import { stringify } from "yaml";
import { ConfigError } from "./config-error.ts";
import {
  type ConfigNode,
  type ConfigPlace,
  type ConfigScalar,
  sortedEntries,
  stringNode,
} from "./config-node.ts";
import { readYaml } from "./read-yaml.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** `$$`, `$NAME`, or `${…}` up to the first closing brace; any other dollar sign is itself. */
const REFERENCE = /\$(?:(\$)|([A-Za-z_][A-Za-z0-9_]*)|\{([^}]*)\})/g;

/**
 * Puts environment variables into keys and values.
 *
 * Shape: `"${PORT:3592}"` → `3592`, a number; `"$$HOME"` → `"$HOME"`; `"${NAME:\"\"}"` → empty.
 * Throws: `server/config-unknown-variable`.
 */
export function expandEnvironment(node: ConfigNode, environment: Environment): ConfigNode {
  switch (node.kind) {
    case "scalar":
      return node.text.includes("$") ? expandScalar(node, environment) : node;
    case "list":
      return { ...node, items: node.items.map((item) => expandEnvironment(item, environment)) };
    case "map": {
      const entries = sortedEntries(node).map(
        ([key, value]) => [expandText(key, environment), expandEnvironment(value, environment)] as const,
      );
      const keys = [...(node.keys ?? [])].map(([key, at]) => [expandText(key, environment), at] as const);
      return { ...node, entries: new Map(entries), keys: new Map(keys) };
    }
  }
}

function expandScalar(node: ConfigScalar, environment: Environment): ConfigNode {
  const text = expandText(node.text, environment);
  // A text that YAML would have to quote stays text; any other is read again, so that `${PORT}` may be a number.
  const expanded = isWrittenPlain(node.text) ? readAgain(text) : stringNode(text);
  return node.at === undefined ? expanded : placedAt(expanded, node.at);
}

/** Whatever a variable holds stands where the variable stands. */
function placedAt(node: ConfigNode, at: ConfigPlace): ConfigNode {
  switch (node.kind) {
    case "scalar":
      return { ...node, at };
    case "list":
      return { ...node, at, items: node.items.map((item) => placedAt(item, at)) };
    case "map": {
      const entries = [...node.entries].map(([key, value]) => [key, placedAt(value, at)] as const);
      return { ...node, at, entries: new Map(entries), keys: new Map(entries.map(([key]) => [key, at])) };
    }
  }
}

function isWrittenPlain(text: string): boolean {
  return !/^["'|>]/.test(stringify(text, { lineWidth: 0 }));
}

function readAgain(text: string): ConfigNode {
  if (text.includes("\n")) return stringNode(text);
  if (text.startsWith("[") || text.startsWith("{")) return readYaml(text);
  return plainOrText(text);
}

// A value such as `a: b` or `# x` would be structure or a comment in a file; coming from a variable it is text.
function plainOrText(text: string): ConfigNode {
  if (/: |:$| #|^[#&*!|>%@`"'-]/.test(text) && !/^-[.0-9]/.test(text)) return stringNode(text);
  const node = readYaml(text);
  return node.kind === "scalar" ? node : stringNode(text);
}

function expandText(text: string, environment: Environment): string {
  return text.replace(REFERENCE, (_whole, dollar?: string, name?: string, braced?: string) => {
    if (dollar !== undefined) return "$";
    const [variable, fallback] = name === undefined ? splitDefault(braced ?? "") : [name, ""];
    return environment[variable] ?? defaultOf(variable, fallback);
  });
}

function splitDefault(braced: string): readonly [string, string] {
  const colon = braced.indexOf(":");
  return colon < 0 ? [braced, ""] : [braced.slice(0, colon), braced.slice(colon + 1)];
}

function defaultOf(variable: string, fallback: string): string {
  if (fallback === '""') return "";
  if (fallback !== "") return fallback;
  throw new ConfigError(
    "server/config-unknown-variable",
    "error loading configuration due to unknown environment variable. Config values containing '$' are interpreted as" +
      " environment variables. Use '$$' to escape literal '$' values: [couldn't expand environment: default is empty" +
      ` for ${JSON.stringify(variable)} (use "" for empty string)]`,
  );
}
