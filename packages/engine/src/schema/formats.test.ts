import { expect, test } from "vitest";
import { formats } from "./formats.ts";

// biome-ignore format: one row per format
test.each<[format: string, valid: readonly string[], invalid: readonly string[]]>([
  ["date-time", ["2021-12-01T12:11:13Z","2021-12-01t12:11:13z","2021-12-01T12:11:13.123+05:30","2021-12-01T23:59:60Z","2021-12-31T15:59:60-08:00"], ["2021-12-01T12:00:60Z","2021-02-30T00:00:00Z","2021-12-01 12:11:13Z","2021-12-01T12:11:13","2021-12-01T24:00:00Z","2021-12-01T12:11:13+24:00","2021-12-01T12:11:13.Z","2021-12-01T12:11Z","1-1-1T1:1:1Z"]],
  ["date", ["2020-02-29","0000-01-01"], ["2021-02-29","2021-1-1","20210101","2021-13-01"]],
  ["time", ["12:11:13Z","12:11:13+01:00","23:59:60Z","12:11:13.5z","01:29:60+01:30"], ["12:11:13","22:59:60Z","24:00:00Z","12:11:13+0100"]],
  ["duration", ["P1D","PT1H","P1Y2M3DT4H5M6S","P1W"], ["P","PT","P1W1D","1D","P1.5D","PT1S1M","P1Y1D","P-1D","p1d","PT1H1S","P1M1Y","P1DT"]],
  ["period", ["2021-01-01T00:00:00Z/2021-02-01T00:00:00Z","2021-01-01T00:00:00Z/P1D","P1D/2021-01-01T00:00:00Z"], ["a/b","P1D/P1D","P1D"]],
  ["email", ["a@b.c","\"a b\"@c.d","a@[127.0.0.1]","a@[IPv6:::1]","a@b","é@b.c","\"a@b\"@c.d","\"a\"@b"], ["a","a b@c.d","@c","a@","a@b..c","a@-b.c",".a@b.c","a..b@c.d","a@é.c","a@b_c.d","a.@b.c","a@[1]"]],
  ["hostname", ["a","a.b","a.b.","xn--a","A1.B2","1.2.3.4"], ["-a","a-","a_b","","a..b","é"]],
  ["ipv4", ["1.2.3.4"], ["1.2.3","256.1.1.1","01.2.3.4","1.2.3.4.5"," 1.2.3.4","1.2.3.4/8","0x1.1.1.1"]],
  ["ip-address", [], ["x"]],
  ["ipv6", ["::1","::","::ffff:1.2.3.4","1:2:3:4:5:6:7:8"], ["1.2.3.4","fe80::1%eth0","12345::","1::2::3","[::1]","1:2:3:4:5:6:7:8:9","::1/64"]],
  ["uri", ["http://a","urn:x:y","http://[::1]","a:b","mailto:a@b","http://é.x/é","http://a/{x}","http://a?q=^","http://a:99999"], ["a","/a","//a/b","http://a b","http://[1","http:// ","http://a/%zz","\\\\a","http://a:b","1:b"]],
  ["iri", ["http://é"], ["é"]],
  ["uri-reference", ["a","/a","//a/b","a b","#x","a:b"], ["\\\\a","#x\\y","%zz","://"]],
  ["iri-reference", ["é"], ["\\\\a"]],
  ["uri-template", ["http://a/{x}","{x}{y}","{+x,y}","{}","a b","{!x}","{a.b}","http://a/b\"c"], ["http://a/{x","}","{?x*,y:3}","{x:0}","{x:10000}"]],
  ["uuid", ["2eb8aa08-aa98-11ea-b4aa-73b441d16380","2EB8AA08-AA98-11EA-B4AA-73B441D16380","00000000-0000-0000-0000-000000000000"], ["2eb8aa08aa9811eab4aa73b441d16380","2eb8aa08-aa98-11ea-b4aa-73b441d1638","2eb8aa08-aa98-11ea-b4aa73b441d16380-","{2eb8aa08-aa98-11ea-b4aa-73b441d16380}"]],
  ["regex", ["a","(?<n>a)","(?P<n>a)","\\z","\\d","\\p{L}","a{1000}","\\x41","\\-","\\_","(?i)a","\\Q.\\E","[[:alpha:]]"], ["(","(?=x)","\\Z","[","a{1001}","\\1","(?:(a{100}){100})","\\cA","\\u0041","a**","a++","(?#c)","\\C","(((((a{10}){10}){10}){10}){10})"]],
  ["json-pointer", ["","/a","/a~0","/a/b~1","/é"], ["a","/a~2","/~"]],
  ["relative-json-pointer", ["0","1/a","0#","1#"], ["01","-1","a","1#a","1a","120/x~2",""]],
])("format %s accepts %j and refuses %j", (format, valid, invalid) => {
  const isValid = formats.get(format) ?? (() => undefined);
  expect([valid.map(isValid), invalid.map(isValid)]).toEqual([valid.map(() => true), invalid.map(() => false)]);
});

test("labels, names and mailboxes have a greatest length", () => {
  const label = "x".repeat(63);
  const cases = [
    ["hostname", label],
    ["hostname", `${label}x`],
    ["hostname", `${label}.${label}.${label}.${label}`],
    ["email", `${label}x@a.b`],
    ["email", `${label}xx@a.b`],
    ["regex", "a".repeat(1000)],
    ["regex", "a".repeat(1001)],
  ] as const;
  expect(cases.map(([format, text]) => formats.get(format)?.(text))).toEqual([
    true,
    false,
    false,
    true,
    false,
    true,
    false,
  ]);
});
