import type { CommandSpec } from "../command-line/command.ts";
import { refuseDuration } from "../command-line/refuse-duration.ts";

/** `orthrus healthcheck`. */
export const healthcheckSpec: CommandSpec = {
  name: "healthcheck",
  alias: "hc",
  summary: "Ask a running policy decision point whether it serves",
  examples: [
    {
      explanation: "Ask the server of a configuration file",
      command: "orthrus healthcheck --config=/path/to/.cerbos.yaml",
    },
    {
      explanation: "Do not verify the server's certificate",
      command: "orthrus healthcheck --config=/path/to/.cerbos.yaml --insecure",
    },
    {
      explanation: "Ask another machine over HTTP, without TLS",
      command: "orthrus healthcheck --kind=http --host-port=10.0.1.5:3592 --no-tls",
    },
  ],
  arguments: [],
  // biome-ignore format: one row per flag
  flags: [
    { name: "kind",      kind: "text",    help: "How to ask (grpc,http)", fallback: "grpc", oneOf: ["grpc", "http"], environment: ["CERBOS_HC_KIND"] },
    { name: "insecure",  kind: "boolean", help: "Do not verify the server's certificate", environment: ["CERBOS_HC_INSECURE"] },
    { name: "timeout",   kind: "text",    help: "How long to wait for an answer", fallback: "2s", environment: ["CERBOS_HC_TIMEOUT"], refuse: refuseDuration },
    { name: "config",    kind: "text",    help: "Config file to take address and certificates from", placeholder: "STRING", environment: ["CERBOS_CONFIG"], excludes: ["host-port", "ca-cert", "no-tls"] },
    { name: "host-port", kind: "text",    help: "Host and port to ask", placeholder: "STRING", environment: ["CERBOS_HC_HOSTPORT"] },
    { name: "ca-cert",   kind: "text",    help: "Certificate to verify the server's with", placeholder: "STRING", environment: ["CERBOS_HC_CACERT"] },
    { name: "no-tls",    kind: "boolean", help: "Without TLS", environment: ["CERBOS_HC_NOTLS"] },
  ],
};
