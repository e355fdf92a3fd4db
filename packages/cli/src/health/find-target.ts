import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import {
  type ListenAddress,
  loadConfig,
  parseListenAddress,
  parseOverrides,
  readServerSection,
  type TlsSection,
} from "@orthrus/server";
import type { ParsedFlags } from "../command-line/command.ts";
import type { CommandContext } from "../context.ts";
import { reasonOf } from "../output/reason-of.ts";
import type { HealthTarget } from "./ask-health.ts";

const LOOPBACK = "127.0.0.1";

/** How a server is asked. */
export type HealthKind = "http" | "grpc";

interface Port {
  readonly key: "httpListenAddr" | "grpcListenAddr";
  readonly usual: string;
}

// biome-ignore format: one row per kind
const PORTS: Readonly<Record<HealthKind, Port>> = {
  http: { key: "httpListenAddr", usual: `${LOOPBACK}:3592` },
  grpc: { key: "grpcListenAddr", usual: `${LOOPBACK}:3593` },
};

/**
 * Finds the server to ask: that of a configuration file, or the one that flags describe.
 *
 * Throws: an `Error` when the file or a certificate cannot be read.
 */
export function findTarget(kind: HealthKind, flags: ParsedFlags, context: CommandContext): HealthTarget {
  const path = flags.text("config");
  return path === undefined
    ? targetOfFlags(kind, flags, context)
    : targetOfConfig(path, { kind, flags }, context);
}

function targetOfFlags(
  kind: HealthKind,
  flags: ParsedFlags,
  { workingDirectory }: CommandContext,
): HealthTarget {
  const address = reachable(flags.text("host-port") ?? PORTS[kind].usual);
  if (flags.isOn("no-tls")) return { address };
  const isVerified = !flags.isOn("insecure");
  const path = flags.text("ca-cert");
  const authorities = path === undefined ? [] : [readCertificate(resolve(workingDirectory, path))];
  return { address, tls: { authorities, isVerified } };
}

function targetOfConfig(
  path: string,
  { kind, flags }: { readonly kind: HealthKind; readonly flags: ParsedFlags },
  { environment, workingDirectory }: CommandContext,
): HealthTarget {
  const sources = { path, overrides: parseOverrides([]), environment, workingDirectory };
  const root = explained(`failed to load config file ${JSON.stringify(path)}`, () => loadConfig(sources));
  const section = readServerSection(root, "failed to read configuration");
  const { tls } = section;
  const address = reachable(section[PORTS[kind].key]);
  if (address.kind === "unix" || tls.cert === "" || tls.key === "") return { address };
  const isVerified = !flags.isOn("insecure");
  return { address, tls: { authorities: isVerified ? authoritiesOf(tls) : [], isVerified } };
}

/** The server's own certificate may be self-signed; a missing file of authorities does not stop a server either. */
function authoritiesOf({ cert, caCert }: TlsSection): readonly string[] {
  return [cert, ...(caCert !== "" && existsSync(caCert) ? [caCert] : [])].map(readCertificate);
}

function readCertificate(path: string): string {
  const place = JSON.stringify(path);
  const text = explained(`failed to load certificate from ${place}`, () => readFileSync(path, "utf8"));
  if (!text.includes("-----BEGIN CERTIFICATE-----")) throw new Error(`no certificate in ${place}`);
  return text;
}

/** A server that listens on every interface is asked on this machine. */
function reachable(place: string): ListenAddress {
  const { address, problem } = parseListenAddress(place);
  if (problem !== undefined) throw new Error(problem);
  return address.kind === "tcp" && address.host === "" ? { ...address, host: LOOPBACK } : address;
}

function explained<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new Error(`${what}: ${reasonOf(cause)}`, { cause });
  }
}
