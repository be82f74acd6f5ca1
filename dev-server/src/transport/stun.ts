import { classes, Message, methods, parseMessage } from "werift";

export interface Address {
  readonly address: string;
  readonly port: number;
}

export interface BindingRequest {
  readonly message: Message;
  readonly nominated: boolean;
}

const USERNAME = 0x0006;
const HEADER = 20;

/** The server's part of a binding request's USERNAME ("ours:theirs"), before authentication. */
export function localFragment(data: Buffer): string | undefined {
  for (let at = HEADER; at + 4 <= data.length; ) {
    const type = data.readUInt16BE(at);
    const length = data.readUInt16BE(at + 2);
    if (type === USERNAME) {
      return data
        .subarray(at + 4, at + 4 + length)
        .toString("latin1")
        .split(":")[0];
    }
    at += 4 + length + ((4 - (length % 4)) % 4);
  }
  return undefined;
}

/** Reads a binding request and checks its MESSAGE-INTEGRITY. Undefined for any other packet. */
export function readBindingRequest(data: Buffer, password: string): BindingRequest | undefined {
  const message = parseMessage(data, Buffer.from(password));
  if (message?.messageMethod !== methods.BINDING || message.messageClass !== classes.REQUEST)
    return undefined;
  return { message, nominated: message.attributesKeys.includes("USE-CANDIDATE") };
}

export function bindingResponse(request: BindingRequest, remote: Address, password: string): Buffer {
  return new Message(methods.BINDING, classes.RESPONSE, request.message.transactionId)
    .setAttribute("XOR-MAPPED-ADDRESS", [remote.address, remote.port])
    .addMessageIntegrity(Buffer.from(password))
    .addFingerprint().bytes;
}
