import type { PolicyStore } from "@orthrus/policy";
import { describe, expect, test } from "vitest";

/** A store under test, with the means to change what it holds from outside. */
export interface StoreUnderTest {
  readonly store: PolicyStore;
  put(path: string, text: string): Promise<void>;
  remove(path: string): Promise<void>;
  close(): Promise<void>;
}

export type OpenStore = (files: Readonly<Record<string, string>>) => Promise<StoreUnderTest>;

const files = { "album.yaml": "a: 1", "acme/album.yaml": "b: 2", "_schemas/album.json": "{}" };

/** What every store does, whatever it keeps its files in. */
export function testPolicyStore(name: string, open: OpenStore): void {
  const use = async (run: (subject: StoreUnderTest) => Promise<void>): Promise<void> => {
    const subject = await open(files);
    try {
      await run(subject);
    } finally {
      await subject.close();
    }
  };

  describe(name, () => {
    test("reads every file with its path and text", () =>
      use(async ({ store }) => {
        expect(await textsOf(store)).toEqual(files);
      }));

    test("has the same revision while nothing changes", () =>
      use(async ({ store }) => {
        expect((await store.read()).revision).toBe((await store.read()).revision);
      }));

    test("has another revision once a text has changed", () =>
      use(async ({ store, put }) => {
        const { revision } = await store.read();
        await put("album.yaml", "a: 2");
        expect((await store.read()).revision).not.toBe(revision);
      }));

    test("keeps what it read when it changes later", () =>
      use(async ({ store, put }) => {
        const before = await store.read();
        await put("album.yaml", "changed");
        expect(before.files.find(({ path }) => path === "album.yaml")?.text).toBe("a: 1");
      }));

    test.each([
      [
        "an added file",
        ({ put }: StoreUnderTest) => put("new/photo.yaml", "c: 3"),
        { ...files, "new/photo.yaml": "c: 3" },
      ],
      [
        "a changed file",
        ({ put }: StoreUnderTest) => put("album.yaml", "a: 2"),
        { ...files, "album.yaml": "a: 2" },
      ],
      [
        "a removed file",
        ({ remove }: StoreUnderTest) => remove("album.yaml"),
        { "acme/album.yaml": "b: 2", "_schemas/album.json": "{}" },
      ],
    ])("reports %s, and then reads it", (_title, change, expected) =>
      use(async (subject) => {
        await subject.store.read();
        const changed = nextChange(subject.store);
        await change(subject);
        await changed;
        expect(await textsOf(subject.store)).toEqual(expected);
      }),
    );

    test("reports nothing to a subscriber that has stopped", () =>
      use(async ({ store, put }) => {
        await store.read();
        const heard: string[] = [];
        const stop = store.subscribe?.(() => heard.push("stopped"), failUnexpected);
        const changed = nextChange(store);
        stop?.();
        await put("album.yaml", "a: 2");
        await changed;
        expect(heard).toEqual([]);
      }));
  });
}

/** Text by path. */
export async function textsOf(store: PolicyStore): Promise<Record<string, string>> {
  const source = await store.read();
  return Object.fromEntries(source.files.map(({ path, text }) => [path, text]));
}

/** Settles at the next change; a failure rejects. */
export function nextChange(store: PolicyStore): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = store.subscribe?.(() => {
      stop?.();
      resolve();
    }, reject);
  });
}

function failUnexpected(failure: unknown): void {
  throw failure;
}
