import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { nextChange, testPolicyStore, textsOf } from "../contract-suite.ts";
import { StoreError } from "../errors.ts";
import { diskStore } from "./disk-store.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "orthrus-store-"));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) write(folder, path, text);
  return folder;
}

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

testPolicyStore("disk store", async (files) => {
  const folder = folderWith(files);
  const store = diskStore(folder);
  return {
    store,
    put: async (path, text) => write(folder, path, text),
    remove: async (path) => rmSync(join(folder, path)),
    close: async () => store.close?.(),
  };
});

describe("reading a folder", () => {
  test("leaves out hidden files and folders, and other kinds of files", async () => {
    const folder = folderWith({
      "a.yaml": "1",
      "b.YML": "2",
      "c/d.json": "3",
      ".hidden.yaml": "x",
      ".git/config.yaml": "x",
      "notes.txt": "x",
      "_schemas/notes.md": "x",
    });
    expect(await textsOf(diskStore(folder))).toEqual({ "a.yaml": "1", "b.YML": "2", "c/d.json": "3" });
  });

  test("follows links to files, not links to folders", async () => {
    const folder = folderWith({ "real/a.yaml": "1" });
    symlinkSync(join(folder, "real/a.yaml"), join(folder, "linked.yaml"));
    symlinkSync(folder, join(folder, "loop"));
    expect(await textsOf(diskStore(folder))).toEqual({ "real/a.yaml": "1", "linked.yaml": "1" });
  });

  test("tells of policies that cannot be read and of misplaced folders of schemas", async () => {
    const folder = folderWith({
      "a.yaml": "1",
      "x/_schemas/deep/a.json": "{}",
      "_schemas/_schemas/a.json": "{}",
      "testdata/_schemas/a.txt": "",
    });
    mkdirSync(join(folder, "y/_schemas"), { recursive: true });
    for (const name of ["dead.yaml", "dead_test.yaml", "dead.txt", "_schemas/dead.json"]) {
      symlinkSync("nowhere", join(folder, name));
    }
    symlinkSync("loop.yaml", join(folder, "loop.yaml"));
    symlinkSync("x", join(folder, "folder.yaml"));
    const { files } = await diskStore(folder).read();
    expect(files.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      { path: "_schemas/_schemas/a.json", text: "{}" },
      { path: "a.yaml", text: "1" },
      {
        path: "dead.yaml",
        text: "",
        failure: "failed to open dead.yaml: open dead.yaml: no such file or directory",
      },
      { path: "folder.yaml", text: "", failure: "failed to read contents: read folder.yaml: is a directory" },
      {
        path: "loop.yaml",
        text: "",
        failure: "failed to open loop.yaml: open loop.yaml: too many levels of symbolic links",
      },
      { path: "x/_schemas/", text: "" },
      { path: "y/_schemas/", text: "" },
    ]);
  });

  test("gives folders with the same files the same revision", async () => {
    const files = { "a.yaml": "1", "b/c.yaml": "2" };
    const revisions = await Promise.all([files, files].map((each) => diskStore(folderWith(each)).read()));
    expect(revisions[0]?.revision).toBe(revisions[1]?.revision);
  });

  test("tells apart the same text under other paths", async () => {
    const one = await diskStore(folderWith({ "a.yaml": "1" })).read();
    const other = await diskStore(folderWith({ "b.yaml": "1" })).read();
    expect(one.revision).not.toBe(other.revision);
  });

  test.each([
    ["a folder that is not there", () => join(folderWith({}), "nope"), "store/unreachable", "does not exist"],
    ["a file", () => join(folderWith({ "a.yaml": "1" }), "a.yaml"), "store/unreachable", "is not a folder"],
    [
      "a file that is too large",
      () => folderWith({ "a.yaml": "x".repeat(2000) }),
      "store/too-large",
      "2000 bytes",
    ],
  ])("refuses %s, saying so", async (_title, place, code, text) => {
    const reading = diskStore(place(), { maxFileBytes: 1000 }).read();
    await expect(reading).rejects.toThrow(text);
    await expect(reading).rejects.toBeInstanceOf(StoreError);
    await expect(reading).rejects.toMatchObject({ code });
  });

  test("refuses more than it may hold", async () => {
    const folder = folderWith({ "a.yaml": "x".repeat(600), "b.yaml": "x".repeat(600) });
    const reading = diskStore(folder, { maxTotalBytes: 1000 }).read();
    await expect(reading).rejects.toMatchObject({
      code: "store/too-large",
      message: expect.stringContaining("1200 bytes"),
    });
  });

  test("reads thousands of files", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 3000 }, (_, at) => [`${at % 50}/${at}.yaml`, `${at}`]),
    );
    expect(await textsOf(diskStore(folderWith(files)))).toEqual(files);
  });

  test("offers no subscription when it is not to be watched", () => {
    expect(diskStore(".", { watch: false }).subscribe).toBeUndefined();
  });
});

