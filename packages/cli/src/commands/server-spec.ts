import type { CommandSpec } from "../command-line/command.ts";
import { LOG_LEVEL_FLAG } from "../serving/log-level-flag.ts";

/** `orthrus server`. */
export const serverSpec: CommandSpec = {
  name: "server",
  summary: "Start the policy decision point",
  examples: [
    { explanation: "Serve the policies in ./policies, and follow changes", command: "orthrus server" },
    {
      explanation: "Serve another directory on another port",
      command:
        "orthrus server --set=storage.driver=disk,storage.disk.directory=rules --set=server.httpListenAddr=:8080",
    },
  ],
  arguments: [],
  // biome-ignore format: one row per flag
  flags: [
    { name: "debug-listen-addr", kind: "text", help: "Accepted and ignored: there is no diagnostics agent", placeholder: ":6666" },
    LOG_LEVEL_FLAG,
    { name: "config",            kind: "text", help: "Path to config file", placeholder: ".cerbos.yaml", environment: ["CERBOS_CONFIG"] },
    { name: "set",               kind: "list", help: "Config overrides", placeholder: "server.requestLimits.maxActionsPerResource=10,..." },
    { name: "hub.deployment-id", kind: "text", help: "Accepted and refused at start: policies from Cerbos Hub are not available", placeholder: "STRING", environment: ["CERBOS_HUB_DEPLOYMENT_ID"] },
    { name: "hub.playground-id", kind: "text", help: "Accepted and refused at start: policies from Cerbos Hub are not available", placeholder: "STRING", environment: ["CERBOS_HUB_PLAYGROUND_ID"] },
  ],
};
