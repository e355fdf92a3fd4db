// Run by check-scaling.ts in a process of its own: opens so many policies, and says what that and checks cost.
import { createPdp } from "@orthrus/engine";
import type { CheckRequest } from "@orthrus/protocol";
import { measure } from "./measure.ts";

const count = Number(process.argv[2] ?? 90);
const files = Array.from({ length: count }, (_, i) => ({ path: `item-${i}.yaml`, text: policyText(i) }));
const before = process.cpuUsage();
const pdp = createPdp({ policies: files });
const used = process.cpuUsage(before);
const startMs = (used.user + used.system) / 1_000;
// What a process rests at once it has answered for a while.
const requests = Array.from({ length: count }, (_, i) => requestFor(i));
const everyKind = measure("every kind", 300_000, (i) => ask(requests[i % requests.length]));
const oneKind = measure("one kind", 300_000, () => ask(requests[7]));
const { rss, heapUsed } = process.memoryUsage();
const cells = [count, startMs, rss / 2 ** 20, heapUsed / 2 ** 20, everyKind.p50Ns, oneKind.p50Ns];
console.log(cells.map((cell) => Math.round(cell).toLocaleString("en").padStart(12)).join(""));

function ask(request: CheckRequest | undefined): boolean {
  return request !== undefined && pdp.check(request).isAllowed("view");
}

/** Twelve expressions among all of them, as policies of one company repeat theirs. */
function policyText(index: number): string {
  return `apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: "item_${index}"
  version: default
  rules:
    - actions: [view]
      roles: [user, editor]
      effect: EFFECT_ALLOW
      condition:
        match:
          all:
            of:
              - expr: R.attr.level >= ${index % 4}
              - expr: R.attr.team == P.attr.team
    - actions: [edit, "comment:*"]
      roles: [editor]
      effect: EFFECT_ALLOW
      condition:
        match:
          expr: R.attr.owner == P.id || R.attr.level > ${index % 6}
    - actions: ["*"]
      roles: [admin]
      effect: EFFECT_ALLOW
    - actions: [delete]
      roles: ["*"]
      effect: EFFECT_DENY
      condition:
        match:
          expr: R.attr.locked == true
`;
}

function requestFor(index: number): CheckRequest {
  return {
    principal: { id: "ada", roles: ["user", "editor"], attributes: { team: "core" } },
    resource: {
      kind: `item_${index}`,
      id: `${index}`,
      attributes: { owner: index % 3 === 0 ? "ada" : "bob", team: "core", level: index % 7, locked: false },
    },
    actions: ["view", "edit", "delete"],
  };
}
