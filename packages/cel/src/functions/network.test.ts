import { expect, test } from "vitest";
import { outcome } from "./testdata/outcome.ts";

// biome-ignore format: one row per case
test.each([
  ['ip("10.0.0.1") == ip("10.0.0.1")', "true"],
  ['ip("2001:db8::1") == ip("2001:DB8:0:0:0:0:0:1")', "true"],
  ['ip("10.0.0.1") == ip("::1")', "false"],
  ['string(ip("2001:DB8:0:0:1:0:0:1"))', '"2001:db8::1:0:0:1"'],
  ['string(ip("::"))', '"::"'],
  ['string(ip("1::"))', '"1::"'],
  ['ip("10.0.0.256")', "rejected: invalid ip argument"],
  ['ip(dyn("fe80::1%eth0"))', "error: invalid IP address: fe80::1%eth0"],
  ['ip(dyn("::ffff:10.0.0.1"))', "error: invalid IP address: ::ffff:10.0.0.1"],
  ['isIP("10.0.0.1")', "true"],
  ['isIP("010.0.0.1")', "false"],
  ['isIP("::ffff:10.0.0.1")', "false"],
  ['isIP("1:2:3:4:5:6:7:8:9")', "false"],
  ['isIP("")', "false"],
  ['ip.isCanonical("2001:db8::1")', "true"],
  ['ip.isCanonical("2001:DB8::1")', "false"],
  ['ip.isCanonical("2001:db8:0::1")', "false"],
  ['ip.isCanonical("10.0.0.1")', "true"],
  ['ip.isCanonical("x")', "error: invalid IP address: x"],
  ['type(ip("::1")) == net.IP', "true"],
  ['dyn(ip("::1")) == "::1"', "false"],
])("reading addresses: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['ip("10.0.0.1").family()', "4"],
  ['ip("::1").family()', "6"],
  ['ip("0.0.0.0").isUnspecified()', "true"],
  ['ip("::1").isUnspecified()', "false"],
  ['ip("127.1.2.3").isLoopback()', "true"],
  ['ip("::1").isLoopback()', "true"],
  ['ip("224.0.0.1").isLinkLocalMulticast()', "true"],
  ['ip("ff02::1").isLinkLocalMulticast()', "true"],
  ['ip("224.0.1.1").isLinkLocalMulticast()', "false"],
  ['ip("169.254.1.1").isLinkLocalUnicast()', "true"],
  ['ip("fe80::1").isLinkLocalUnicast()', "true"],
  ['ip("192.168.0.1").isGlobalUnicast()', "true"],
  ['ip("224.0.1.1").isGlobalUnicast()', "false"],
  ['ip("255.255.255.255").isGlobalUnicast()', "false"],
  ['ip("2001:db8::1").isGlobalUnicast()', "true"],
])("kinds of addresses: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['cidr("10.0.0.0/8").containsIP("10.1.2.3")', "true"],
  ['cidr("10.0.0.0/8").containsIP(ip("11.0.0.0"))', "false"],
  ['cidr("10.0.0.0/8").containsIP("::1")', "false"],
  ['cidr("10.0.0.0/8").containsIP("x")', "error: invalid IP address: x"],
  ['cidr("2001:db8::/32").containsIP("2001:db8:ffff::1")', "true"],
  ['cidr("10.0.0.0/8").containsCIDR("10.1.0.0/16")', "true"],
  ['cidr("10.0.0.0/8").containsCIDR(cidr("10.0.0.0/8"))', "true"],
  ['cidr("10.0.0.0/8").containsCIDR("0.0.0.0/0")', "false"],
  ['cidr("10.0.0.0/8").containsCIDR("x")', "error: invalid CIDR address: x"],
  ['cidr("10.1.2.3/8").masked() == cidr("10.0.0.0/8")', "true"],
  ['cidr("10.1.2.3/8").ip() == ip("10.1.2.3")', "true"],
  ['cidr("10.1.2.3/8").prefixLength()', "8"],
  ['cidr("10.1.2.3/8").isMask()', "false"],
  ['cidr("10.0.0.0/8").isMask()', "true"],
  ['string(cidr("10.1.2.3/8"))', '"10.1.2.3/8"'],
  ['isCIDR("10.0.0.0/8")', "true"],
  ['isCIDR("10.0.0.0/33")', "false"],
  ['isCIDR("10.0.0.0")', "false"],
  ['isCIDR("::ffff:10.0.0.0/104")', "false"],
  ['cidr("10.0.0.0")', "rejected: invalid cidr argument"],
  ['cidr(dyn("10.0.0.0/33"))', "error: invalid CIDR address: 10.0.0.0/33"],
  ['type(cidr("::/0")) == net.CIDR', "true"],
])("blocks: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});
