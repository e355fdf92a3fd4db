import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace";
import { ConfigError } from "../../config/config-error.ts";
import type { Environment } from "../otlp/otlp-settings.ts";

const NEVER_SAMPLED = ["grpc.", "cerbos.svc.v1.CerbosPlaygroundService."];

/**
 * Makes the sampler that the environment names. By default nothing is recorded unless the caller records.
 *
 * Throws: `server/config-invalid`.
 */
export function readSampler(environment: Environment): Sampler {
  const sampler = namedSampler(environment);
  return {
    shouldSample(context, traceId, name, ...others) {
      if (NEVER_SAMPLED.some((start) => name.startsWith(start))) {
        return { decision: SamplingDecision.NOT_RECORD };
      }
      return sampler.shouldSample(context, traceId, name, ...others);
    },
    toString: () => sampler.toString(),
  };
}

function namedSampler(environment: Environment): Sampler {
  const name = environment.OTEL_TRACES_SAMPLER || "parentbased_always_off";
  const always = new AlwaysOnSampler();
  const never = new AlwaysOffSampler();
  const ratio = (): Sampler => new TraceIdRatioBasedSampler(readRatio(environment));
  const unlessParent = (root: Sampler): Sampler => new ParentBasedSampler({ root });
  // biome-ignore format: one row per sampler
  const samplers: ReadonlyMap<string, () => Sampler> = new Map([
    ["always_on",                () => always],
    ["always_off",               () => never],
    ["traceidratio",             ratio],
    ["parentbased_always_on",    () => unlessParent(always)],
    ["parentbased_always_off",   () => unlessParent(never)],
    ["parentbased_traceidratio", () => unlessParent(ratio())],
  ]);
  return samplers.get(name)?.() ?? refuse(`trace sampler ${JSON.stringify(name)} is not supported`);
}

function readRatio({ OTEL_TRACES_SAMPLER_ARG: text }: Environment): number {
  const ratio = Number(text || "0.1");
  return Number.isNaN(ratio) ? refuse(`failed to parse trace ID ratio value ${JSON.stringify(text)}`) : ratio;
}

function refuse(problem: string): never {
  throw new ConfigError("server/config-invalid", `failed to initialize trace sampler: ${problem}`);
}
