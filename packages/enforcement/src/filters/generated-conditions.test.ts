import { generatedContract } from "./contract-suite/generated-suite.ts";
import { memoryBackend } from "./contract-suite/memory-backend.ts";
import { sqliteBackend } from "./contract-suite/sqlite-backend.ts";

const numRuns = process.env.ORTHRUS_DIFFERENTIAL === "full" ? 2_000 : 15;

generatedContract("SQLite", sqliteBackend("text"), numRuns);
generatedContract("A predicate", memoryBackend(), numRuns);
