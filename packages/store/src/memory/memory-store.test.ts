import { expect, test } from "vitest";
import { testPolicyStore, textsOf } from "../contract-suite.ts";
import { memoryStore } from "./memory-store.ts";

testPolicyStore("memory store", async (files) => {
  const store = memoryStore(files);
  return {
    store,
    put: async (path, text) => store.put(path, text),
    remove: async (path) => store.remove(path),
    close: async () => {},
  };
});

test("all files are replaced at once, with one notification", async () => {
  const store = memoryStore({ "a.yaml": "1", "b.yaml": "2" });
  const heard: string[] = [];
  store.subscribe?.(
    () => heard.push("change"),
    () => heard.push("failure"),
  );
  store.replace({ "c.yaml": "3", "d.yaml": "4" });
  expect([await textsOf(store), heard]).toEqual([{ "c.yaml": "3", "d.yaml": "4" }, ["change"]]);
});

test("removing what is not there changes nothing", async () => {
  const store = memoryStore({ "a.yaml": "1" });
  const { revision } = await store.read();
  store.remove("b.yaml");
  expect((await store.read()).revision).toBe(revision);
});
