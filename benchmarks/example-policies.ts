import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Where the policies of the example are. */
export const exampleFolder: string = fileURLToPath(new URL("../examples/policies", import.meta.url));

/** Their text by path. */
export function examplePolicies(): Readonly<Record<string, string>> {
  const files = readdirSync(exampleFolder, { recursive: true, encoding: "utf8" }).filter((path) =>
    /\.(ya?ml|json)$/.test(path),
  );
  return Object.fromEntries(files.map((path) => [path, readFileSync(`${exampleFolder}/${path}`, "utf8")]));
}
