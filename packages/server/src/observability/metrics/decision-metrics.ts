import type { Decider } from "../../service/service.ts";
import type { Family, HistogramCell } from "./family.ts";

export interface DecisionFamilies {
  readonly checkLatency: Family<HistogramCell>;
  readonly checkBatchSize: Family<HistogramCell>;
  readonly planLatency: Family<HistogramCell>;
}

/** The same decisions, measured. */
export function measureDecisions(decider: Decider, families: DecisionFamilies): Decider {
  const batchSize = families.checkBatchSize.with();
  const measureCheck = measuredBy(families.checkLatency);
  const measurePlan = measuredBy(families.planLatency);
  return {
    checkResources(request) {
      batchSize.record(request.resources.length);
      return measureCheck(() => decider.checkResources(request));
    },
    plan: (request) => measurePlan(() => decider.plan(request)),
  };
}

/** Makes what runs work and records how long it took, by whether it failed. */
function measuredBy(latency: Family<HistogramCell>): <Result>(work: () => Result) => Result {
  const success = latency.with({ status: "success" });
  // Made when needed: a series that never moves only costs.
  const failure = (): HistogramCell => latency.with({ status: "failure" });
  return (work) => {
    const startMs = performance.now();
    try {
      const result = work();
      success.record(performance.now() - startMs);
      return result;
    } catch (cause) {
      failure().record(performance.now() - startMs);
      throw cause;
    }
  };
}
