/** Version of this software. */
export const ORTHRUS_VERSION = "0.1.0";

/** Version of the protocol and the behaviour this server is compatible with; clients switch features on by it. */
export const COMPATIBLE_VERSION = "0.55.0";
