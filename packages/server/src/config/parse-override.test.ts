import { expect, test } from "vitest";
import type { ConfigNode } from "./config-node.ts";
import { parseOverrides } from "./parse-override.ts";

/** Shows a configuration with the spelling of each scalar and its tag. */
function show(node: ConfigNode): unknown {
  if (node.kind === "scalar") return `${node.tag} ${node.text}`.trim();
  if (node.kind === "list") return node.items.map(show);
  return Object.fromEntries([...node.entries].map(([key, value]) => [key, show(value)]));
}

test.each([
  ["a.b.c=x", { a: { b: { c: "!!str x" } } }],
  ["a=true,b=FALSE,c=null,d=", { a: "!!bool true", b: "!!bool false", c: "!!null", d: "!!str" }],
  [
    "a=12,b=-5,c=0,d=1.50,e=007,f=1e3",
    { a: "!!int 12", b: "!!int -5", c: "!!int 0", d: "!!str 1.50", e: "!!str 007", f: "!!str 1e3" },
  ],
  ["a=99999999999999999999", { a: "!!str 99999999999999999999" }],
  ["a=9007199254740993", { a: "!!int 9007199254740993" }],
  ["a= x ", { a: "!!str  x" }],
  ["a=b=c", { a: "!!str b=c" }],
  ["a\\.b=c\\=d", { "a.b": "!!str c=d" }],
  ["a={x\\,1}", { a: ["!!str x", "!!int 1"] }],
  ["a={}", { a: [] }],
  ["a[1].b=x,a[0]=y", { a: ["!!str y", { b: "!!str x" }] }],
  ["a[2]=x", { a: ["!!null", "!!null", "!!str x"] }],
  ["a[0][1]=x", { a: [["!!null", "!!str x"]] }],
  ["a=1,a=2", { a: "!!int 2" }],
  ["a.b=1,a.c=2", { a: { b: "!!int 1", c: "!!int 2" } }],
  ["__proto__.x=1", JSON.parse('{"__proto__":{"x":"!!int 1"}}')],
  ["", {}],
  ["a=1,", { a: "!!int 1" }],
  ["=1", {}],
  [".b=1", {}],
])("the override %j reads as %j", (flag, tree) => {
  expect(show(parseOverrides([flag]))).toEqual(tree);
});

test("later flags add to earlier ones and win over them", () => {
  expect(show(parseOverrides(["a.b=1", "a.c=2", "a.b=3"]))).toEqual({ a: { b: "!!int 3", c: "!!int 2" } });
});

test.each([
  [["foo"], 'failed to parse config override [foo]: key "foo" has no value'],
  [["a.b"], 'failed to parse config override [a.b]: key "b" has no value'],
  [["a..b=1"], 'failed to parse config override [a..b=1]: key map "a" has no value'],
  [["a.=1"], 'failed to parse config override [a.=1]: key map "a" has no value'],
  [
    ["server.cors.allowedOrigins={a,b}"],
    "failed to parse config override [server.cors.allowedOrigins={a]: list must terminate with '}'",
  ],
  [["a={x}y"], 'failed to parse config override [a={x}y]: key "y" has no value'],
  [["a=b\\,c"], 'failed to parse config override [a=b,c]: key "c" has no value'],
  [["a[0"], "failed to parse config override [a[0]: error parsing index: EOF"],
  [
    ["a[x]=1"],
    'failed to parse config override [a[x]=1]: error parsing index: strconv.Atoi: parsing "x": invalid syntax',
  ],
  [["a[-1]=1"], "failed to parse config override [a[-1]=1]: negative -1 index not allowed"],
  [
    ["a[99999999]=1"],
    "failed to parse config override [a[99999999]=1]: index of 99999999 is greater than maximum supported index of 65536",
  ],
  [["a[0]b=1"], "failed to parse config override [a[0]b=1]: unexpected data at end of array index: ['b']"],
  [
    ["a=1", "a.b=2"],
    "failed to parse config override [a.b=2]: unable to parse key: interface conversion: interface {} is int64, not map[string]interface {}",
  ],
])("the overrides %j are refused: %s", (flags, message) => {
  expect(() => parseOverrides(flags)).toThrow(
    expect.objectContaining({ code: "server/config-invalid-override", message }),
  );
});
