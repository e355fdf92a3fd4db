/** `spiffe://acme.test/ns/prod/sa/indexer` in its parts. */
export interface SpiffeId {
  readonly trustDomain: string;
  /** With its leading slash; empty for the id of a trust domain. */
  readonly path: string;
}

const ID = /^spiffe:\/\/([a-z0-9._-]{1,255})((?:\/[A-Za-z0-9._-]+)*)$/;

/**
 * Reads a SPIFFE id; `undefined` when it is none.
 *
 * Source: SPIFFE-ID specification, section 2.
 */
export function parseSpiffeId(text: string): SpiffeId | undefined {
  const [, trustDomain, path = ""] = (text.length <= 2_048 && ID.exec(text)) || [];
  if (trustDomain === undefined || path.split("/").some((segment) => segment === "." || segment === ".."))
    return undefined;
  return { trustDomain, path };
}
