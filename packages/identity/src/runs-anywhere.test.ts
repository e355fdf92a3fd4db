import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL(".", import.meta.url));

test("only the test kit needs Node; certificates load it when they are checked", () => {
  const files = readdirSync(folder, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !file.startsWith("testing"));
  const offenders = files.filter((file) =>
    /^import (?!type ).*"node:|\bBuffer\b|\bprocess\.\w/m.test(readFileSync(folder + file, "utf8")),
  );
  expect(files.length).toBeGreaterThan(40);
  expect(offenders).toEqual([]);
});
