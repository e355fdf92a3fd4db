import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { runCommandLine } from "./run-command-line.ts";

const repository = fileURLToPath(new URL("../../..", import.meta.url));

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

test("the request that the example configuration prints is answered", async () => {
  const port = await freePort();
  const stop = new AbortController();
  let written = "";
  const stream = {
    write(text: string): void {
      written += text;
    },
  };
  const config = `--config=${repository}examples/orthrus.yaml`;
  const policies = `--set=storage.disk.directory=${repository}examples/policies`;
  const address = `--set=server.httpListenAddr=127.0.0.1:${port},server.grpcListenAddr=127.0.0.1:0`;
  const ended = runCommandLine(["server", config, policies, address], {
    stdout: stream,
    stderr: stream,
    environment: {},
    workingDirectory: repository,
    stop: stop.signal,
    onDebugRequest: () => () => undefined,
  });
  for (let waited = 0; !written.includes("curl") && waited < 20_000; waited += 50) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const [, path = "", body = ""] = /curl -s localhost:3592(\S+) -d '([^']+)'/.exec(written) ?? [];
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: "POST", body });
  const answer = (await response.json()) as { results?: { actions: unknown }[] };
  stop.abort();
  expect([await ended, response.status, answer.results?.map(({ actions }) => actions)]).toEqual([
    0,
    200,
    [{ view: "EFFECT_ALLOW", share: "EFFECT_DENY", download: "EFFECT_ALLOW" }],
  ]);
});
