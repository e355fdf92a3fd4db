export {
  decodeCheckResourceBatchMessage,
  decodeCheckResourceSetMessage,
  decodeCheckResourcesMessage,
  decodePlanResourcesMessage,
} from "./wire/protobuf/decode-call-messages.ts";
export {
  encodeCheckResourceBatchMessage,
  encodeCheckResourceSetMessage,
  encodeCheckResourcesMessage,
  encodeServerInfoMessage,
} from "./wire/protobuf/encode-answer-messages.ts";
export { encodePlanResourcesMessage } from "./wire/protobuf/encode-plan-message.ts";
export { encodeStatusMessage } from "./wire/protobuf/encode-status-message.ts";
