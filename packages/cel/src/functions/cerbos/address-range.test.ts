import { expect, test } from "vitest";
import { outcome } from "../testdata/outcome.ts";

// biome-ignore format: one row per case
test.each([
  ['"10.20.1.2".inIPAddrRange("10.20.0.0/16")', "true"],
  ['"10.21.1.2".inIPAddrRange("10.20.0.0/16")', "false"],
  ['"10.20.1.2".inIPAddrRange("10.20.9.9/16")', "true"],
  ['"1.2.3.4".inIPAddrRange("0.0.0.0/0")', "true"],
  ['"1.2.3.4".inIPAddrRange("1.2.3.4/32")', "true"],
  ['"1.2.3.4".inIPAddrRange("1.2.3.4/08")', "true"],
  ['"2001:db8::1".inIPAddrRange("2001:db8::/32")', "true"],
  ['"2001:db9::1".inIPAddrRange("2001:db8::/32")', "false"],
  ['"::1".inIPAddrRange("::1/128")', "true"],
  ['"1:2:3:4:5:6:7::".inIPAddrRange("::/0")', "true"],
  ['"::1.2.3.4".inIPAddrRange("::/96")', "true"],
  ['"::ffff:192.168.0.1".inIPAddrRange("192.168.0.0/24")', "true"],
  ['"192.168.0.1".inIPAddrRange("::ffff:0:0/96")', "true"],
  ['"1.2.3.4".inIPAddrRange("::ffff:1.2.3.0/120")', "true"],
  ['"1.2.3.4".inIPAddrRange("::/0")', "false"],
  ['"::ffff:1.2.3.4".inIPAddrRange("::/0")', "false"],
  ['"::1".inIPAddrRange("0.0.0.0/0")', "false"],
  ['"x".inIPAddrRange("fe80::/10")', "error: invalid IP address: x"],
  ['"".inIPAddrRange("")', "error: invalid IP address: "],
  ['"192.168.000.1".inIPAddrRange("192.168.0.0/24")', "error: invalid IP address: 192.168.000.1"],
  ['"fe80::1%eth0".inIPAddrRange("fe80::/10")', "error: invalid IP address: fe80::1%eth0"],
  ['"1:2:3:4:5:6:7:8:".inIPAddrRange("::/0")', "error: invalid IP address: 1:2:3:4:5:6:7:8:"],
  ['"1::2::3".inIPAddrRange("::/0")', "error: invalid IP address: 1::2::3"],
  ['"1.2.3.4".inIPAddrRange("x")', "error: invalid CIDR address: x"],
  ['"1.2.3.4".inIPAddrRange("1.2.3.4")', "error: invalid CIDR address: 1.2.3.4"],
  ['"1.2.3.4".inIPAddrRange("1.2.3.4/33")', "error: invalid CIDR address: 1.2.3.4/33"],
  ['"1.2.3.4".inIPAddrRange("1.2.3.0/-1")', "error: invalid CIDR address: 1.2.3.0/-1"],
  ['"::1".inIPAddrRange("fe80::%eth0/10")', "error: invalid CIDR address: fe80::%eth0/10"],
  ['dyn(1).inIPAddrRange("::/0")', "error: no such overload: inIPAddrRange(int, string)"],
])("inIPAddrRange: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});
