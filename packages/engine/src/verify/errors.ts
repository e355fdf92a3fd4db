import { OrthrusError } from "@orthrus/protocol";

export type TestSelectionErrorCode = "engine/invalid-test-filter" | "engine/invalid-test-pattern";

/** A selection of tests that nobody can follow. */
export class TestSelectionError extends OrthrusError<TestSelectionErrorCode> {}
