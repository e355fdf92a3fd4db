import { create, type DescMessage, type MessageShape, type MessageValidType } from "@bufbuild/protobuf";
import {
  HealthCheckResponse_ServingStatus,
  HealthCheckResponseSchema,
} from "@cerbos/api/grpc/health/v1/health_pb";
import { NotOK, Status } from "@cerbos/core";

// `""` asks about everything there is. The admin service is not offered, which clients show as disabled.
const services: ReadonlySet<unknown> = new Set(["", "cerbos.svc.v1.CerbosService"]);

/** Answers a `HealthCheckRequest` message. Throws: `NotOK` with `NOT_FOUND` for services that are not offered. */
export function answerHealthCheck(
  request: MessageValidType<DescMessage>,
): MessageShape<typeof HealthCheckResponseSchema> {
  const service = "service" in request ? request.service : "";
  if (!services.has(service)) throw new NotOK(Status.NOT_FOUND, "unknown service");
  return create(HealthCheckResponseSchema, { status: HealthCheckResponse_ServingStatus.SERVING });
}
