import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { FileRotation } from "../../config/audit-section.ts";
import { openFileSink } from "./file-sink.ts";

const root = mkdtempSync(join(tmpdir(), "orthrus-sink-"));
let folders = 0;

afterAll(() => rmSync(root, { recursive: true, force: true }));

function newFolder(): string {
  const folder = join(root, String(++folders));
  return folder;
}

function contents(folder: string): readonly string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => readFileSync(join(folder, name), "utf8"));
}

const ROTATION: FileRotation = { maxFileSizeMB: 1, maxFileAgeDays: 0, maxFileCount: 0 };
/** Two of them fit into a file. */
const line = (text: string): string => `${text.repeat(400_000)}\n`;

async function writeAll(path: string, lines: readonly string[], rotation?: FileRotation): Promise<unknown[]> {
  const failures: unknown[] = [];
  const sink = await openFileSink(path, {
    rotation,
    onRotationFailure: (failure) => failures.push(failure),
  });
  for (const each of lines) await sink.write([each]);
  await sink.close();
  return failures;
}

test("a full file is set aside under the time, and every line is in one file", async () => {
  const folder = newFolder();
  await writeAll(join(folder, "audit.log"), ["a", "b", "c", "d", "e"].map(line), ROTATION);
  expect(contents(folder)).toEqual([line("a") + line("b"), line("c") + line("d"), line("e")]);
  expect(readdirSync(folder).sort()).toEqual([
    expect.stringMatching(/^audit-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}\.log$/),
    expect.stringMatching(/^audit-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}\.log$/),
    "audit.log",
  ]);
});

test("lines that come together are divided as those that come alone", async () => {
  const folder = newFolder();
  const sink = await openFileSink(join(folder, "a.log"), { rotation: ROTATION, onRotationFailure: () => {} });
  await sink.write(["a", "b", "c", "d", "e"].map(line));
  await sink.close();
  expect(contents(folder)).toEqual([line("a") + line("b"), line("c") + line("d"), line("e")]);
});

test("a line that is longer than a file may be has a file of its own", async () => {
  const folder = newFolder();
  const long = line("x").repeat(3).replaceAll("\n", "x");
  await writeAll(join(folder, "a.log"), [line("a"), `${long}\n`, line("b")], ROTATION);
  expect(contents(folder)).toEqual([line("a"), `${long}\n`, line("b")]);
});

test("of the files that were set aside, only so many are kept, and none that is too old; others are left alone", async () => {
  const folder = newFolder();
  const path = join(folder, "audit.log");
  await writeAll(path, [line("a")], ROTATION);
  for (const name of ["audit-2020-01-01T00-00-00.000.log", "audit-mine.log", "other.log"]) {
    writeFileSync(join(folder, name), name);
    utimesSync(join(folder, name), 0, 0);
  }
  const lines = ["b", "c", "d", "e", "f"].map(line);
  await writeAll(path, lines, { ...ROTATION, maxFileAgeDays: 7, maxFileCount: 1 });
  expect(contents(folder)).toEqual([
    line("c") + line("d"),
    "audit-mine.log",
    line("e") + line("f"),
    "other.log",
  ]);
});

test("a file that ends within a line goes on with a new one", async () => {
  const folder = newFolder();
  const path = join(folder, "audit.log");
  await writeAll(path, ['{"a":1}\n']);
  writeFileSync(path, '{"half', { flag: "a" });
  await writeAll(path, ['{"b":1}\n', '{"c":1}\n']);
  expect(contents(folder)).toEqual(['{"a":1}\n{"half\n{"b":1}\n{"c":1}\n']);
});

test("what cannot be rotated goes on growing, and somebody hears of it", async () => {
  const folder = newFolder();
  const path = join(folder, "audit.log");
  const failures: unknown[] = [];
  const sink = await openFileSink(path, {
    rotation: ROTATION,
    onRotationFailure: (failure) => failures.push(failure),
  });
  await sink.write([line("a"), line("b")]);
  // What is not there cannot be renamed.
  rmSync(path);
  await sink.write([line("c")]);
  await sink.close();
  expect([contents(folder), failures]).toEqual([[line("c")], [expect.objectContaining({ code: "ENOENT" })]]);
});
