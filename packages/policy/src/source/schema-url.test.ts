import { expect, test } from "vitest";
import { resolveUrl, splitFragment } from "./schema-url.ts";

const base = "http://a/b/c/d;p?q";

// The examples of RFC 3986, section 5.4, and the scheme of schema references.
test.each([
  [base, "g", "http://a/b/c/g"],
  [base, "./g", "http://a/b/c/g"],
  [base, "g/", "http://a/b/c/g/"],
  [base, "/g", "http://a/g"],
  [base, "//g", "http://g"],
  [base, "?y", "http://a/b/c/d;p?y"],
  [base, "#s", "http://a/b/c/d;p?q#s"],
  [base, "g#s/./x", "http://a/b/c/g#s/./x"],
  [base, "", "http://a/b/c/d;p?q"],
  [base, ".", "http://a/b/c/"],
  [base, "..", "http://a/b/"],
  [base, "../g", "http://a/b/g"],
  [base, "../../../g", "http://a/g"],
  [base, "g:h", "g:h"],
  ["cerbos:///a/b.json", "c.json#/d", "cerbos:///a/c.json#/d"],
  ["cerbos:///a/b.json", "/c.json", "cerbos:///c.json"],
  ["cerbos:///a/b.json", "#/d", "cerbos:///a/b.json#/d"],
])("from %s, %j leads to %s", (from, reference, target) => {
  expect(resolveUrl(from, reference)).toBe(target);
});

test.each([
  ["x.json", ["x.json", ""]],
  ["x.json#/a%20b", ["x.json", "/a b"]],
  ["x.json#%zz", ["x.json", "%zz"]],
])("%s splits into document and place", (url, parts) => {
  expect(splitFragment(url)).toEqual(parts);
});
