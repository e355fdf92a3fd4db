import type { PolicySource, PolicyStore } from "@orthrus/policy";
import { expect, test } from "vitest";
import { openPdp, type PdpOptions, PolicyError } from "../index.ts";
import { allow, ask, filesOf, resource } from "../testdata/policies.ts";

/** A store whose states are pushed by the test and whose reads finish when the test says so. */
function scriptedStore(first: PolicySource) {
  let source = first;
  let onChange: () => void = () => undefined;
  let onFailure: (failure: unknown) => void = () => undefined;
  const reads: (() => void)[] = [];
  const log: string[] = [];
  const store: PolicyStore = {
    read: async () => {
      const snapshot = source;
      log.push(`read ${snapshot.revision}`);
      await new Promise<void>((resolve) => reads.push(resolve));
      return snapshot;
    },
    subscribe: (change, failure) => {
      onChange = change;
      onFailure = failure;
      return () => log.push("unsubscribed");
    },
    close: async () => {
      log.push("closed");
    },
  };
  return {
    store,
    log,
    change(next: PolicySource) {
      source = next;
      onChange();
    },
    fail: (failure: unknown) => onFailure(failure),
    async finishReads() {
      for (let round = 0; round < 5; round++) {
        for (const finish of reads.splice(0)) finish();
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

function state(revision: string, action: string): PolicySource {
  return { revision, files: filesFrom(filesOf([resource("foo", [allow(action, "a")])])) };
}

function broken(revision: string): PolicySource {
  return { revision, files: [{ path: "bad.yaml", text: "apiVersion: nonsense\n" }] };
}

function filesFrom(record: Record<string, string>): PolicySource["files"] {
  return Object.entries(record).map(([path, text]) => ({ path, text }));
}

async function open(scripted: ReturnType<typeof scriptedStore>, options: PdpOptions = {}) {
  const opening = openPdp({ store: scripted.store, ...options });
  await scripted.finishReads();
  return opening;
}

test("a change of the store takes over at once and listeners hear of it", async () => {
  const scripted = scriptedStore(state("1", "view"));
  const heard: string[] = [];
  const pdp = await open(scripted, { onReload: ({ revision }) => heard.push(`option ${revision}`) });
  pdp.onChange(({ revision }) => heard.push(`listener ${revision}`));
  const before = ask(pdp, "edit");
  scripted.change(state("2", "edit"));
  await scripted.finishReads();
  expect([before, ask(pdp, "edit"), pdp.status, heard]).toEqual([
    "deny resource.foo.vdefault",
    "allow resource.foo.vdefault",
    { revision: "2", policyCount: 1, reloadFailure: undefined },
    ["option 2", "listener 2"],
  ]);
});

test("changes during a load lead to one more load, and the last state wins", async () => {
  const scripted = scriptedStore(state("1", "view"));
  const pdp = await open(scripted);
  for (const revision of ["2", "3", "4", "5"]) scripted.change(state(revision, `act${revision}`));
  await scripted.finishReads();
  expect([scripted.log, pdp.status.revision, ask(pdp, "act5")]).toEqual([
    ["read 1", "read 2", "read 5"],
    "5",
    "allow resource.foo.vdefault",
  ]);
});

test("a change during the first load is not missed", async () => {
  const scripted = scriptedStore(state("1", "view"));
  const opening = openPdp({ store: scripted.store });
  scripted.change(state("2", "edit"));
  await scripted.finishReads();
  const pdp = await opening;
  await scripted.finishReads();
  expect(pdp.status.revision).toBe("2");
});

test("policies that do not compile leave the last good ones in place", async () => {
  const scripted = scriptedStore(state("1", "view"));
  const failures: unknown[] = [];
  const at = new Date(0);
  const pdp = await open(scripted, {
    now: () => at,
    onReloadFailure: ({ failure, revision }) => failures.push([failure instanceof PolicyError, revision]),
  });
  scripted.change(broken("2"));
  await scripted.finishReads();
  const during = [pdp.status.revision, pdp.status.reloadFailure?.revision, ask(pdp, "view")];
  scripted.change(state("3", "edit"));
  await scripted.finishReads();
  expect([during, failures, pdp.status.reloadFailure, ask(pdp, "edit")]).toEqual([
    ["1", "2", "allow resource.foo.vdefault"],
    [[true, "2"]],
    undefined,
    "allow resource.foo.vdefault",
  ]);
});

test("a store that goes back to the loaded state clears the failure", async () => {
  const scripted = scriptedStore(state("1", "view"));
  const pdp = await open(scripted);
  scripted.change(broken("2"));
  await scripted.finishReads();
  scripted.change(state("1", "view"));
  await scripted.finishReads();
  expect(pdp.status).toEqual({ revision: "1", policyCount: 1, reloadFailure: undefined });
});

test("a store that fails later is reported and decisions go on", async () => {
  const scripted = scriptedStore(state("1", "view"));
  const pdp = await open(scripted);
  scripted.fail(new Error("disk is gone"));
  expect([pdp.status.reloadFailure?.failure, ask(pdp, "view")]).toEqual([
    new Error("disk is gone"),
    "allow resource.foo.vdefault",
  ]);
});

test("opening over policies that do not compile fails and follows nothing", async () => {
  const scripted = scriptedStore(broken("1"));
  const opening = openPdp({ store: scripted.store });
  const failure = opening.catch((error: unknown) => error);
  await scripted.finishReads();
  expect([await failure, scripted.log]).toEqual([expect.any(PolicyError), ["read 1", "unsubscribed"]]);
});

test("a closed decision point closes its store, takes over nothing more and still answers", async () => {
  const scripted = scriptedStore(state("1", "view"));
  const pdp = await open(scripted);
  scripted.change(state("2", "edit"));
  const closing = pdp.close();
  await scripted.finishReads();
  await closing;
  expect([scripted.log, pdp.status.revision, ask(pdp, "view")]).toEqual([
    ["read 1", "read 2", "unsubscribed", "closed"],
    "1",
    "allow resource.foo.vdefault",
  ]);
});

test("a listener that throws is reported and disturbs nobody", async () => {
  const scripted = scriptedStore(state("1", "view"));
  const errors: unknown[] = [];
  const heard: string[] = [];
  const pdp = await open(scripted, { onInternalError: (error) => errors.push(error) });
  pdp.onChange(() => {
    throw new Error("listener");
  });
  const stop = pdp.onChange(({ revision }) => heard.push(revision));
  scripted.change(state("2", "edit"));
  await scripted.finishReads();
  stop();
  scripted.change(state("3", "edit"));
  await scripted.finishReads();
  expect([errors, heard, pdp.status.revision]).toEqual([
    [new Error("listener"), new Error("listener")],
    ["2"],
    "3",
  ]);
});

test("a reload on demand settles when it took over, and throws what it failed with", async () => {
  const files: Record<string, string> = filesOf([resource("foo", [allow("view", "a")])]);
  let revision = 1;
  const store: PolicyStore = {
    read: async () => ({ revision: `${revision}`, files: filesFrom(files) }),
  };
  const pdp = await openPdp({ store });
  Object.assign(files, filesOf([resource("foo", [allow("edit", "a")])]));
  revision = 2;
  const before = ask(pdp, "edit");
  await pdp.reload();
  const after = ask(pdp, "edit");
  files["bad.yaml"] = "apiVersion: nonsense\n";
  revision = 3;
  await expect(pdp.reload()).rejects.toThrow(PolicyError);
  expect([before, after, ask(pdp, "edit"), pdp.status.revision]).toEqual([
    "deny resource.foo.vdefault",
    "allow resource.foo.vdefault",
    "allow resource.foo.vdefault",
    "2",
  ]);
  delete files["bad.yaml"];
  revision = 4;
  await pdp.reload();
  expect(pdp.status).toMatchObject({ revision: "4", reloadFailure: undefined });
});
