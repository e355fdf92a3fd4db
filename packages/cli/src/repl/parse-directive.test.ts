import { expect, test } from "vitest";
import { parseDirective } from "./parse-directive.ts";

// biome-ignore format: one row per directive
test.each([
  ["q",                 { kind: "quit" }],
  ["exit",              { kind: "quit" }],
  ["h",                 { kind: "help" }],
  ["let x = 1 / 2",     { kind: "let", name: "x", expression: " 1 / 2" }],
  ["let  R={}",         { kind: "let", name: "R", expression: "{}" }],
  ["let request.resource = {}", { kind: "let", name: "request.resource", expression: " {}" }],
  ["load ../a-b/c.yaml", { kind: "load", path: "../a-b/c.yaml" }],
  ['load "a b.yaml"',   { kind: "load", path: "a b.yaml" }],
  ["exec #12",          { kind: "exec", rule: 12 }],
  ["exec#1",            { kind: "exec", rule: 1 }],
])("%s is read", (text, directive) => {
  expect(parseDirective(text)).toEqual(directive);
});

// biome-ignore format: one row per mistake
test.each([
  ["",          '1:1: unexpected token "<EOF>"'],
  ["bogus",     '1:1: unexpected token "bogus"'],
  ["HELP",      '1:1: unexpected token "HELP"'],
  ["vars x",    '1:6: unexpected token "x"'],
  ["let",       '1:4: unexpected token "<EOF>" (expected <ident> "=" <any>)'],
  ["let 1 = 2", '1:5: unexpected token "1" (expected <ident> "=" <any>)'],
  ["let x",     '1:6: unexpected token "<EOF>" (expected "=" <any>)'],
  ["let x 5",   '1:7: unexpected token "5" (expected "=" <any>)'],
  ["let x =",   '1:8: unexpected token "<EOF>" (expected <any>)'],
  ["load",      '1:5: unexpected token "<EOF>" (expected (<path> | <ident>))'],
  ["load a b",  '1:8: unexpected token "b"'],
  ["exec 1",    '1:6: unexpected token "1" (expected "#" <int>)'],
  ["exec #",    '1:7: unexpected token "<EOF>" (expected <int>)'],
  ["exec #x",   '1:7: unexpected token "x" (expected <int>)'],
  ["exec #1 2", '1:9: unexpected token "2"'],
])("%j cannot be read", (text, problem) => {
  expect(parseDirective(text)).toEqual({
    kind: "invalid",
    problem: `invalid directive ${JSON.stringify(text)}: ${problem}`,
  });
});
