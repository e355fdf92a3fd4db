import { filterContract } from "./contract-suite/contract-suite.ts";
import { memoryBackend } from "./contract-suite/memory-backend.ts";

filterContract("A predicate", memoryBackend());
