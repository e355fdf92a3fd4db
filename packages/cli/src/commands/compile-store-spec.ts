import { COLOUR_FLAGS } from "../command-line/colour-flags.ts";
import type { CommandSpec } from "../command-line/command.ts";

/** `orthrus compile-store`. */
export const compileStoreSpec: CommandSpec = {
  name: "compile-store",
  summary: "Compile the policies in the store of a configuration",
  examples: [
    {
      explanation: "Look whether a server with this configuration could start, before it has to",
      command: "orthrus compile-store .cerbos.yaml",
    },
    {
      explanation: "Look at another directory with the same configuration",
      command: "orthrus compile-store --set=storage.disk.directory=rules .cerbos.yaml",
    },
  ],
  arguments: [{ name: "config", help: "Path to config file (or CERBOS_CONFIG)", isOptional: true }],
  // biome-ignore format: one row per flag
  flags: [
    { name: "set",             kind: "list",    help: "Config overrides", placeholder: "storage.disk.directory=rules,..." },
    { name: "disable-invalid", kind: "boolean", help: "Disable what does not compile, in stores that can be written to" },
    { name: "assume-yes",      kind: "boolean", help: "Do not ask before disabling" },
    { name: "output",          kind: "text",    help: "Output format (tree,list,json)", short: "o", fallback: "tree", oneOf: ["tree", "list", "json"] },
    ...COLOUR_FLAGS,
  ],
};
