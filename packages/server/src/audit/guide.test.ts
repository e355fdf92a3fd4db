import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { JsonObject } from "@orthrus/protocol";
import { afterAll, expect, test } from "vitest";
import { parse } from "yaml";
import { auditFolder, checkBody, openAudited, post, readEntries } from "./testdata/audited-server.ts";

const guide = readFileSync(
  fileURLToPath(new URL("../../../../docs/guide/audit.md", import.meta.url)),
  "utf8",
);
const blocks = (language: string): readonly string[] =>
  [...guide.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map(([, text = ""]) => text);

const folder = auditFolder();
afterAll(() => folder.remove());

interface Configuration {
  readonly audit: JsonObject;
}

const configurations = blocks("yaml").map((text) => {
  const inFolder = text.replaceAll("/var/", `${folder.path}/var/`).replace("[stdout]", "[]");
  return (parse(inFolder) as Configuration).audit;
});

test.each(configurations)("the server records what the guide configures: %j", async (audit) => {
  const server = await openAudited(folder.path, audit);
  await post(`${server.url}/api/check/resources`, checkBody("edit"));
  await server.close();
  const { path = "", storagePath = "" } = { ...(audit.file as object), ...(audit.local as object) } as {
    path?: string;
    storagePath?: string;
  };
  const written = path === "" ? readdirSync(storagePath) : readEntries(path);
  expect(written).not.toEqual([]);
});

test("the entry that the guide shows is what is written", async () => {
  const path = join(folder.path, "shown.log");
  const server = await openAudited(folder.path, { backend: "file", file: { path } });
  const body = { ...checkBody("edit", "err"), requestContext: { annotations: { app: "shop" } } };
  await post(`${server.url}/api/check/resources`, body, { "user-agent": "shop/1.2" });
  await server.close();
  const [shown = ""] = blocks("json");
  const changing = (entry: JsonObject): JsonObject => ({
    ...entry,
    callId: "",
    timestamp: "",
    peer: { ...(entry.peer as JsonObject), address: "" },
    policySource: {},
  });
  expect(changing(readEntries(path)[0] ?? {})).toEqual(changing(JSON.parse(shown) as JsonObject));
});
