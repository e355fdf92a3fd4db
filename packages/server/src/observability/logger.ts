import type { Json } from "@orthrus/protocol";
import type { LogLevel, LogThreshold } from "./log-level.ts";

/** Fields beside the message. Never attribute values, tokens or secrets. */
export type LogFields = Readonly<Record<string, Json | undefined>>;

/** Writes what happens, one event per line, under one name. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** Whether events of this level are written; costly fields are worth making only then. */
  allows(level: LogLevel): boolean;
  /** The same destination under another name, such as `orthrus.http`. */
  named(name: string): Logger;
}

export interface LogDestination {
  /** Takes levels below error. */
  readonly out: LogStream;
  readonly err: LogStream;
}

export interface LogStream {
  write(text: string): void;
  readonly isTTY?: boolean;
}

export interface LoggerOptions {
  readonly name: string;
  readonly threshold: LogThreshold;
  readonly destination: LogDestination;
  readonly now?: () => Date;
}

interface LogEvent {
  readonly level: LogLevel;
  readonly time: string;
  readonly name: string;
  readonly message: string;
  readonly fields: LogFields;
}

// biome-ignore format: one row per level
const COLOURS: Readonly<Record<LogLevel, number>> = { debug: 35, info: 34, warn: 33, error: 31 };

/**
 * Makes a logger: readable lines on a terminal, one JSON object per line everywhere else.
 *
 * Shape: `{"log.level":"info","@timestamp":"2026-11-20T16:42:05.215Z","log.logger":"orthrus.http","message":"…"}`
 */
export function createLogger(options: LoggerOptions): Logger {
  const { name, threshold, destination, now = () => new Date() } = options;
  const log =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}) => {
      if (!threshold.allows(level)) return;
      const stream = level === "error" ? destination.err : destination.out;
      const event = { level, time: now().toISOString(), name, message, fields };
      stream.write(stream.isTTY ? consoleLine(event) : jsonLine(event));
    };
  return {
    debug: log("debug"),
    info: log("info"),
    warn: log("warn"),
    error: log("error"),
    allows: (level) => threshold.allows(level),
    named: (other) => createLogger({ ...options, name: other }),
  };
}

function jsonLine({ level, time, name, message, fields }: LogEvent): string {
  return `${JSON.stringify({ "log.level": level, "@timestamp": time, "log.logger": name, message, ...fields })}\n`;
}

function consoleLine({ level, time, name, message, fields }: LogEvent): string {
  const word = `\u001b[${COLOURS[level]}m${level.toUpperCase()}\u001b[0m`;
  const extra = Object.keys(fields).length === 0 ? "" : `\t${JSON.stringify(fields)}`;
  return `${time}\t${word}\t${name}\t${message}${extra}\n`;
}
