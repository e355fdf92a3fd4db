import { expect, test } from "vitest";
import { parseRequestTarget, wantsPrettyJson } from "./request-target.ts";

test.each([
  ["/api/check", { path: "/api/check", query: "" }],
  ["/api/check?a=b?c", { path: "/api/check", query: "a=b?c" }],
  ["/api/server%5Finfo", { path: "/api/server_info", query: "" }],
  ["http://host/api/check?x", { path: "/api/check", query: "x" }],
  ["//api/check", { path: "//api/check", query: "", redirect: "/api/check" }],
  ["/api/../api/check?x=1", { path: "/api/../api/check", query: "x=1", redirect: "/api/check?x=1" }],
  ["/%2e%2e/api/./check/", { path: "/../api/./check/", query: "", redirect: "/api/check/" }],
  ["/api/check/..", { path: "/api/check/..", query: "", redirect: "/api" }],
  [
    "//evil.example/%0d%0aX: y",
    { path: "//evil.example/\r\nX: y", query: "", redirect: "/evil.example/%0D%0AX:%20y" },
  ],
])("%s is taken apart", (target, parts) => {
  expect(parseRequestTarget(target)).toEqual(parts);
});

test("a path with a broken escape is none", () => {
  expect(parseRequestTarget("/api/%zz")).toBeUndefined();
});

test.each([
  ["pretty", undefined, true],
  ["a=b&pretty=0", undefined, true],
  ["", "application/json+pretty", true],
  ["prettyplease=1", "application/json", false],
  ["", undefined, false],
])("query %j and Accept %j want pretty JSON: %j", (query, accept, isPretty) => {
  expect(wantsPrettyJson(query, accept)).toBe(isPretty);
});
