// Writes the schemas that editors check policies and their tests with, from the tables that files are decoded by.
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { editorSchema, editorSchemaKinds } from "../src/editor/editor-schema.ts";

const folder = fileURLToPath(new URL("../schemas/", import.meta.url));

mkdirSync(folder, { recursive: true });
for (const kind of editorSchemaKinds) {
  const path = `${folder}${kind}.schema.json`;
  writeFileSync(path, `${JSON.stringify(editorSchema(kind), undefined, 2)}\n`);
  console.log(`wrote ${path}`);
}
