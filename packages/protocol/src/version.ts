/** Version of this software. */
export const ORTHRUS_VERSION = "0.1.0";

/** When that version was made. Shape: RFC 3339. */
export const ORTHRUS_RELEASED_AT = "2026-11-20T00:00:00Z";

/** Version of the protocol and the behaviour this software is compatible with; clients switch features on by it. */
export const COMPATIBLE_VERSION = "0.55.0";
