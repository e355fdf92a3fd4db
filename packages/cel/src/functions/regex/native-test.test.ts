import { expect, test } from "vitest";
import { nativeTest } from "./native-test.ts";

/** What tests short texts. */
function engine(pattern: string): "comparison" | "expression" | "machine" {
  return nativeTest(pattern)?.kind ?? "machine";
}

test.each([
  "",
  ".*",
  "admin",
  "^admin",
  "admin$",
  "^admin$",
  ".*admin.*",
  "^admin-.*",
  "(?s)^admin.*",
  "\\Aadmin\\z",
  "@example\\.com$",
  "\\.pdf$",
  "^\\Qa.b\\E$",
  "^日本",
  "^a[.]b$",
  "👍",
])("the pattern %s compares text", (pattern) => {
  expect(engine(pattern)).toBe("comparison");
});

test.each([
  "^/api/v[0-9]+/",
  "^/api/.+$",
  "^/api/v\\d+/users/[^/]+$",
  "^[a-z0-9-]+$",
  "^[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\\.[a-zA-Z]{2,}$",
  "^[^@]+@example\\.com$",
  "^[^@]+@.+$",
  ".+@example\\.com",
  "@(example|test)\\.(com|org)$",
  ".+@.+",
  "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
  "[0-9a-f]{8}-[0-9a-f]{4}",
  "^\\d{4}-\\d{2}-\\d{2}$",
  "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$",
  "^(GET|HEAD|OPTIONS)$",
  "^(read|write|delete):[a-z]+$",
  "^(admin|manager|owner)s?$",
  "(?i)^admin$",
  "(?i)^[a-z]+\\.example\\.com$",
  "(?i)confidential",
  "^\\w+$",
  "^\\w+\\s\\w+$",
  "^[A-Z]{2,3}-\\d{1,6}$",
  "^(10|192\\.168|172\\.(1[6-9]|2\\d|3[01]))\\.",
  "^(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}$",
  "^arn:aws:s3:::[^/]+/.*$",
  "^arn:aws:iam::\\d{12}:role/[\\w+=,.@-]+$",
  "^projects/[^/]+/locations/[^/]+$",
  "^(?P<org>[^/]+)/(?P<repo>[^/]+)$",
  "^https?://",
  "^https://[^/]+\\.example\\.com/",
  "^https://[a-z0-9-]+(\\.[a-z0-9-]+)*\\.example\\.com(/|$)",
  "\\.(jpe?g|png|gif)$",
  "(?i)\\.(jpe?g|png|gif)$",
  "^[^.]+\\.[^.]+$",
  "^([a-z]+\\.)+[a-z]+$",
  "^([^/]+/)*secret/",
  "\\b(eng|ops)\\b",
  "(^|,)admin(,|$)",
  "^\\+?[1-9]\\d{1,14}$",
  "^#[0-9a-fA-F]{6}$",
  "^\\s*$",
  "^v?\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?$",
  "^team-(a|b|c)-.+$",
  "^team-.*-prod$",
  "^.*\\.example\\.com$",
  "^(dev|test)-.*",
  "foo.*bar",
  "(?s)BEGIN.*END",
  "(?m)^admin$",
  "^[[:alpha:]][[:alnum:]_]*$",
  "^.{8,}$",
  "^.{3,20}$",
  "[^\\x00-\\x{10FFFF}]",
])("the pattern %s runs as a RegExp", (pattern) => {
  expect(engine(pattern)).toBe("expression");
});

test.each([
  ["two paths meet", "^.+@.+$"],
  ["two paths meet", "^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$"],
  ["one step can be taken in two ways", "^(a*)*$"],
  ["Unicode versions differ", "^\\p{L}+$"],
  ["Unicode versions differ", "^[\\p{Greek}]$"],
  ["Unicode versions differ", "(?i)^müller$"],
  ["Unicode versions differ", "(?i)[a-ü]"],
  ["runtimes disagree inside surrogate pairs", "\\B"],
  ["runtimes disagree inside surrogate pairs", "\\x{D83D}"],
  ["runtimes disagree inside surrogate pairs", "\ud83d"],
  ["it is too long", "[ab]".repeat(501)],
  ["it has too many positions", "^[ab]{401}c*d$"],
])("because %s, the pattern %s needs the machine", (_, pattern) => {
  expect(engine(pattern)).toBe("machine");
});

test.each([
  ["one start, one path", "^[a-z]+$", 100_000],
  ["one start, many paths", "^.*a.{200}$", 19_323],
  ["many starts, short matches", "[ab]c", 100_000],
  ["many starts, longer matches", "[ab]{100}c", 19_417],
  ["many starts, long matches", "foo.*bar", 512],
  ["few paths, which meet", "^(a|ab)(c|bcd)$", 100_000],
])("%s: %s tests texts up to a safe length", (_, pattern, maxLength) => {
  expect(nativeTest(pattern)).toMatchObject({ kind: "expression", maxLength });
});
