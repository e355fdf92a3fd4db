import type { JsonObject } from "@orthrus/protocol";
import type { PdpOptions, ReasonCode } from "../../index.ts";
import type { AskParts } from "../../testdata/policies.ts";

/** A denial, and what its explanation has to name; both are written by hand from the policies. */
export type DenialCase = readonly [
  title: string,
  policies: readonly JsonObject[],
  asked: AskParts & { readonly action?: string; readonly options?: PdpOptions },
  names: Names,
];

/** What is left out must not be named. */
export interface Names {
  readonly code: ReasonCode;
  readonly policy?: string;
  readonly rule?: string;
  readonly derivedRole?: string;
  /** The parts of expressions, in order. */
  readonly parts?: readonly string[];
  readonly missing?: readonly string[];
  /** Codes of what kept others from allowing it. */
  readonly cause?: ReasonCode;
  /** A piece of the next step; not compared when left out. */
  readonly hint?: string;
}
