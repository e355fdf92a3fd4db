import { createConditionEnvironment } from "@orthrus/policy";
import { expect, test } from "vitest";
import { choosePainter } from "../output/painter.ts";
import { completeName } from "./complete-name.ts";
import { emptyState } from "./repl-state.ts";
import { runLine } from "./run-line.ts";

const environment = createConditionEnvironment();
const lines = [
  ":let album = {'owner': {'id': 1}}",
  ':let P = {"attr": {"team": "a", "tenant": {"id": 1}}}',
  ':let R = {"attr": {"owner": "ada"}}',
  ':let V = {"isOwner": true}',
  ':let C = {"limits": {"most": 3}}',
  ':let G = {"environment": "test"}',
];
const setting = {
  environment,
  nowMs: 0,
  paint: choosePainter({ level: "never", isOff: false, environment: {} }, { write: () => undefined }),
  readFile: () => "",
};
const state = lines.reduce((before, line) => runLine(line, before, setting).state, emptyState);

// biome-ignore format: one row per line
test.each([
  [":l",                    [":let", ":load"],                       ":l"],
  [":ex",                   [":exec", ":exit"],                      ":ex"],
  ["1 + al",                ["album"],                               "al"],
  ["timest",                ["timestamp"],                           "timest"],
  ["(req",                  ["request"],                             "req"],
  ["R.at",                  ["R.attr"],                              "R.at"],
  ["R.attr.ow",             ["R.attr.owner"],                        "R.attr.ow"],
  ["P.attr.te",             ["P.attr.team", "P.attr.tenant"],        "P.attr.te"],
  ["P.attr.tenant.i",       ["P.attr.tenant.id"],                    "P.attr.tenant.i"],
  ["request.pr",            ["request.principal"],                   "request.pr"],
  ["request.principal.attr.tea", ["request.principal.attr.team"],    "request.principal.attr.tea"],
  ["request.auxData.jw",    ["request.auxData.jwt", "request.auxData.jwts"], "request.auxData.jw"],
  ["!V.is",                 ["V.isOwner"],                           "V.is"],
  ["C.limits.mo",           ["C.limits.most"],                       "C.limits.mo"],
  ["globals.env",           ["globals.environment"],                 "globals.env"],
  ["runtime.eff",           ["runtime.effectiveDerivedRoles"],       "runtime.eff"],
  ["R.id.lowerA",           ["R.id.lowerAscii"],                     "R.id.lowerA"],
  ["math.ab", ["math.abs"], "math.ab"],
  ["nothing.known.of.thi",  [],                                      "nothing.known.of.thi"],
])("%s is completed to %j", (line, candidates, piece) => {
  expect(completeName(line, state, environment)).toEqual([candidates, piece]);
});
