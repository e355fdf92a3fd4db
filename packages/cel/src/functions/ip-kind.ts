import { type IpAddress, isInRange, parseIpRange } from "./ip-address.ts";

/** What an address is for. */
export type AddressKind =
  | "unspecified"
  | "loopback"
  | "multicast"
  | "link-local-multicast"
  | "link-local-unicast"
  | "broadcast"
  | "global-unicast";

/** The first block that has the address says what kind it is; an address in none of them is an ordinary one. */
// biome-ignore format: one row per block
const kinds: readonly (readonly [block: string, kind: AddressKind])[] = [
  ["0.0.0.0/32",         "unspecified"],
  ["::/128",             "unspecified"],
  ["127.0.0.0/8",        "loopback"],
  ["::1/128",            "loopback"],
  ["224.0.0.0/24",       "link-local-multicast"],
  ["ff02::/16",          "link-local-multicast"],
  ["224.0.0.0/4",        "multicast"],
  ["ff00::/8",           "multicast"],
  ["169.254.0.0/16",     "link-local-unicast"],
  ["fe80::/10",          "link-local-unicast"],
  ["255.255.255.255/32", "broadcast"],
];

const blocks = kinds.map(([block, kind]) => ({ range: parseIpRange(block), kind }));

/** What an address is for. Source: RFC 4291 and RFC 5735; private addresses count as ordinary ones. */
export function addressKind(address: IpAddress): AddressKind {
  const block = blocks.find(({ range }) => range !== undefined && isInRange(address, range));
  return block?.kind ?? "global-unicast";
}
