import { formatListenAddress, type ListenAddress, parseListenAddress } from "../config/listen-address.ts";
import { parseFileMode, type ServerSection } from "../config/server-section.ts";
import type { Logger } from "../observability/logger.ts";
import { reasonOf } from "../reason-of.ts";
import { StartError } from "../start-error.ts";

/** What can be opened at an address. */
export interface Openable {
  /** Throws: the system's error when the address cannot be had. */
  listen(
    address: ListenAddress,
    options?: { readonly socketFileMode?: number },
  ): Promise<{ readonly address: ListenAddress }>;
}

/** Throws: `server/address-unavailable`. */
export function readAddress(configured: string): ListenAddress {
  const { address, problem } = parseListenAddress(configured);
  if (problem !== undefined) throw new StartError("server/address-unavailable", problem);
  return address;
}

export interface OpeningOptions {
  /** What is opened, such as `HTTP`. */
  readonly name: string;
  /** The address, as it was configured. */
  readonly configured: string;
  readonly section: Pick<ServerSection, "udsFileMode" | "embeddedMode">;
  readonly log: Logger;
}

/**
 * Opens a transport at its configured address, and logs where that is.
 *
 * Throws: `server/address-unavailable`.
 */
export async function openAt(
  transport: Openable,
  { name, configured, section, log }: OpeningOptions,
): Promise<ListenAddress> {
  const address = readAddress(configured);
  const socketFileMode = parseFileMode(section.udsFileMode);
  try {
    const listening = await transport.listen(address, socketFileMode === undefined ? {} : { socketFileMode });
    const isFound = address.kind === "tcp" && address.port === 0;
    const place = isFound ? formatListenAddress(listening.address) : configured;
    if (!section.embeddedMode) log.info(`Starting ${name} server at ${place}`);
    return listening.address;
  } catch (cause) {
    throw new StartError("server/address-unavailable", `failed to start ${name} server: ${reasonOf(cause)}`, {
      cause,
    });
  }
}
