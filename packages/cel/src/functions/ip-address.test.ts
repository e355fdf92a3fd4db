import { BlockList, isIP } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { formatIpAddress, isInRange, parseIpAddress, parseIpRange } from "./ip-address.ts";

test.each([
  ["10.0.0.1", [0x0a000001]],
  ["255.255.255.255", [0xffffffff]],
  ["::", [0, 0, 0, 0]],
  ["::1", [0, 0, 0, 1]],
  ["1::", [0x10000, 0, 0, 0]],
  ["2001:db8::ff00:42:8329", [0x20010db8, 0, 0xff00, 0x428329]],
  ["::ffff:1.2.3.4", [0, 0, 0xffff, 0x01020304]],
  ["1:2:3:4:5:6:1.2.3.4", [0x10002, 0x30004, 0x50006, 0x01020304]],
  ["1:2:3:4:5:6:7::", [0x10002, 0x30004, 0x50006, 0x70000]],
])("%s is the address %j", (text, words) => {
  expect(parseIpAddress(text)).toEqual({ words });
});

test.each([
  "",
  "1.2.3",
  "1.2.3.4.5",
  "1.2.3.256",
  "01.2.3.4",
  "1.2.3.4 ",
  "1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:8:",
  ":1:2:3:4:5:6:7:8",
  "1:2:3:4:5:6:7:8::",
  "1::2::3",
  ":::",
  "12345::",
  "::1.2.3",
  "1.2.3.4::",
  "::1.2.3.4:5",
  "fe80::1%eth0",
  "g::",
])("%j is no address", (text) => {
  expect(parseIpAddress(text)).toBeUndefined();
});

const ipv4 = fc.ipV4();
const ipv6 = fc.oneof(
  fc.ipV6(),
  fc
    .array(fc.constantFrom("0", "1", "ff", ""), { minLength: 3, maxLength: 9 })
    .map((groups) => groups.join(":")),
);

test("an address is one when the host says so", () => {
  fc.assert(
    fc.property(fc.oneof(ipv4, ipv6), (text) => {
      expect(parseIpAddress(text) !== undefined).toBe(isIP(text) !== 0);
    }),
  );
});

test("an address is read back as it was written", () => {
  fc.assert(
    fc.property(fc.oneof(ipv4, fc.ipV6()), (text) => {
      const address = parseIpAddress(text);
      expect(address && parseIpAddress(formatIpAddress(address))).toEqual(address);
    }),
  );
});

test.each([
  [fc.ipV4(), 32, "ipv4"],
  [fc.ipV6(), 128, "ipv6"],
] as const)("an address lies in a block when the host says so", (addresses, bits, family) => {
  fc.assert(
    fc.property(addresses, addresses, fc.integer({ min: 0, max: bits }), (text, network, length) => {
      const address = parseIpAddress(text);
      const range = parseIpRange(`${network}/${length}`);
      const blocks = new BlockList();
      blocks.addSubnet(network, length, family);
      expect(address && range && isInRange(address, range)).toBe(blocks.check(text, family));
    }),
  );
});

test.each([
  "10.0.0.0",
  "10.0.0.0/",
  "10.0.0.0/33",
  "10.0.0.0/-1",
  "10.0.0.0/+8",
  "::/129",
  "/8",
  "10.0.0.0/8/8",
])("%j is no block", (text) => {
  expect(parseIpRange(text)).toBeUndefined();
});