describe("watching a folder", () => {
  const changes: readonly [
    title: string,
    change: (folder: string) => void,
    expected: Record<string, string>,
  ][] = [
    [
      "a file in a new nested folder",
      (folder) => write(folder, "b/c/d.yaml", "2"),
      { "a.yaml": "1", "b/c/d.yaml": "2" },
    ],
    [
      "a renamed file",
      (folder) => renameSync(join(folder, "a.yaml"), join(folder, "b.yaml")),
      { "b.yaml": "1" },
    ],
    [
      "a file that an editor writes beside and renames over the old one",
      (folder) => {
        write(folder, ".a.yaml.swp", "2");
        renameSync(join(folder, ".a.yaml.swp"), join(folder, "a.yaml"));
      },
      { "a.yaml": "2" },
    ],
    [
      "a folder that another one replaces",
      (folder) => {
        const next = folderWith({ "z.yaml": "9" });
        rmSync(folder, { recursive: true });
        renameSync(next, folder);
      },
      { "z.yaml": "9" },
    ],
  ];

  test.each(changes)("reports %s", async (_title, change, expected) => {
    const folder = folderWith({ "a.yaml": "1" });
    const store = diskStore(folder);
    await store.read();
    const changed = nextChange(store);
    change(folder);
    await changed;
    await store.close?.();
    expect(await textsOf(store)).toEqual(expected);
  });

  test("reports a folder behind a link that is pointed to another one", async () => {
    const folder = folderWith({ "v1/a.yaml": "1", "v2/a.yaml": "2" });
    symlinkSync("v1", join(folder, "current"));
    const store = diskStore(join(folder, "current"));
    const before = await textsOf(store);
    const changed = nextChange(store);
    symlinkSync("v2", join(folder, "next"));
    renameSync(join(folder, "next"), join(folder, "current"));
    await changed;
    await store.close?.();
    expect([before, await textsOf(store)]).toEqual([{ "a.yaml": "1" }, { "a.yaml": "2" }]);
  });

  test("reports a change while something else is written without end", async () => {
    const folder = folderWith({ "a.yaml": "1" });
    const store = diskStore(folder);
    await store.read();
    const changed = nextChange(store);
    const writing = setInterval(() => write(folder, "access.log", `${performance.now()}`), 20);
    write(folder, "a.yaml", "2");
    await changed;
    clearInterval(writing);
    await store.close?.();
    expect(await textsOf(store)).toEqual({ "a.yaml": "2" });
  });

  test("reports a text of the same length written right after reading", async () => {
    const folder = folderWith({ "a.yaml": "1" });
    const store = diskStore(folder);
    for (const text of ["2", "3", "4", "5"]) {
      await store.read();
      const changed = nextChange(store);
      write(folder, "a.yaml", text);
      await changed;
    }
    await store.close?.();
    expect(await textsOf(store)).toEqual({ "a.yaml": "5" });
  });

  test("reports a burst of changes as one", async () => {
    const folder = folderWith({ "a.yaml": "1" });
    const store = diskStore(folder);
    await store.read();
    let count = 0;
    const burst: string[] = [];
    await new Promise<void>((resolve, reject) => {
      store.subscribe?.(async () => {
        count += 1;
        const texts = await textsOf(store);
        if (texts["a.yaml"] === "2") return resolve();
        burst.push(`${Object.keys(texts).length} files`);
        write(folder, "a.yaml", "2");
      }, reject);
      for (let at = 0; at < 200; at++) write(folder, `b/${at}.yaml`, "2");
    });
    await store.close?.();
    expect([count, burst]).toEqual([2, ["201 files"]]);
  });

  test("reports a swapped link to a folder of data, as Kubernetes mounts do it", async () => {
    const folder = folderWith({ "..v1/a.yaml": "1", "..v2/a.yaml": "2" });
    symlinkSync("..v1", join(folder, "..data"));
    symlinkSync("..data/a.yaml", join(folder, "a.yaml"));
    const store = diskStore(folder);
    const before = await textsOf(store);
    const changed = nextChange(store);
    symlinkSync("..v2", join(folder, "..data_tmp"));
    renameSync(join(folder, "..data_tmp"), join(folder, "..data"));
    await changed;
    await store.close?.();
    expect([before, await textsOf(store)]).toEqual([{ "a.yaml": "1" }, { "a.yaml": "2" }]);
  });

  test("reports a folder that vanishes as one failure, and its return as a change", async () => {
    const folder = folderWith({ "a.yaml": "1" });
    const store = diskStore(folder);
    await store.read();
    const failures: unknown[] = [];
    let onFailure = (): void => {};
    let onChange = (): void => {};
    const failed = new Promise<void>((resolve) => {
      onFailure = resolve;
    });
    const returned = new Promise<void>((resolve) => {
      onChange = resolve;
    });
    store.subscribe?.(
      () => onChange(),
      (failure) => {
        failures.push(failure);
        onFailure();
      },
    );
    rmSync(folder, { recursive: true });
    await failed;
    write(folder, "b.yaml", "2");
    await returned;
    await store.close?.();
    expect([failures, await textsOf(store)]).toEqual([
      [expect.objectContaining({ code: "store/unreachable" })],
      { "b.yaml": "2" },
    ]);
  });
});
