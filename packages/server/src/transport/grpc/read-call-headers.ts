import type { IncomingHttpHeaders } from "node:http2";
import { parseGrpcTimeout } from "../grpc-timeout.ts";

/** What the headers say of a call. */
export interface CallHeaders {
  /** Such as `/cerbos.svc.v1.CerbosService/CheckResources`. */
  readonly path: string;
  /** How answers are labelled. */
  readonly contentType: string;
  /** Of the messages, as the caller names it; so answers are packed, too. */
  readonly encoding: string | undefined;
  readonly timeoutMs: number | undefined;
}

/** An answer to what is no call at all. */
export interface HeaderRefusal {
  readonly httpStatus: 400 | 405 | 415;
  /** Of gRPC. */
  readonly code: number;
  readonly message: string;
}

const INVALID_ARGUMENT = 3;
const INTERNAL = 13;
const GRPC = "application/grpc";
const SHORTEST_TIMEOUT = 2;
const LONGEST_TIMEOUT = 9;

/** Source: PROTOCOL-HTTP2 of gRPC, "Requests"; statuses, order and words of the refusals are those of gRPC for Go. */
export function readCallHeaders(headers: IncomingHttpHeaders): CallHeaders | HeaderRefusal {
  const contentType = answerType(headers["content-type"] ?? "");
  if (contentType === undefined) {
    const quoted = JSON.stringify(headers["content-type"] ?? "");
    const message = `invalid gRPC request content-type ${quoted}`;
    return { httpStatus: 415, code: INVALID_ARGUMENT, message };
  }
  const timeout = textOf(headers["grpc-timeout"]);
  const problem = timeoutProblem(timeout) ?? binaryProblem(headers);
  if (problem !== undefined) return { httpStatus: 400, code: INTERNAL, message: problem };
  const method = headers[":method"];
  if (method !== "POST") {
    const message = `Received a HEADERS frame with :method ${JSON.stringify(method)} which should be POST`;
    return { httpStatus: 405, code: INTERNAL, message };
  }
  return {
    path: headers[":path"] ?? "",
    contentType,
    encoding: textOf(headers["grpc-encoding"]),
    timeoutMs: timeout === undefined ? undefined : parseGrpcTimeout(timeout),
  };
}

/** Whatever comes after the type is the caller's own business, and repeated. */
function answerType(given: string): string | undefined {
  if (given === GRPC) return GRPC;
  const lower = given.toLowerCase();
  if (!lower.startsWith(GRPC)) return undefined;
  const rest = lower.slice(GRPC.length);
  if (rest === "") return GRPC;
  return rest.startsWith("+") || rest.startsWith(";") ? `${GRPC}+${rest.slice(1)}` : undefined;
}

function timeoutProblem(timeout: string | undefined): string | undefined {
  if (timeout === undefined || /^[0-9]{1,8}[HMSmun]$/.test(timeout)) return undefined;
  return `malformed grpc-timeout: ${whyMalformed(timeout)}`;
}

function whyMalformed(timeout: string): string {
  const quoted = JSON.stringify(timeout);
  if (timeout.length < SHORTEST_TIMEOUT) return `transport: timeout string is too short: ${quoted}`;
  if (timeout.length > LONGEST_TIMEOUT) return `transport: timeout string is too long: ${quoted}`;
  if (!/[HMSmun]$/.test(timeout)) return `transport: timeout unit is not recognized: ${quoted}`;
  return `strconv.ParseInt: parsing ${JSON.stringify(timeout.slice(0, -1))}: invalid syntax`;
}

function binaryProblem(headers: IncomingHttpHeaders): string | undefined {
  for (const name in headers) {
    if (!name.endsWith("-bin")) continue;
    for (const value of String(headers[name]).split(",")) {
      const place = value.trim().search(/[^A-Za-z0-9+/=]/);
      if (place < 0) continue;
      const reason = `illegal base64 data at input byte ${place}`;
      return `malformed binary metadata ${JSON.stringify(value.trim())} in header ${JSON.stringify(name)}: ${reason}`;
    }
  }
  return undefined;
}

function textOf(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === "string" || value === undefined ? value : value.join(", ");
}
