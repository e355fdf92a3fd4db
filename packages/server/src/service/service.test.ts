import type { CheckResourcesRequest, CheckResult, Plan } from "@orthrus/protocol";
import type { CheckResourcesCall, PlanResourcesCall } from "@orthrus/protocol/wire";
import { describe, expect, test } from "vitest";
import { createService, type ServiceOptions } from "./service.ts";
import type { ServiceError } from "./service-error.ts";

const NOTHING: Plan = {
  kind: "always-denied",
  filterDebug: "NO_MATCH",
  matchedScopes: new Map(),
  validationErrors: [],
};
const DENIED: CheckResult = {
  actions: new Map([["view", { effect: "deny", matchedPolicy: "NO_MATCH", matchedScope: "" }]]),
  outputs: [],
  validationErrors: [],
  effectiveDerivedRoles: undefined,
};

function serviceWith(changes: Partial<ServiceOptions> = {}): ReturnType<typeof createService> {
  return createService({
    decider: { plan: () => NOTHING, checkResources: ({ resources }) => resources.map(() => DENIED) },
    auxData: { extract: () => ({}) },
    limits: { maxActionsPerResource: 2, maxResourcesPerRequest: 2 },
    info: { version: "0.55.0", commit: "abc", buildDate: "2026-01-01T00:00:00Z" },
    ...changes,
  });
}

function callFor(actions: readonly string[], count = 1): CheckResourcesCall {
  const resources = Array.from({ length: count }, (_, index) => ({
    actions,
    resource: { kind: "album", id: `${index}`, scope: "." },
  }));
  return { requestId: "r", includeMeta: true, principal: { id: "ada", roles: ["user"] }, resources };
}

describe("plans", () => {
  const call: PlanResourcesCall = {
    requestId: "r",
    includeMeta: true,
    principal: { id: "ada", roles: ["user"] },
    resource: { kind: "album" },
    actions: ["view"],
    isSingleAction: true,
  };

  test("are answered with what was asked", async () => {
    expect(await serviceWith().planResources(call)).toEqual({
      requestId: "r",
      includeMeta: true,
      isSingleAction: true,
      actions: ["view"],
      resource: { kind: "album" },
      plan: NOTHING,
      callId: expect.stringMatching(/^\w{26}$/),
    });
  });

  test("that fail say no more than that, and the reason is for the log", async () => {
    const failures: ServiceError[] = [];
    const cause = new Error("a secret");
    const plan = (): never => {
      throw cause;
    };
    const service = serviceWith({
      decider: { checkResources: () => [], plan },
      onFailure: (failure) => failures.push(failure),
    });
    await expect(service.planResources(call)).rejects.toMatchObject({
      code: "server/plan-failed",
      message: "Resources query plan request failed",
    });
    expect(failures.map((failure) => failure.cause)).toEqual([cause]);
  });
});

describe("checks", () => {
  test("are answered in request order, with the resources as they were sent", async () => {
    const call = callFor(["view"], 2);
    expect(await serviceWith().checkResources(call)).toEqual({
      requestId: "r",
      includeMeta: true,
      callId: expect.stringMatching(/^\w{26}$/),
      results: call.resources.map(({ resource }) => ({ resource, result: DENIED })),
    });
  });

  test("see verified claims instead of tokens", async () => {
    const seen: CheckResourcesRequest[] = [];
    const service = serviceWith({
      auxData: { extract: async ({ jwt }) => ({ jwt: { sub: jwt?.token ?? "" } }) },
      decider: {
        plan: () => NOTHING,
        checkResources: (request) => {
          seen.push(request);
          return [DENIED];
        },
      },
    });
    const { principal, resources, ...rest } = callFor(["view"]);
    await service.checkResources({
      ...rest,
      principal,
      resources,
      auxData: { jwt: { token: "t", keySetId: "" } },
    });
    expect(seen).toEqual([{ principal, resources, auxData: { jwt: { sub: "t" } } }]);
  });

  test.each([
    [
      "server/too-many-actions",
      "number of actions (3) exceeds configured limit (2)",
      callFor(["a", "b", "c"]),
    ],
    [
      "server/too-many-resources",
      "number of resources in batch (3) exceeds configured limit (2)",
      callFor(["a"], 3),
    ],
  ])("beyond the limits fail with %s", async (code, message, call) => {
    await expect(serviceWith().checkResources(call)).rejects.toMatchObject({ code, message });
  });

  const broken = new Error("out of luck");
  const fail = (): never => {
    throw broken;
  };

  test.each([
    [
      "the decider fails",
      { decider: { plan: () => NOTHING, checkResources: fail } },
      "server/check-failed",
      "Policy check failed",
    ],
    [
      "a decision is missing",
      { decider: { plan: () => NOTHING, checkResources: () => [] } },
      "server/check-failed",
      "Policy check failed",
    ],
    [
      "a token cannot be trusted",
      { auxData: { extract: fail } },
      "server/invalid-aux-data",
      "invalid auxData",
    ],
  ])("are not answered when %s, and the log hears why", async (_when, changes, code, message) => {
    const heard: ServiceError[] = [];
    const service = serviceWith({ ...changes, onFailure: (failure) => heard.push(failure) });
    const call = { ...callFor(["view"]), auxData: { jwt: { token: "t", keySetId: "" } } };
    await expect(service.checkResourceBatch(call)).rejects.toMatchObject({ code, message });
    expect(heard).toEqual([expect.objectContaining({ code, message, cause: expect.any(Error) })]);
  });
});

describe("health", () => {
  test.each(["", "cerbos.svc.v1.CerbosService"])("of %j is known", (apiService) => {
    expect(serviceWith().health(apiService)).toBe("SERVING");
  });

  test("of anything else is not", () => {
    expect(() => serviceWith().health("nope")).toThrow(
      expect.objectContaining({ code: "server/unknown-service", message: "unknown service" }),
    );
  });

  test("ends before the server does", () => {
    const service = serviceWith();
    service.announceShutdown();
    expect(service.health("")).toBe("NOT_SERVING");
  });
});
