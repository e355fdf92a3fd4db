import { filterContract } from "./contract-suite/contract-suite.ts";
import { sqliteBackend } from "./contract-suite/sqlite-backend.ts";

filterContract("SQLite", sqliteBackend("text"));
filterContract("SQLite, times as numbers", { ...sqliteBackend("milliseconds"), only: /timestamp|createdAt/ });
