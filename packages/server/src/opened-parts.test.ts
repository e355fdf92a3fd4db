import { expect, test } from "vitest";
import { OpenedParts } from "./opened-parts.ts";

test("what was opened last is closed first, and one failure keeps nothing open", async () => {
  const closed: string[] = [];
  const opened = new OpenedParts();
  opened.push(() => void closed.push("first"));
  opened.push(async () => {
    closed.push("second");
    throw new Error("a full disk");
  });
  opened.push(() => {
    closed.push("third");
    throw new Error("a broken pipe");
  });
  await expect(opened.close()).rejects.toThrow("a broken pipe");
  await opened.close();
  expect(closed).toEqual(["third", "second", "first"]);
});
