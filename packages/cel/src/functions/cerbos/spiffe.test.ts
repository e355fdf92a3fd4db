import { expect, test } from "vitest";
import { outcome } from "../testdata/outcome.ts";

// biome-ignore format: one row per case
test.each([
  ['spiffeID("spiffe://a/b/c").path()', '"/b/c"'],
  ['spiffeID("spiffe://a").path()', '""'],
  ['spiffeID("spiffe://a/b").trustDomain().name()', '"a"'],
  ['spiffeID("spiffe://a/b").isMemberOf(spiffeTrustDomain("a"))', "true"],
  ['spiffeID("spiffe://a/b").isMemberOf(spiffeTrustDomain("b"))', "false"],
  ['spiffeID("spiffe://a/b").isMemberOf(dyn("a"))', "error: no such overload"],
  ['spiffeID("spiffe://a/b") == spiffeID("spiffe://a/b")', "true"],
  ['dyn(spiffeID("spiffe://a/b")) == "spiffe://a/b"', "true"],
  ['dyn("spiffe://a/b") == spiffeID("spiffe://a/b")', "false"],
  ['dyn(spiffeID("spiffe://a/b")) == 1', "error: no such overload"],
  ['dyn(spiffeID("spiffe://a/b")) + "x"', "error: no such overload"],
  ['string(dyn(spiffeID("spiffe://a/b")))', "error: no such overload: string(cerbos.lib.spiffeID)"],
  ['dyn("spiffe://a/b").path()', "error: no such overload"],
  ['type(spiffeID("spiffe://a/b"))', "cerbos.lib.spiffeID"],
])("ids: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['spiffeID("")', "error: failed to parse SPIFFE ID: cannot be empty"],
  ['spiffeID("a")', "error: failed to parse SPIFFE ID: scheme is missing or invalid"],
  ['spiffeID("SPIFFE://a/b")', "error: failed to parse SPIFFE ID: scheme is missing or invalid"],
  ['spiffeID("http://a/b")', "error: failed to parse SPIFFE ID: scheme is missing or invalid"],
  ['spiffeID("spiffe:///x")', "error: failed to parse SPIFFE ID: trust domain is missing"],
  ['spiffeID("spiffe://A")', "error: failed to parse SPIFFE ID: trust domain characters are limited to lowercase letters, numbers, dots, dashes, and underscores"],
  ['spiffeID("spiffe://a:80/b")', "error: failed to parse SPIFFE ID: trust domain characters are limited to lowercase letters, numbers, dots, dashes, and underscores"],
  ['spiffeID("spiffe://a/")', "error: failed to parse SPIFFE ID: path cannot have a trailing slash"],
  ['spiffeID("spiffe://a//b")', "error: failed to parse SPIFFE ID: path cannot contain empty segments"],
  ['spiffeID("spiffe://a/../b")', "error: failed to parse SPIFFE ID: path cannot contain dot segments"],
  ['spiffeID("spiffe://a/b%20")', "error: failed to parse SPIFFE ID: path segment characters are limited to letters, numbers, dots, dashes, and underscores"],
  ["spiffeID(dyn(1))", "error: no such overload: spiffeID(int)"],
])("ids that are none: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['spiffeTrustDomain("a").name()', '"a"'],
  ['spiffeTrustDomain("spiffe://a/b").name()', '"a"'],
  ['spiffeTrustDomain("a") == spiffeTrustDomain("spiffe://a/x")', "true"],
  ['dyn(spiffeTrustDomain("a")) == "a"', "true"],
  ['dyn(spiffeTrustDomain("a")) == "spiffe://a"', "true"],
  ['dyn(spiffeTrustDomain("a")) == "A"', "false"],
  ['dyn(spiffeTrustDomain("a")) == 1', "error: no such overload"],
  ['type(spiffeTrustDomain("a").id())', "cerbos.lib.spiffeTrustDomain"],
  ['spiffeTrustDomain("a").id() == "spiffe://a"', "true"],
  ['spiffeTrustDomain("a").id() == "a"', "true"],
  ['dyn(spiffeTrustDomain("a").id()) + "x"', "error: no such overload"],
  ['spiffeTrustDomain("")', "error: failed to parse SPIFFE trust domain: trust domain is missing"],
  ['spiffeTrustDomain("A")', "error: failed to parse SPIFFE trust domain: trust domain characters are limited to lowercase letters, numbers, dots, dashes, and underscores"],
  ['spiffeTrustDomain("a/b")', "error: failed to parse SPIFFE trust domain: trust domain characters are limited to lowercase letters, numbers, dots, dashes, and underscores"],
  ['spiffeTrustDomain("spiffe://")', "error: failed to parse SPIFFE trust domain: trust domain is missing"],
  ['spiffeTrustDomain("spiffe://a/")', "error: failed to parse SPIFFE trust domain: path cannot have a trailing slash"],
  ['spiffeTrustDomain("http://a")', "error: failed to parse SPIFFE trust domain: scheme is missing or invalid"],
  ["spiffeTrustDomain(dyn(1))", "error: no such overload: spiffeTrustDomain(int)"],
])("trust domains: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['spiffeMatchAny().matchesID("spiffe://a/b")', "true"],
  ['spiffeMatchAny().matchesID("bad")', "error: invalid SPIFFE ID: scheme is missing or invalid"],
  ["spiffeMatchAny().matchesID(dyn(1))", "error: no such overload"],
  ['spiffeMatchExact("spiffe://a/b").matchesID("spiffe://a/b")', "true"],
  ['spiffeMatchExact(spiffeID("spiffe://a/b")).matchesID(spiffeID("spiffe://a/c"))', "false"],
  ['spiffeMatchExact("bad")', "error: failed to parse SPIFFE ID: scheme is missing or invalid"],
  ["spiffeMatchExact(dyn(1))", "error: no such overload: spiffeMatchExact(int)"],
  ['spiffeMatchOneOf(["spiffe://a/b"]).matchesID("spiffe://a/b")', "true"],
  ['spiffeMatchOneOf([spiffeID("spiffe://a/b")]).matchesID("spiffe://a/c")', "false"],
  ['spiffeMatchOneOf([]).matchesID("spiffe://a/b")', "false"],
  ['spiffeMatchOneOf(["bad"])', "error: no such overload"],
  ["spiffeMatchOneOf([dyn(1)])", "error: no such overload: spiffeMatchOneOf(list)"],
  ['spiffeMatchTrustDomain("a").matchesID("spiffe://a/b")', "true"],
  ['spiffeMatchTrustDomain(spiffeTrustDomain("a")).matchesID("spiffe://b/b")', "false"],
  ['spiffeMatchTrustDomain("spiffe://a/b").matchesID("spiffe://a/c")', "true"],
  ['spiffeMatchTrustDomain("A")', "error: failed to parse SPIFFE trust domain: trust domain characters are limited to lowercase letters, numbers, dots, dashes, and underscores"],
  ["dyn(spiffeMatchAny()) == spiffeMatchAny()", "false"],
])("matchers: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});
