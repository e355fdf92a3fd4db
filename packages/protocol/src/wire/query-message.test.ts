import { expect, test } from "vitest";
import { field, messageType } from "./message-type.ts";
import { readQueryMessage } from "./query-message.ts";

const TYPE = messageType("test.Message", [
  field(1, "id", "string", "list"),
  field(2, "name_regexp", "string"),
  field(3, "wait", "bool"),
  field(5, "other_ids", "string", "list"),
  field(4, "below", messageType("test.Below", [])),
]);

test.each([
  ["", {}],
  ["id=a&id=b", { id: ["a", "b"] }],
  ["ids=a&other_ids=b&otherIds=c", { otherIds: ["b", "c"] }],
  ["id=", { id: [""] }],
  ["id", { id: [""] }],
  ["nameRegexp=a", { nameRegexp: "a" }],
  ["name_regexp=a%2Bb+c", { nameRegexp: "a+b c" }],
  ["id=%C3%A9%20é", { id: ["é é"] }],
  ["other=1&&wait=T", { wait: true }],
  ["wait=0", { wait: false }],
])("the query %j is %j", (query, message) => {
  expect({ ...readQueryMessage(query, TYPE) }).toEqual(message);
});

test.each([
  ["wait=maybe", 'parsing field "wait": strconv.ParseBool: parsing "maybe": invalid syntax'],
  ["wait=", 'parsing field "wait": strconv.ParseBool: parsing "": invalid syntax'],
  ["nameRegexp=a&nameRegexp=b", 'too many values for field "name_regexp": a, b'],
  ["nameRegexp.x=a", 'invalid path: "nameRegexp" is not a message'],
  ["%zz=1", 'invalid URL escape "%zz"'],
  ["id=%4", 'invalid URL escape "%4"'],
  ["id=%ff", "invalid UTF-8 in query"],
  ["a;b=1", "invalid semicolon separator in query"],
  ["below=1", 'parsing field "below": not a value that a query can hold'],
])("the query %j is refused: %s", (query, message) => {
  expect(() => readQueryMessage(query, TYPE)).toThrow(
    expect.objectContaining({ code: "protocol/malformed-request", message }),
  );
});
