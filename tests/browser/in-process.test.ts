import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../workspace.ts";

// The engine and the client as one bundle, where generating code from strings is forbidden.
const folder = mkdtempSync(join(tmpdir(), "orthrus-browser-"));
const executable = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const available = existsSync(executable);
if (!available) console.log(`skipped: no browser at ${executable}; install Chromium or set CHROMIUM_PATH`);

const decided = {
  view: true,
  delete: false,
  throughClient: { view: true, delete: false },
  generatesCode: false,
};

beforeAll(async () => {
  await build({
    entryPoints: [join(root, "tests/browser/decide.ts")],
    outfile: join(folder, "decide.js"),
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2023",
    logLevel: "error",
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("decides under node --disallow-code-generation-from-strings", () => {
  writeFileSync(
    join(folder, "node.mjs"),
    'import { decide } from "./decide.js";\nconsole.log(JSON.stringify(await decide()));\n',
  );
  const output = execFileSync(process.execPath, [
    "--disallow-code-generation-from-strings",
    join(folder, "node.mjs"),
  ]);
  expect(JSON.parse(output.toString())).toEqual(decided);
});

describe.skipIf(!available)(
  "in Chromium, on a page whose content security policy allows only its own scripts",
  () => {
    let browser: Browser;
    let server: Server;
    let origin: string;

    beforeAll(async () => {
      server = serve();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      browser = await chromium.launch({
        executablePath: executable,
        args: [
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
        ],
      });
    });

    afterAll(async () => {
      await browser?.close();
      server?.close();
    });

    test.each(["page", "worker"])("decides in a %s", async (place) => {
      const page = await browser.newPage();
      await page.goto(`${origin}/?${place}`);
      await page.waitForSelector("pre:not(:empty)");
      expect(JSON.parse((await page.textContent("pre")) ?? "")).toEqual(decided);
      await page.close();
    });
  },
);

function serve(): Server {
  const script = (text: string) => ["text/javascript", text] as const;
  const files = new Map<string, readonly [type: string, text: string]>([
    ["/", ["text/html", '<!doctype html><pre></pre><script type="module" src="/main.js"></script>']],
    ["/decide.js", script(readFileSync(join(folder, "decide.js"), "utf8"))],
    ["/worker.js", script('import { decide } from "/decide.js"; postMessage(await decide());')],
    [
      "/main.js",
      script(`import { decide } from "/decide.js";
        const show = (result) => { document.querySelector("pre").textContent = JSON.stringify(result); };
        if (location.search === "?worker") new Worker("/worker.js", { type: "module" }).onmessage = ({ data }) => show(data);
        else show(await decide());`),
    ],
  ]);
  return createServer((request, response) => {
    const [type, text] = files.get(new URL(request.url ?? "/", "http://localhost").pathname) ?? [
      "text/plain",
      "",
    ];
    response.writeHead(text ? 200 : 404, {
      "content-type": type,
      "content-security-policy": "default-src 'none'; script-src 'self'; worker-src 'self'",
    });
    response.end(text);
  });
}
