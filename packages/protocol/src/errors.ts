/**
 * A failure: a store is down, a token is forged, a request is malformed. Each package has a subclass with its own
 * union of codes; codes are public and cross the wire.
 */
export class OrthrusError<Code extends string = string> extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}
