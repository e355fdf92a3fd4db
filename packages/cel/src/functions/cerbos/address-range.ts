import { CelError } from "../../values/cel-error.ts";
import {
  type IpRange,
  isInRange,
  isMappedIpv4,
  networkOf,
  parseIpAddress,
  parseIpRange,
  unmapped,
} from "../ip-address.ts";
import type { FunctionRow } from "../library.ts";

/** Whether an address, given as text, lies in a block of addresses. */
export const addressRangeRow: FunctionRow = {
  name: "inIPAddrRange",
  signature: "string.(string) bool",
  call: inIpAddrRange,
  about: "whether the address lies in the range; IPv4 written as IPv6 is IPv4",
  example: ["'10.20.1.2'.inIPAddrRange('10.20.0.0/16')", "true"],
};

function inIpAddrRange(text: string, rangeText: string): boolean | CelError {
  const address = parseIpAddress(text);
  if (address === undefined) return new CelError(`invalid IP address: ${text}`);
  const range = parseIpRange(rangeText);
  if (range === undefined) return new CelError(`invalid CIDR address: ${rangeText}`);
  return isInRange(unmapped(address), unmappedRange(range));
}

/** A range of IPv4 addresses written as IPv6 is that range of IPv4 addresses. */
function unmappedRange(range: IpRange): IpRange {
  const network = networkOf(range);
  if (!isMappedIpv4(network)) return range;
  return { address: unmapped(network), prefixLength: range.prefixLength - 96 };
}
