import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

// The examples of the guide, as they are, on a PostgreSQL in the process.
const root = fileURLToPath(new URL("../../../../", import.meta.url));
const guide = readFileSync(`${root}docs/guide/filtering.md`, "utf8");
const folder = `${root}packages/enforcement/node_modules/.guide`;

mkdirSync(folder, { recursive: true });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const database = `
import { PGlite } from "@electric-sql/pglite";
import { drizzle as openDrizzle } from "drizzle-orm/pglite";
import { Kysely, PostgresDialect } from "kysely";

export const db = await PGlite.create();
await db.exec(\`
  CREATE TABLE users (id TEXT PRIMARY KEY, department TEXT);
  CREATE TABLE documents (id TEXT PRIMARY KEY, title TEXT NOT NULL, owner_id TEXT, is_public BOOLEAN NOT NULL, archived_at TIMESTAMPTZ);
  CREATE TABLE members (document_id TEXT NOT NULL, user_id TEXT NOT NULL);
  INSERT INTO users VALUES ('ada', 'legal'), ('bob', 'legal'), ('eve', 'sales'), ('dan', NULL);
  INSERT INTO documents VALUES
    ('1', 'a letter for Ada', 'ada', FALSE, NULL), ('2', 'of a colleague', 'bob', FALSE, NULL), ('3', 'open to all', NULL, TRUE, NULL),
    ('4', 'shared with Ada', 'eve', FALSE, NULL), ('5', 'of the others', 'eve', FALSE, NULL), ('6', 'of nobody', NULL, FALSE, NULL),
    ('7', 'archived', 'ada', TRUE, '2026-01-01'), ('8', 'of Dan', 'dan', FALSE, NULL);
  INSERT INTO members VALUES ('4', 'ada'), ('5', 'bob');
\`);
const pool = { connect: async () => ({ query: (text, values) => db.query(text, values), release: () => {} }), end: async () => {} };
export const kysely = new Kysely({ dialect: new PostgresDialect({ pool }) });
export const drizzle = openDrizzle(db);
`;

// biome-ignore format: one row per example
const examples = [
  ["sql",      "output"],
  ["kysely",   "output"],
  ["drizzle",  "output"],
  ["prisma",   "prisma-output"],
  ["mongoose", "mongoose-output"],
  ["memory",   "memory-output"],
] as const;

test("the examples print what the guide says", () => {
  writeFileSync(`${folder}/database.mts`, database);
  for (const [id] of examples) {
    const imports = 'import { db, drizzle, kysely } from "./database.mts";';
    writeFileSync(`${folder}/${id}.mts`, [imports, block("mapping"), block("setup"), block(id)].join("\n"));
  }
  const steps = examples.map(([id]) => `console.log("${id}:"); await import("./${id}.mts");`);
  const end = 'await (await import("./database.mts")).db.close();';
  writeFileSync(`${folder}/all.mts`, [...steps, end].join("\n"));
  const flags = ["--conditions=@orthrus/source", "--import=tsx"];
  const printed = execFileSync(process.execPath, [...flags, `${folder}/all.mts`], {
    cwd: root,
    encoding: "utf8",
  });
  expect(printed).toBe(examples.map(([id, output]) => `${id}:\n${block(output)}`).join(""));
}, 120_000);

function block(id: string): string {
  const found = new RegExp(`<!-- ${id} -->\\s*\`\`\`\\w*\\n([\\s\\S]*?)\`\`\``).exec(guide)?.[1];
  if (found === undefined) throw new Error(`the guide has no block marked <!-- ${id} -->`);
  return found;
}
