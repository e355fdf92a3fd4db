/** Where a listener waits for connections. */
export type ListenAddress =
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | { readonly kind: "unix"; readonly path: string };

export type ParsedListenAddress =
  | { readonly address: ListenAddress; readonly problem?: never }
  | { readonly address?: never; readonly problem: string };

/**
 * Reads `host:port`, `:port`, `[v6]:port` or `unix:/path`.
 *
 * Shape: `":3592"` → every interface, port 3592; `"foo"` → the problem `address foo: missing port in address`.
 */
export function parseListenAddress(text: string): ParsedListenAddress {
  if (text.startsWith("unix:")) {
    const path = text.slice("unix:".length);
    return path === ""
      ? { problem: `address ${text}: missing path of the socket` }
      : { address: { kind: "unix", path } };
  }
  const parts = splitHostPort(text);
  if (typeof parts === "string") return { problem: `address ${text}: ${parts}` };
  const port = /^[0-9]+$/.test(parts.port) ? Number(parts.port) : Number.NaN;
  if (!(port <= 65_535)) return { problem: `address ${parts.port}: invalid port` };
  return { address: { kind: "tcp", host: parts.host, port } };
}

/** Says an address the way it was configured. */
export function formatListenAddress(address: ListenAddress): string {
  if (address.kind === "unix") return `unix:${address.path}`;
  return address.host.includes(":") ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}

function splitHostPort(text: string): { readonly host: string; readonly port: string } | string {
  const colon = text.lastIndexOf(":");
  if (text.startsWith("[")) {
    const end = text.indexOf("]");
    if (end < 0) return "missing ']' in address";
    if (end + 1 === text.length) return "missing port in address";
    if (text[end + 1] !== ":" || end + 1 !== colon) return "too many colons in address";
    return { host: text.slice(1, end), port: text.slice(colon + 1) };
  }
  if (colon < 0) return "missing port in address";
  const host = text.slice(0, colon);
  if (host.includes(":")) return "too many colons in address";
  return { host, port: text.slice(colon + 1) };
}
