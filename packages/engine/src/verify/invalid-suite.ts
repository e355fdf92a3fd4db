/** Thrown inside a suite to leave at its first mistake, and caught where it is run; never seen outside. */
export class InvalidSuite extends Error {}
