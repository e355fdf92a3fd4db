import { expect, test } from "vitest";
import { authenticate } from "./administrator.ts";

const header = (credentials: string): string => `Basic ${Buffer.from(credentials).toString("base64")}`;

test.each([
  ["ada:right", ["right"], undefined],
  ["ada:wrong", ["wrong"], "incorrect credentials"],
  ["nobody:right", ["right"], "incorrect credentials"],
  ["nobody:wrong", ["wrong"], "incorrect credentials"],
  ["adä:right", ["right"], "incorrect credentials"],
  ["ada:", [""], "incorrect credentials"],
  ["ada", [], "invalid credentials"],
])("for %j the passwords %j are checked, whoever the user is", async (credentials, checked, refusal) => {
  const passwords: string[] = [];
  const isRightPassword = async (password: string): Promise<boolean> => {
    passwords.push(password);
    return password === "right";
  };
  const refused = await authenticate({ username: "ada", isRightPassword }, header(credentials)).then(
    () => undefined,
    (failure: Error) => failure.message,
  );
  expect([passwords, refused]).toEqual([checked, refusal]);
});
