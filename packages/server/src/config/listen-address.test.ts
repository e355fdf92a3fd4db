import { expect, test } from "vitest";
import { formatListenAddress, parseListenAddress } from "./listen-address.ts";

test.each([
  [":3592", { kind: "tcp", host: "", port: 3592 }],
  ["127.0.0.1:0", { kind: "tcp", host: "127.0.0.1", port: 0 }],
  ["[::1]:80", { kind: "tcp", host: "::1", port: 80 }],
  ["localhost:65535", { kind: "tcp", host: "localhost", port: 65_535 }],
  ["unix:/run/orthrus.sock", { kind: "unix", path: "/run/orthrus.sock" }],
] as const)("%s is an address, and is written the same way", (text, address) => {
  const parsed = parseListenAddress(text);
  expect(parsed).toEqual({ address });
  expect(parsed.address && formatListenAddress(parsed.address)).toBe(text);
});

test.each([
  ["foo", "address foo: missing port in address"],
  ["", "address : missing port in address"],
  ["[::1]", "address [::1]: missing port in address"],
  ["[::1", "address [::1: missing ']' in address"],
  ["::1:3", "address ::1:3: too many colons in address"],
  ["[::1]x:3", "address [::1]x:3: too many colons in address"],
  ["127.0.0.1:99999", "address 99999: invalid port"],
  ["127.0.0.1:http", "address http: invalid port"],
  ["127.0.0.1:", "address : invalid port"],
  ["unix:", "address unix:: missing path of the socket"],
])("%j is no address: %s", (text, problem) => {
  expect(parseListenAddress(text)).toEqual({ problem });
});
