import { chmod, lstat, unlink } from "node:fs/promises";
import type { Server } from "node:net";
import type { ListenAddress } from "../config/listen-address.ts";

const ALL_INTERFACES = "::";

/**
 * Opens a server's port or socket; a socket file left behind by a dead process is replaced.
 *
 * Shape: port 0 in the given address becomes the one that was found in the returned address.
 * Throws: the system's error when the address cannot be had.
 */
export async function listen(
  server: Server,
  address: ListenAddress,
  socketFileMode?: number,
): Promise<ListenAddress> {
  if (address.kind === "tcp") {
    await opened(server, () => server.listen(address.port, address.host || undefined));
    const bound = server.address();
    const port = bound !== null && typeof bound === "object" ? bound.port : address.port;
    return { kind: "tcp", host: address.host || ALL_INTERFACES, port };
  }
  await removeStaleSocket(address.path);
  await opened(server, () => server.listen(address.path));
  if (socketFileMode !== undefined) await chmod(address.path, socketFileMode);
  return address;
}

function opened(server: Server, open: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.once("listening", () => {
      server.off("error", reject);
      resolve();
    });
    open();
  });
}

async function removeStaleSocket(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isSocket()) await unlink(path);
}
