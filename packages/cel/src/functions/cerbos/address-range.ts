import { CelError } from "../../values/cel-error.ts";
import {
  type IpRange,
  isInRange,
  isMappedIpv4,
  networkOf,
  parseIpAddress,
  parseIpRange,
  readIpv4,
  unmapped,
} from "../ip-address.ts";
import type { FunctionRow } from "../library.ts";

/** Whether an address, given as text, lies in a block of addresses. */
export const addressRangeRow: FunctionRow = {
  name: "inIPAddrRange",
  signature: "string.(string) bool",
  call: inIpAddrRange,
  forConstant: { argument: 1, make: inConstantRange },
};

/** A range of IPv4 addresses is read once; everything else is left to the others. */
function inConstantRange(rangeText: string): (text: string) => boolean | CelError {
  const range = readIpv4Range(rangeText);
  if (range === undefined) return (text) => inIpAddrRange(text, rangeText);
  const { network, shift } = range;
  return (text) => {
    const address = readIpv4(text, text.length);
    return address === undefined ? inIpAddrRange(text, rangeText) : (address ^ network) >>> shift === 0;
  };
}

interface Ipv4Range {
  /** The 32 bits of an address in it, as a signed number. */
  readonly network: number;
  /** How many of them are free. */
  readonly shift: number;
}

function readIpv4Range(text: string): Ipv4Range | undefined {
  const slash = text.indexOf("/");
  const network = slash < 0 ? undefined : readIpv4(text, slash);
  const length = text.slice(slash + 1);
  if (network === undefined || !/^(?:[1-9]|[12]\d|3[0-2])$/.test(length)) return undefined;
  return { network, shift: 32 - Number(length) };
}

function inIpAddrRange(text: string, rangeText: string): boolean | CelError {
  const answer = isInIpv4Range(text, rangeText);
  if (answer !== undefined) return answer;
  const address = parseIpAddress(text);
  if (address === undefined) return new CelError(`invalid IP address: ${text}`);
  const range = parseIpRange(rangeText);
  if (range === undefined) return new CelError(`invalid CIDR address: ${rangeText}`);
  return isInRange(unmapped(address), unmappedRange(range));
}

// PERF: the usual case without address objects.
function isInIpv4Range(text: string, rangeText: string): boolean | undefined {
  const address = readIpv4(text, text.length);
  const range = address === undefined ? undefined : readIpv4Range(rangeText);
  if (address === undefined || range === undefined) return undefined;
  return (address ^ range.network) >>> range.shift === 0;
}

/** A range of IPv4 addresses written as IPv6 is that range of IPv4 addresses. */
function unmappedRange(range: IpRange): IpRange {
  const network = networkOf(range);
  if (!isMappedIpv4(network)) return range;
  return { address: unmapped(network), prefixLength: range.prefixLength - 96 };
}
