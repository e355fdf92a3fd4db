import { isUtf8 } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "./config-error.ts";
import { type ConfigNode, stringNode } from "./config-node.ts";
import { type Environment, expandEnvironment } from "./expand-environment.ts";
import { mergeNodes } from "./merge-nodes.ts";
import { readYaml } from "./read-yaml.ts";

/** The path that means the built-in configuration. */
export const BUILT_IN = "__default__";

export interface ConfigSources {
  /** Of a YAML file, or `__default__`; absent means the built-in configuration. */
  readonly path: string | undefined;
  /** From `parseOverrides`. */
  readonly overrides: ConfigNode;
  readonly environment: Environment;
  readonly workingDirectory: string;
}

/**
 * Reads the configuration file, lays the overrides over it and puts environment variables in.
 *
 * Throws: `server/config-unreadable`, `server/config-invalid-yaml`, `server/config-unknown-variable`.
 */
export function loadConfig({ path, overrides, environment, workingDirectory }: ConfigSources): ConfigNode {
  const base =
    path === undefined || path === BUILT_IN
      ? builtIn(workingDirectory)
      : readYaml(readConfigFile(path), path);
  return expandEnvironment(mergeNodes(base, overrides), environment);
}

function builtIn(workingDirectory: string): ConfigNode {
  // A path may hold a dollar sign; in a configuration it would start a variable.
  const directory = stringNode(join(workingDirectory, "policies").replaceAll("$", "$$$$"));
  const watchForChanges: ConfigNode = { kind: "scalar", tag: "!!bool", text: "true" };
  const disk = mapNode({ directory, watchForChanges });
  return mapNode({ storage: mapNode({ driver: stringNode("disk"), disk }) });
}

function mapNode(entries: Record<string, ConfigNode>): ConfigNode {
  return { kind: "map", entries: new Map(Object.entries(entries)) };
}

function readConfigFile(path: string): string {
  try {
    if (statSync(path).isDirectory()) {
      throw new ConfigError("server/config-unreadable", `config file path is a directory: ${path}`);
    }
    const bytes = readFileSync(path);
    if (isUtf8(bytes)) return bytes.toString("utf8");
    throw new ConfigError("server/config-unreadable", `failed to load config: ${path} is not UTF-8`);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(
      "server/config-unreadable",
      `failed to stat ${path}: stat ${path}: ${reasonOf(error)}`,
      {
        cause: error,
      },
    );
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "no such file or directory";
  if (code === "EACCES") return "permission denied";
  if (code === "ENOTDIR") return "not a directory";
  return error instanceof Error ? error.message : String(error);
}
