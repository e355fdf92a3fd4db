/** An IPv4 or IPv6 address as 32-bit words, most significant first: one or four. */
export interface IpAddress {
  readonly words: readonly number[];
}

/** A block of addresses. */
export interface IpRange {
  /** As written, so bits beyond the prefix may be set. */
  readonly address: IpAddress;
  readonly prefixLength: number;
}

/**
 * Reads an address; `undefined` when it is none. Leading zeros in IPv4 and zones are refused.
 *
 * Shape: `"10.0.0.1"`, `"2001:db8::1"`, `"::ffff:10.0.0.1"`.
 */
export function parseIpAddress(text: string): IpAddress | undefined {
  if (text.length > longestAddress) return undefined;
  const words = text.includes(":") ? parseIpv6(text) : parseIpv4(text);
  return words && { words };
}

const longestAddress = "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255".length;

function parseIpv4(text: string): readonly number[] | undefined {
  const bits = readIpv4(text, text.length);
  return bits === undefined ? undefined : [bits >>> 0];
}

/** The 32 bits of the IPv4 address at the start of a text, up to an offset, as a signed number, which takes no memory. */
export function readIpv4(text: string, end: number): number | undefined {
  let bits = 0;
  let parts = 0;
  let part = -1;
  for (let at = 0; at <= end; at++) {
    const digit = at === end ? point : text.charCodeAt(at) - 48;
    if (digit === point) {
      if (part < 0 || ++parts > 4) return undefined;
      bits = (bits << 8) | part;
      part = -1;
    } else if (digit < 0 || digit > 9 || part === 0) return undefined;
    else {
      part = part < 0 ? digit : part * 10 + digit;
      if (part > 255) return undefined;
    }
  }
  return parts === 4 ? bits : undefined;
}

/** The full stop, counted from the digit 0. */
const point = -2;

function parseIpv6(text: string): readonly number[] | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half, i) => groupsOf(half, i === halves.length - 1));
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...new Array<number>(missing).fill(0), ...(tail ?? [])];
  return [0, 2, 4, 6].map((i) => (groups[i] ?? 0) * 0x10000 + (groups[i + 1] ?? 0));
}

/** 16-bit groups; the last two may be written as an IPv4 address. */
function groupsOf(text: string, isLast: boolean): readonly number[] | undefined {
  if (text === "") return [];
  const parts = text.split(":");
  const groups: number[] = [];
  for (const [i, part] of parts.entries()) {
    if (isLast && i === parts.length - 1 && part.includes(".")) {
      const [word] = parseIpv4(part) ?? [];
      if (word === undefined) return undefined;
      groups.push(Math.floor(word / 0x10000), word % 0x10000);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

/** Reads an address with a prefix length; `undefined` when it is none. Shape: `"10.0.0.0/8"`. */
export function parseIpRange(text: string): IpRange | undefined {
  const slash = text.lastIndexOf("/");
  const address = slash < 0 ? undefined : parseIpAddress(text.slice(0, slash));
  const length = text.slice(slash + 1);
  if (address === undefined || !/^\d{1,8}$/.test(length)) return undefined;
  return Number(length) > bitLength(address) ? undefined : { address, prefixLength: Number(length) };
}

/** 32 or 128. */
export function bitLength({ words }: IpAddress): number {
  return words.length * 32;
}

/** Is it IPv4 written as IPv6, `::ffff:a.b.c.d`? */
export function isMappedIpv4({ words }: IpAddress): boolean {
  return words.length === 4 && words[0] === 0 && words[1] === 0 && words[2] === 0xffff;
}

/** IPv4 written as IPv6 → the IPv4 address; others as they are. */
export function unmapped(address: IpAddress): IpAddress {
  return isMappedIpv4(address) ? { words: address.words.slice(3) } : address;
}

/** The address with the bits beyond the prefix cleared. */
export function networkOf({ address, prefixLength }: IpRange): IpAddress {
  return {
    words: address.words.map((word, i) => {
      const bits = Math.min(Math.max(prefixLength - 32 * i, 0), 32);
      return word - (word % 2 ** (32 - bits));
    }),
  };
}

/** Whether an address of the same family lies in the range. */
export function isInRange(address: IpAddress, range: IpRange): boolean {
  if (bitLength(address) !== bitLength(range.address)) return false;
  return isSameAddress(networkOf({ address, prefixLength: range.prefixLength }), networkOf(range));
}

/** IPv4 is never the same as IPv6, however it is written. */
export function isSameAddress(left: IpAddress, right: IpAddress): boolean {
  return left.words.length === right.words.length && left.words.every((word, i) => word === right.words[i]);
}

/**
 * The one right way to write an address.
 *
 * Source: RFC 5952: lower case, no leading zeros, the first longest run of two or more zero groups as `::`.
 */
export function formatIpAddress({ words }: IpAddress): string {
  const [first = 0] = words;
  if (words.length === 1)
    return [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join(".");
  const groups = words.flatMap((word) => [Math.floor(word / 0x10000), word % 0x10000]);
  const { start, length } = longestZeroRun(groups);
  const hex = groups.map((group) => group.toString(16));
  if (length < 2) return hex.join(":");
  return `${hex.slice(0, start).join(":")}::${hex.slice(start + length).join(":")}`;
}

function longestZeroRun(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let longest = { start: 0, length: 0 };
  let length = 0;
  for (const [i, group] of groups.entries()) {
    length = group === 0 ? length + 1 : 0;
    if (length > longest.length) longest = { start: i - length + 1, length };
  }
  return longest;
}
