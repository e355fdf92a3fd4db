import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { crc32, deflateRawSync, gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { afterAll, describe, expect, test } from "vitest";
import { textsOf } from "../contract-suite.ts";
import { diskStore } from "../disk/disk-store.ts";
import { StoreError } from "../errors.ts";

const folder = mkdtempSync(join(tmpdir(), "orthrus-archive-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Text by name; a name that ends in `/` is a folder, a text that starts with `->` the target of a link. */
type Members = readonly (readonly [name: string, text: string])[];

let archives = 0;

function write(suffix: string, bytes: Uint8Array): string {
  const path = join(folder, `${++archives}${suffix}`);
  writeFileSync(path, bytes);
  return path;
}

function tar(members: Members): Promise<Buffer> {
  const archive = pack();
  for (const [name, text] of members) {
    if (name.endsWith("/")) archive.entry({ name, type: "directory" });
    else if (text.startsWith("->")) archive.entry({ name, type: "symlink", linkname: text.slice(2) });
    else archive.entry({ name }, text);
  }
  archive.finalize();
  return buffer(archive);
}

interface ZipOptions {
  readonly flags?: number;
  /** What the archive says of every member, whatever it has. */
  readonly claimedBytes?: number;
}

/** Writes the format by hand: archives for tests have what no packer would write. */
function zip(members: Members, { flags = 0, claimedBytes }: ZipOptions = {}): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of members) {
    const content = Buffer.from(text.replace(/^->/, ""));
    const packed = deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(claimedBytes ?? content.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE((text.startsWith("->") ? 0o120777 : 0o100644) * 0x10000, 6);
    rest.writeUInt32LE(offset, 10);
    const local = Buffer.concat([Buffer.from("PK\u0003\u0004"), common, Buffer.from(name), packed]);
    locals.push(local);
    centrals.push(
      Buffer.concat([Buffer.from("PK\u0001\u0002\u0014\u0003"), common, rest, Buffer.from(name)]),
    );
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006");
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

const formats: readonly [suffix: string, make: (members: Members) => Promise<Buffer>][] = [
  [".zip", async (members) => zip(members)],
  [".tar", tar],
  [".tgz", async (members) => gzipSync(await tar(members))],
  [".tar.gz", async (members) => gzipSync(await tar(members))],
];

describe.each(formats)("an archive that ends in %s", (suffix, make) => {
  async function archive(members: Members): Promise<string> {
    return write(suffix, await make(members));
  }

  test("has the files and the revision of the folder it was made of", async () => {
    const members: Members = [
      ["./", ""],
      ["./album.yaml", "a: ü"],
      ["acme/", ""],
      ["acme/album.yml", "b: 2"],
      ["_schemas/album.json", "{}"],
      [".hidden/x.yaml", "-"],
      ["notes.txt", "-"],
    ];
    const kept = { "album.yaml": "a: ü", "acme/album.yml": "b: 2", "_schemas/album.json": "{}" };
    const other = await archive(members.toReversed());
    const store = diskStore(await archive(members));
    expect([await textsOf(store), (await store.read()).revision, store.subscribe]).toEqual([
      kept,
      (await diskStore(other).read()).revision,
      undefined,
    ]);
  });

  test("tells of links that may be policies and of misplaced folders of schemas", async () => {
    const path = await archive([
      ["b.yaml", "->a.yaml"],
      ["b.txt", "->a.yaml"],
      ["x/_schemas/", ""],
    ]);
    expect((await diskStore(path).read()).files).toEqual([
      { path: "b.yaml", text: "", failure: "failed to open b.yaml: links inside archives are not followed" },
      { path: "x/_schemas/", text: "" },
    ]);
  });

  test.each([
    ["leads out of it", [["../a.yaml", "1"]], "store/invalid-archive", "a.yaml"],
    ["is absolute", [["/etc/a.yaml", "1"]], "store/invalid-archive", "a.yaml"],
    [
      "is there twice",
      [
        ["a.yaml", "1"],
        ["./a.yaml", "2"],
      ],
      "store/invalid-archive",
      "it has `a.yaml` twice",
    ],
    ["is too large", [["a.yaml", "x".repeat(20_001)]], "store/too-large", "20001 bytes"],
    [
      "is one of too many",
      [..."abc"].map((name) => [`${name}.yaml`, "x".repeat(15_000)]),
      "store/too-large",
      "more than the 40000 allowed",
    ],
  ] as readonly [string, Members, string, string][])(
    "is refused when a file %s",
    async (_title, members, code, text) => {
      const reading = diskStore(await archive(members), {
        maxFileBytes: 20_000,
        maxTotalBytes: 40_000,
      }).read();
      await expect(reading).rejects.toBeInstanceOf(StoreError);
      await expect(reading).rejects.toMatchObject({ code, message: expect.stringContaining(text) });
    },
  );

  test("is refused when it is damaged", async () => {
    const whole = readFileSync(await archive([["a.yaml", "a: 1\n".repeat(500)]]));
    const path = write(suffix, whole.subarray(0, whole.length / 3));
    await expect(diskStore(path).read()).rejects.toMatchObject({ code: "store/invalid-archive" });
  });

  test("is refused when it is not there", async () => {
    const reading = diskStore(join(folder, `nowhere${suffix}`)).read();
    await expect(reading).rejects.toMatchObject({
      code: "store/unreachable",
      message: expect.stringContaining("does not exist"),
    });
  });
});

test.each([
  ["is encrypted", zip([["a.yaml", "1"]], { flags: 1 }), "`a.yaml` is encrypted"],
  [
    "unpacks to more than it says",
    zip([["a.yaml", "1".repeat(1000)]], { claimedBytes: 10 }),
    "too many bytes",
  ],
])("a zip archive is refused when a file %s", async (_title, bytes, message) => {
  await expect(diskStore(write(".zip", bytes)).read()).rejects.toMatchObject({
    code: "store/invalid-archive",
    message: expect.stringContaining(message),
  });
});

test("a small archive that unpacks to a lot nobody wants is given up", async () => {
  const bomb = gzipSync(await tar([["zeros.bin", "0".repeat(1_000_000)]]));
  const reading = diskStore(write(".tgz", bomb), { maxTotalBytes: 100_000 }).read();
  await expect(reading).rejects.toMatchObject({ code: "store/too-large" });
});
