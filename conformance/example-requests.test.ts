import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createPdp } from "@orthrus/engine";
import { decodeCheckResources, encodeCheckResources } from "@orthrus/protocol/wire";
import { expect, test } from "vitest";
import { readFolder } from "./read-folder.ts";

const examples = fileURLToPath(new URL("../examples/", import.meta.url));
const requests = readdirSync(`${examples}requests`).filter((name) => !name.endsWith(".answer.json"));

// Written down from the reference server.
test.each(requests)("the example request %s is answered as the page says", (name) => {
  const call = decodeCheckResources(readFileSync(`${examples}requests/${name}`, "utf8"));
  const { principal, resources } = call;
  const decisions = createPdp({
    policies: readFolder(`${examples}policies`),
    // As in examples/orthrus.yaml.
    schemaEnforcement: "warn",
  }).checkResources({
    principal,
    resources,
  });
  const results = decisions.map((result, index) => ({
    resource: resources[index]?.resource ?? { kind: "", id: "" },
    result,
  }));
  const { includeMeta } = call;
  const answer = JSON.parse(encodeCheckResources({ requestId: "", callId: "new", includeMeta, results }));
  const expected = readFileSync(`${examples}requests/${name.replace(".json", ".answer.json")}`, "utf8");
  expect(answer).toEqual({ ...JSON.parse(expected), cerbosCallId: "new" });
});
