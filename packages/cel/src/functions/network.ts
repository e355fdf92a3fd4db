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
  { name: "ip",             signature: "(string) net.IP",             call: toAddress, literal: literalAddress, since, about: "reads an address", example: ["ip('10.0.0.1').family()", "4"] },
  { name: "ip",             signature: "net.CIDR.() net.IP",          call: ({ range }: NetworkRange) => new NetworkAddress(range.address), since },
  { name: "isIP",           signature: "(string) bool",               call: (text: string) => readAddress(text) !== undefined, since, about: "whether a text is an address", example: ["isIP('10.0.0.256')", "false"] },
  { name: "ip.isCanonical", signature: "(string) bool",               call: isCanonical, since, about: "whether an address is written the one right way", example: ["ip.isCanonical('2001:DB8::1')", "false"] },
  { name: "cidr",           signature: "(string) net.CIDR",           call: toRange, literal: literalRange, since, about: "reads a block of addresses", example: ["cidr('10.0.0.0/8').containsIP('10.1.2.3')", "true"] },
  { name: "isCIDR",         signature: "(string) bool",               call: (text: string) => readRange(text) !== undefined, since, about: "whether a text is a block of addresses", example: ["isCIDR('10.0.0.0')", "false"] },
  { name: "string",         signature: "(net.IP) string",             call: ({ address }: NetworkAddress) => formatIpAddress(address), since },
  { name: "string",         signature: "(net.CIDR) string",           call: rangeText, since },

  { name: "family",              signature: "net.IP.() int",          call: ({ address }: NetworkAddress) => (bitLength(address) === 32 ? 4 : 6), safeInt: true, since, about: "4 or 6", example: ["ip('::1').family()", "6"] },
  { name: "isUnspecified",       signature: "net.IP.() bool",         call: isKind("unspecified"), since, about: "`0.0.0.0` or `::`", example: ["ip('::').isUnspecified()", "true"] },
  { name: "isLoopback",          signature: "net.IP.() bool",         call: isKind("loopback"), since, about: "in `127.0.0.0/8` or `::1`", example: ["ip('127.0.0.1').isLoopback()", "true"] },
  { name: "isLinkLocalMulticast", signature: "net.IP.() bool",        call: isKind("link-local-multicast"), since, about: "in `224.0.0.0/24` or `ff02::/16`", example: ["ip('224.0.0.1').isLinkLocalMulticast()", "true"] },
  { name: "isLinkLocalUnicast",  signature: "net.IP.() bool",         call: isKind("link-local-unicast"), since, about: "in `169.254.0.0/16` or `fe80::/10`", example: ["ip('fe80::1').isLinkLocalUnicast()", "true"] },
  { name: "isGlobalUnicast",     signature: "net.IP.() bool",         call: isKind("global-unicast"), since, about: "an ordinary address, public or private", example: ["ip('10.0.0.1').isGlobalUnicast()", "true"] },

  { name: "containsIP",     signature: "net.CIDR.(net.IP) bool",      call: containsAddress, since, about: "whether an address lies in the block", example: ["cidr('10.0.0.0/8').containsIP(ip('11.0.0.1'))", "false"] },
  { name: "containsIP",     signature: "net.CIDR.(string) bool",      call: containsAddress, since },
  { name: "containsCIDR",   signature: "net.CIDR.(net.CIDR) bool",    call: containsRange, since, about: "whether another block lies in the block", example: ["cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16')", "true"] },
  { name: "containsCIDR",   signature: "net.CIDR.(string) bool",      call: containsRange, since },
  { name: "masked",         signature: "net.CIDR.() net.CIDR",        call: masked, since, about: "with the bits behind the prefix cleared", example: ["cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8')", "true"] },
  { name: "prefixLength",   signature: "net.CIDR.() int",             call: ({ range }: NetworkRange) => range.prefixLength, safeInt: true, since, about: "how many bits the addresses share", example: ["cidr('10.0.0.0/8').prefixLength()", "8"] },
  { name: "isMask",         signature: "net.CIDR.() bool",            call: isMask, since, about: "whether the bits behind the prefix are clear", example: ["cidr('10.0.0.0/8').isMask()", "true"] },
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
