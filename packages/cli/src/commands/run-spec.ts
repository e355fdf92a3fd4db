import type { CommandSpec } from "../command-line/command.ts";
import { refuseDuration } from "../command-line/refuse-duration.ts";
import { LOG_LEVEL_FLAG } from "../serving/log-level-flag.ts";

/** `orthrus run`. */
export const runSpec: CommandSpec = {
  name: "run",
  summary: "Run a command with a policy decision point beside it",
  examples: [
    { explanation: "Run tests that ask for decisions", command: "orthrus run -- npm test" },
    {
      explanation: "The same with a configuration file",
      command: "orthrus run --config=myconf.yaml -- python -m unittest",
    },
    {
      explanation: "Without the log of the decision point",
      command: "orthrus run --log-level=error -- curl -s http://127.0.0.1:3592/_cerbos/health",
    },
  ],
  arguments: [{ name: "command", help: "Command to run", isRest: true }],
  // biome-ignore format: one row per flag
  flags: [
    LOG_LEVEL_FLAG,
    { name: "config",  kind: "text", help: "Path to config file, .cerbos.yaml in the working directory if there is one", placeholder: ".cerbos.yaml" },
    { name: "set",     kind: "list", help: "Config overrides", placeholder: "server.requestLimits.maxActionsPerResource=10,..." },
    { name: "timeout", kind: "text", help: "How long the decision point may take to start", placeholder: "30s", refuse: refuseDuration },
  ],
};
