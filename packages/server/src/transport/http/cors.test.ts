import { describe, expect, test } from "vitest";
import { type CorsOptions, corsPolicy } from "./cors.ts";

const OPEN: CorsOptions = { allowedOrigins: ["*"], allowedHeaders: ["accept", "Content-Type"] };
const NARROW: CorsOptions = {
  allowedOrigins: ["https://app.example.com", "https://*.example.org"],
  allowedHeaders: ["*"],
};
const PREFLIGHT_VARY = ["Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"];

describe("responses", () => {
  test.each([
    ["without an origin", OPEN, undefined, ["Vary", "Origin"]],
    ["to an empty origin", OPEN, "", ["Vary", "Origin"]],
    ["to anybody", OPEN, "https://a.b", ["Access-Control-Allow-Origin", "*", "Vary", "Origin"]],
    [
      "to a listed origin",
      NARROW,
      "https://app.example.com",
      ["Access-Control-Allow-Origin", "https://app.example.com", "Vary", "Origin"],
    ],
    [
      "to an origin that fits a wildcard",
      NARROW,
      "https://x.example.org",
      ["Access-Control-Allow-Origin", "https://x.example.org", "Vary", "Origin"],
    ],
    ["to an origin that does not", NARROW, "https://example.org", ["Vary", "Origin"]],
    ["to another origin", NARROW, "https://app.example.com.evil.net", ["Vary", "Origin"]],
    ["when switched off", { ...OPEN, disabled: true }, "https://a.b", []],
  ])("%s have their headers", (_how, options, origin, headers) => {
    expect(corsPolicy(options).responseHeaders(origin === undefined ? {} : { origin })).toEqual(headers);
  });
});

describe("preflight requests", () => {
  const ask = (options: CorsOptions, origin: string, wanted: string, headers?: string): unknown =>
    corsPolicy(options).preflightHeaders("OPTIONS", {
      origin,
      "access-control-request-method": wanted,
      ...(headers !== undefined && { "access-control-request-headers": headers }),
    });

  test.each([
    [
      "a method",
      OPEN,
      "POST",
      undefined,
      ["Access-Control-Allow-Origin", "*", "Access-Control-Allow-Methods", "POST", ...PREFLIGHT_VARY],
    ],
    [
      "listed headers",
      OPEN,
      "GET",
      "content-type, ACCEPT",
      [
        "Access-Control-Allow-Origin",
        "*",
        "Access-Control-Allow-Methods",
        "GET",
        "Access-Control-Allow-Headers",
        "content-type, ACCEPT",
        ...PREFLIGHT_VARY,
      ],
    ],
    [
      "any header",
      NARROW,
      "GET",
      "x-any",
      [
        "Access-Control-Allow-Origin",
        "https://app.example.com",
        "Access-Control-Allow-Methods",
        "GET",
        "Access-Control-Allow-Headers",
        "x-any",
        ...PREFLIGHT_VARY,
      ],
    ],
    [
      "the usual headers of an empty list",
      { ...OPEN, allowedHeaders: [] },
      "GET",
      "accept,content-type,x-requested-with",
      [
        "Access-Control-Allow-Origin",
        "*",
        "Access-Control-Allow-Methods",
        "GET",
        "Access-Control-Allow-Headers",
        "accept,content-type,x-requested-with",
        ...PREFLIGHT_VARY,
      ],
    ],
    ["other headers of an empty list", { ...OPEN, allowedHeaders: [] }, "GET", "user-agent", PREFLIGHT_VARY],
    ["a header that is not listed", OPEN, "POST", "content-type,authorization", PREFLIGHT_VARY],
    ["a method that is not allowed", OPEN, "TRACE", undefined, PREFLIGHT_VARY],
  ])("may ask for %s", (_what, options, wanted, headers, answer) => {
    expect(ask(options, "https://app.example.com", wanted, headers)).toEqual(answer);
  });

  test.each([
    ["POST", { "access-control-request-method": "POST" }],
    ["OPTIONS", { origin: "https://a.b" }],
  ])("%s with %j is none", (method, headers) => {
    expect(corsPolicy(OPEN).preflightHeaders(method, headers)).toBeUndefined();
  });
});
