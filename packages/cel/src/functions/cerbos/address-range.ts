import { CelError } from "../../values/cel-error.ts";
import {
  type IpRange,
  isInRange,
  isMappedIpv4,
  networkOf,
  parseIpAddress,
  parseIpRange,
  parseIpv4Word,
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
  const answer = isInIpv4Range(text, rangeText);
  if (answer !== undefined) return answer;
  const address = parseIpAddress(text);
  if (address === undefined) return new CelError(`invalid IP address: ${text}`);
  const range = parseIpRange(rangeText);
  if (range === undefined) return new CelError(`invalid CIDR address: ${rangeText}`);
  return isInRange(unmapped(address), unmappedRange(range));
}

// PERF: the usual case without an object; everything it cannot read is left to the others.
function isInIpv4Range(text: string, rangeText: string): boolean | undefined {
  const address = parseIpv4Word(text, text.length);
  const slash = rangeText.indexOf("/");
  const network = slash < 0 ? undefined : parseIpv4Word(rangeText, slash);
  const length = rangeText.slice(slash + 1);
  if (address === undefined || network === undefined || !/^(?:[1-9]|[12]\d|3[0-2])$/.test(length))
    return undefined;
  return (address ^ network) >>> (32 - Number(length)) === 0;
}

/** A range of IPv4 addresses written as IPv6 is that range of IPv4 addresses. */
function unmappedRange(range: IpRange): IpRange {
  const network = networkOf(range);
  if (!isMappedIpv4(network)) return range;
  return { address: unmapped(network), prefixLength: range.prefixLength - 96 };
}
