import { CLOSE, Refusal } from "../close-reasons.ts";
import type { Settings } from "../options.ts";
import { RPC_METHODS } from "../rpc/methods.ts";
import type { ConnectRequest } from "./connect-message.ts";

/** Applies the server's settings to a connect message; throws a Refusal. */
export function allowedRequest(request: ConnectRequest, settings: Settings): ConnectRequest {
  const { capabilities, dataChannelMessaging, dataChannelSignaling } = settings;
  if (request.e2ee && capabilities.keyRouting && !settings.e2ee) throw new Refusal(CLOSE.e2eeDisabled);
  if (request.messaging.length > 0 && !dataChannelMessaging) throw new Refusal(CLOSE.messagingDisabled);
  if (!capabilities.messagingHeader && request.messaging.some(({ senderIdHeader }) => senderIdHeader)) {
    throw new Refusal(CLOSE.invalidMessage("data_channels: header is not known"));
  }
  const overChannels = request.dataChannelSignaling && dataChannelSignaling;
  const hasRpc = overChannels && capabilities.rpc && settings.dataChannelRpc;
  return {
    ...request,
    // When the server does not read bundles from clients, a connection is its own bundle unless the auth hook names one.
    bundleId: settings.signalingBundleId ? request.bundleId : request.grants.bundleId,
    rpcMethods: hasRpc ? (request.grants.rpcMethods ?? RPC_METHODS) : [],
    e2ee: request.e2ee && capabilities.keyRouting,
    dataChannelSignaling: overChannels,
    messaging: dataChannelSignaling ? request.messaging : [],
  };
}
