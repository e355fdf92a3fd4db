export { Orthrus } from "./client.ts";
export type { Frozen } from "./frozen.ts";
export type { DecodeJwtPayload, SentToken } from "./in-process/read-tokens.ts";
export type { OpenOrthrusOptions, OrthrusClientOptions, OrthrusOptions } from "./options.ts";
