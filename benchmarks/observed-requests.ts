/**
 * What does measuring cost? Processor time of one HTTP check of one resource, by a server with metrics and by one
 * without.
 *
 * Gate: 1.05, aim: 1.03.
 */
import { compareServers } from "./compare-servers.ts";

const GATE = 1.05;
const ROUNDS = 24;

const compared = await compareServers(
  () => ({ server: { metricsEnabled: false } }),
  () => ({ server: { metricsEnabled: true } }),
  ROUNDS,
);
if (!compared) {
  console.log("skipped: this system does not tell how long a process was on the processor");
} else {
  const { baseUs, ratio } = compared;
  console.log(`without metrics: ${baseUs.toFixed(1)} µs of processor time per request`);
  console.log(`with metrics: ${ratio.toFixed(3)} times that (median of ${ROUNDS} rounds; gate ${GATE})`);
  if (ratio > GATE) process.exitCode = 1;
}
