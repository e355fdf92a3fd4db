import { OrthrusError } from "@orthrus/protocol";

export type IdentityErrorCode =
  | "identity/invalid-configuration"
  | "identity/schema-mismatch"
  | "identity/unknown-scope"
  | "identity/unstorable-id";

/** The configuration of an identity pipeline cannot work, or code of the application made a principal that cannot be sent. */
export class IdentityError extends OrthrusError<IdentityErrorCode> {}
