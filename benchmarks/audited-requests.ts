/**
 * What does an audit log cost? Processor time of the main thread for one HTTP check of one resource, by a server that
 * writes entries of calls and decisions and by one that does not.
 *
 * Gate: 2.5, aim: 1.5.
 */
import { compareServers, type Sections } from "./compare-servers.ts";

const GATE = 2.5;
const ROUNDS = 8;

const off: Sections = () => ({});
const logs: ReadonlyMap<string, Sections> = new Map([
  ["to a file", (folder) => auditTo({ backend: "file", file: { path: `${folder}/audit.log` } })],
  ["to a store", (folder) => auditTo({ backend: "local", local: { storagePath: `${folder}/audit` } })],
]);

function auditTo(backend: object): ReturnType<Sections> {
  return { audit: { enabled: true, ...backend } };
}

for (const [name, sections] of logs) {
  const compared = await compareServers(off, sections, ROUNDS);
  if (!compared) {
    console.log("skipped: this system does not tell how long a process was on the processor");
    break;
  }
  const { baseUs, ratio } = compared;
  console.log(
    `without: ${baseUs.toFixed(1)} µs per request; ${name}: ${ratio.toFixed(2)} times that (gate ${GATE})`,
  );
  if (ratio > GATE) process.exitCode = 1;
}
