import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { GRPC } from "@cerbos/grpc";
import { expect, test } from "vitest";
import { decodeConfig } from "../../config/decode-config.ts";
import { readYaml } from "../../config/read-yaml.ts";
import { LogThreshold } from "../../observability/log-level.ts";
import { createLogger } from "../../observability/logger.ts";
import { startServer } from "../../server.ts";

const repository = fileURLToPath(new URL("../../../../../", import.meta.url));

test("the example of the guide is allowed by the example policies", async () => {
  const guide = readFileSync(`${repository}docs/guide/server.md`, "utf8");
  const [, example = ""] = /```js\nimport \{ GRPC \} from "@cerbos\/grpc";\n(.*?)```/s.exec(guide) ?? [];
  const config = {
    server: { httpListenAddr: "127.0.0.1:0", grpcListenAddr: "127.0.0.1:0", metricsEnabled: false },
    storage: { driver: "disk", disk: { directory: `${repository}examples/policies` } },
  };
  const destination = { out: process.stdout, err: process.stderr };
  const log = createLogger({ name: "test", threshold: new LogThreshold("error"), destination });
  const server = await startServer(decodeConfig(readYaml(JSON.stringify(config))), { log });
  const { grpcAddress } = server;
  const place = grpcAddress.kind === "tcp" ? `127.0.0.1:${grpcAddress.port}` : "";
  const body = `return (async () => {${example.replace("localhost:3593", place)} client.close(); return isAllowed; })();`;
  try {
    expect(await new Function("GRPC", body)(GRPC)).toBe(true);
  } finally {
    await server.close();
  }
});
