import type { Options } from "@cerbos/core";
import type { CreatePdpOptions, OpenPdpOptions, Pdp } from "@orthrus/engine";
import type { DecodeJwtPayload } from "./in-process/read-tokens.ts";

/** What every client in this process may be told. */
export interface OrthrusClientOptions extends Pick<Options, "headers" | "onValidationError"> {
  /**
   * Verifies a token and reads its payload, which conditions see as it is returned. Without it, requests with tokens
   * are refused.
   */
  readonly decodeJWTPayload?: DecodeJwtPayload;
}

/** A client for a decision point that the caller keeps, or for policies at hand. */
export type OrthrusOptions = OrthrusClientOptions & (({ readonly pdp: Pdp } & NoPolicies) | CreatePdpOptions);

/** A client for the policies of a store. */
export type OpenOrthrusOptions = OrthrusClientOptions & OpenPdpOptions;

interface NoPolicies {
  readonly policies?: never;
}
