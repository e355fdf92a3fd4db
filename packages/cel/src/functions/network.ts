import { CelError } from "../values/cel-error.ts";
import { OpaqueValue, type Value } from "../values/value.ts";
import {
  bitLength,
  formatIpAddress,
  type IpAddress,
  type IpRange,
  isInRange,
  isMappedIpv4,
  isSameAddress,
  networkOf,
  parseIpAddress,
  parseIpRange,
} from "./ip-address.ts";
import { addressKind } from "./ip-kind.ts";
import type { FunctionRow, Library } from "./library.ts";

/** An address; zones and IPv4 written as IPv6 are refused. */
export class NetworkAddress extends OpaqueValue {
  readonly address: IpAddress;

  constructor(address: IpAddress) {
    super();
    this.address = address;
  }

  override get typeName(): string {
    return "net.IP";
  }

  override equals(other: Value): boolean {
    return other instanceof NetworkAddress && isSameAddress(this.address, other.address);
  }
}

/** A block of addresses. */
export class NetworkRange extends OpaqueValue {
  readonly range: IpRange;

  constructor(range: IpRange) {
    super();
    this.range = range;
  }

  override get typeName(): string {
    return "net.CIDR";
  }

  override equals(other: Value): boolean {
    return other instanceof NetworkRange && isSameRange(this.range, other.range);
  }
}

function isSameRange(left: IpRange, right: IpRange): boolean {
  return left.prefixLength === right.prefixLength && isSameAddress(left.address, right.address);
}

const since = "0.55";
const literalAddress: FunctionRow["literal"] = {
  argument: 0,
  isValid: (text) => readAddress(text) !== undefined,
};
const literalRange: FunctionRow["literal"] = {
  argument: 0,
  isValid: (text) => readRange(text) !== undefined,
};

// biome-ignore format: one row per overload
const rows: readonly FunctionRow[] = [
  { name: "ip",             signature: "(string) net.IP",             call: toAddress, literal: literalAddress, since },
  { name: "ip",             signature: "net.CIDR.() net.IP",          call: ({ range }: NetworkRange) => new NetworkAddress(range.address), since },
  { name: "isIP",           signature: "(string) bool",               call: (text: string) => readAddress(text) !== undefined, since },
  { name: "ip.isCanonical", signature: "(string) bool",               call: isCanonical, since },
  { name: "cidr",           signature: "(string) net.CIDR",           call: toRange, literal: literalRange, since },
  { name: "isCIDR",         signature: "(string) bool",               call: (text: string) => readRange(text) !== undefined, since },
  { name: "string",         signature: "(net.IP) string",             call: ({ address }: NetworkAddress) => formatIpAddress(address), since },
  { name: "string",         signature: "(net.CIDR) string",           call: rangeText, since },

  { name: "family",              signature: "net.IP.() int",          call: ({ address }: NetworkAddress) => (bitLength(address) === 32 ? 4 : 6), safeInt: true, since },
  { name: "isUnspecified",       signature: "net.IP.() bool",         call: isKind("unspecified"), since },
  { name: "isLoopback",          signature: "net.IP.() bool",         call: isKind("loopback"), since },
  { name: "isLinkLocalMulticast", signature: "net.IP.() bool",        call: isKind("link-local-multicast"), since },
  { name: "isLinkLocalUnicast",  signature: "net.IP.() bool",         call: isKind("link-local-unicast"), since },
  { name: "isGlobalUnicast",     signature: "net.IP.() bool",         call: isKind("global-unicast"), since },

  { name: "containsIP",     signature: "net.CIDR.(net.IP) bool",      call: containsAddress, since },
  { name: "containsIP",     signature: "net.CIDR.(string) bool",      call: containsAddress, since },
  { name: "containsCIDR",   signature: "net.CIDR.(net.CIDR) bool",    call: containsRange, since },
  { name: "containsCIDR",   signature: "net.CIDR.(string) bool",      call: containsRange, since },
  { name: "masked",         signature: "net.CIDR.() net.CIDR",        call: masked, since },
  { name: "prefixLength",   signature: "net.CIDR.() int",             call: ({ range }: NetworkRange) => range.prefixLength, safeInt: true, since },
  { name: "isMask",         signature: "net.CIDR.() bool",            call: isMask, since },
];

/** Addresses and blocks of them as values. */
export const networkLibrary: Library = { name: "network", rows };

function readAddress(text: string): IpAddress | undefined {
  const address = parseIpAddress(text);
  return address === undefined || isMappedIpv4(address) ? undefined : address;
}

function readRange(text: string): IpRange | undefined {
  const range = parseIpRange(text);
  return range === undefined || isMappedIpv4(range.address) ? undefined : range;
}

function toAddress(text: string): NetworkAddress | CelError {
  const address = readAddress(text);
  return address === undefined ? new CelError(`invalid IP address: ${text}`) : new NetworkAddress(address);
}

function toRange(text: string): NetworkRange | CelError {
  const range = readRange(text);
  return range === undefined ? new CelError(`invalid CIDR address: ${text}`) : new NetworkRange(range);
}

function isCanonical(text: string): boolean | CelError {
  const read = toAddress(text);
  return read instanceof CelError ? read : formatIpAddress(read.address) === text;
}

function rangeText({ range }: NetworkRange): string {
  return `${formatIpAddress(range.address)}/${range.prefixLength}`;
}

function isKind(kind: ReturnType<typeof addressKind>): (ip: NetworkAddress) => boolean {
  return ({ address }) => addressKind(address) === kind;
}

function containsAddress({ range }: NetworkRange, ip: NetworkAddress | string): boolean | CelError {
  const read = typeof ip === "string" ? toAddress(ip) : ip;
  return read instanceof CelError ? read : isInRange(read.address, range);
}

function containsRange({ range }: NetworkRange, inner: NetworkRange | string): boolean | CelError {
  const read = typeof inner === "string" ? toRange(inner) : inner;
  if (read instanceof CelError) return read;
  return read.range.prefixLength >= range.prefixLength && isInRange(read.range.address, range);
}

function masked({ range }: NetworkRange): NetworkRange {
  return new NetworkRange({ address: networkOf(range), prefixLength: range.prefixLength });
}

function isMask({ range }: NetworkRange): boolean {
  return isSameAddress(networkOf(range), range.address);
}
