export {
  decodeCheckResourceBatchMessage,
  decodeCheckResourceSetMessage,
  decodeCheckResourcesMessage,
  decodePlanResourcesMessage,
} from "./wire/protobuf/decode-call-messages.ts";
export {
  decodeAccessEvaluationMessage,
  decodeAccessEvaluationsMessage,
} from "./wire/protobuf/decode-evaluation-messages.ts";
export type { DescriptorFiles, EncodedFiles } from "./wire/protobuf/descriptor-files.ts";
export { descriptorFiles } from "./wire/protobuf/descriptor-files.ts";
export { messageFromJson, messageToJson } from "./wire/protobuf/dynamic-messages.ts";
export {
  encodeCheckResourceBatchMessage,
  encodeCheckResourceSetMessage,
  encodeCheckResourcesMessage,
  encodeServerInfoMessage,
} from "./wire/protobuf/encode-answer-messages.ts";
export {
  encodeAccessDecisionMessage,
  encodeAccessDecisionsMessage,
  encodeAuthzenMetadataMessage,
} from "./wire/protobuf/encode-evaluation-messages.ts";
export { encodePlanResourcesMessage } from "./wire/protobuf/encode-plan-message.ts";
export { encodeStatusMessage } from "./wire/protobuf/encode-status-message.ts";
