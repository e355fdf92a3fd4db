import {
  type CheckResourceRequest,
  type CheckResourcesRequest,
  type CheckResourcesResponse,
  type CheckResourcesResult,
  Client,
  type IsAllowedRequest,
  type PlanResourcesRequest,
  type PlanResourcesResponse,
  type RequestOptions,
} from "@cerbos/core";
import { createPdp, type Explanation, openPdp, type Pdp } from "@orthrus/engine";
import type { Frozen } from "./frozen.ts";
import { explainAction } from "./in-process/explain-action.ts";
import type { DecodeJwtPayload } from "./in-process/read-tokens.ts";
import { inProcessTransport } from "./in-process/transport.ts";
import type { OpenOrthrusOptions, OrthrusOptions } from "./options.ts";

/**
 * A client of the official SDK that decides in this process: no server, no network. It takes the place of its `GRPC`
 * and `HTTP` clients without further changes.
 *
 * Throws: as the official clients; `NotOK` with `UNIMPLEMENTED` for calls other than checks, plans, server
 * information and health.
 */
export class Orthrus extends Client {
  readonly #pdp: Pdp;
  readonly #decodeToken: DecodeJwtPayload | undefined;
  readonly #stopListening: () => void;
  #isPdpOurs: boolean;
  #updateSignal: object = {};

  /** Throws: `PolicyError` when the policies do not compile. */
  constructor(options: OrthrusOptions) {
    const { headers, onValidationError, decodeJWTPayload, ...source } = options;
    const pdp = source.policies === undefined ? source.pdp : createPdp(source);
    super(inProcessTransport(pdp, decodeJWTPayload), { headers, onValidationError });
    this.#pdp = pdp;
    this.#decodeToken = decodeJWTPayload;
    this.#isPdpOurs = source.policies !== undefined;
    this.#stopListening = pdp.onChange(() => {
      this.#updateSignal = {};
    });
  }

  /**
   * Opens a client over a store, and follows its changes.
   *
   * Throws: `PolicyError` when the policies do not compile, or what the store fails with.
   */
  static async open(options: OpenOrthrusOptions): Promise<Orthrus> {
    const { headers, onValidationError, decodeJWTPayload, ...source } = options;
    const pdp = await openPdp(source);
    const client = new Orthrus({
      pdp,
      headers,
      onValidationError,
      ...(decodeJWTPayload && { decodeJWTPayload }),
    });
    client.#isPdpOurs = true;
    return client;
  }

  // The official types ask for lists that may be changed, which nobody does; these take any.

  override checkResource(
    request: Frozen<CheckResourceRequest>,
    options?: RequestOptions,
  ): Promise<CheckResourcesResult> {
    return super.checkResource(request as CheckResourceRequest, options);
  }

  override checkResources(
    request: Frozen<CheckResourcesRequest>,
    options?: RequestOptions,
  ): Promise<CheckResourcesResponse> {
    return super.checkResources(request as CheckResourcesRequest, options);
  }

  override isAllowed(request: Frozen<IsAllowedRequest>, options?: RequestOptions): Promise<boolean> {
    return super.isAllowed(request as IsAllowedRequest, options);
  }

  override planResources(
    request: Frozen<PlanResourcesRequest>,
    options?: RequestOptions,
  ): Promise<PlanResourcesResponse> {
    return super.planResources(request as PlanResourcesRequest, options);
  }

  /**
   * Why an action is allowed or denied, and what would allow it; takes what `isAllowed` takes. Only a client in this
   * process can tell, servers do not.
   *
   * Throws: as `isAllowed`.
   */
  explain(request: Frozen<IsAllowedRequest>): Promise<Explanation> {
    return explainAction(this.#pdp, this.#decodeToken, request as IsAllowedRequest);
  }

  /** Another object after every change of the policies; the React hooks of the SDK then ask again. */
  override get "~updateSignal"(): unknown {
    return this.#updateSignal;
  }

  /** Stops following changes. A decision point that was passed in stays open. */
  async close(): Promise<void> {
    this.#stopListening();
    if (this.#isPdpOurs) await this.#pdp.close();
  }
}
