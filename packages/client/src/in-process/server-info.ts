import { COMPATIBLE_VERSION, ORTHRUS_RELEASED_AT, ORTHRUS_VERSION } from "@orthrus/protocol";

/** What `serverInfo` says. Clients switch features on by the version, so it is the one we are compatible with. */
export const serverInfo: { readonly version: string; readonly commit: string; readonly buildDate: string } = {
  version: COMPATIBLE_VERSION,
  commit: `orthrus-${ORTHRUS_VERSION}`,
  buildDate: ORTHRUS_RELEASED_AT,
};
