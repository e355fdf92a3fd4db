import type { JsonObject } from "./json.ts";

/** Facts about the request beside principal and resource: claims of tokens that somebody has verified. */
export interface AuxData {
  /** `request.auxData.jwt` in conditions. */
  readonly jwt?: JsonObject;
  /** `request.auxData.jwts.<name>.claims` in conditions. */
  readonly jwts?: ReadonlyMap<string, JsonObject>;
}
