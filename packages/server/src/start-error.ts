import { OrthrusError } from "@orthrus/protocol";

export type StartErrorCode =
  | "server/store-unavailable"
  | "server/policies-invalid"
  | "server/certificate-unreadable"
  | "server/address-unavailable"
  | "server/audit-unavailable"
  | "server/package-missing";

/** The server could not start. The message may have several lines, one per problem. */
export class StartError extends OrthrusError<StartErrorCode> {}
