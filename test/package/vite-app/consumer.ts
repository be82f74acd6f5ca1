import "react-sora-e2ee/styles.css";
import "react-sora-e2ee/worker";
import "react-sora-e2ee/wasm-worker";
import "react-sora-e2ee/mls-worker";
import "react-sora-e2ee/mls-x-wing-worker";
import { useSoraE2EE, VideoTile } from "react-sora-e2ee";
import { createSoraCall, type SoraCallOptions } from "react-sora-e2ee/core";
import { createKeyAgreement } from "react-sora-e2ee/e2ee";
import { createTestCall } from "react-sora-e2ee/testing";

export const options: SoraCallOptions = { signalingUrls: "wss://sora.example/signaling", channelId: "a" };

// @ts-expect-error Types that were not found would let everything pass.
export const wrong: SoraCallOptions = { ...options, role: "audience" };

// @ts-expect-error Types of the SDK that do not resolve would let everything pass.
export const unknown: SoraCallOptions = { ...options, connectionOptions: { nonsense: 1 } };

export { createKeyAgreement, createSoraCall, createTestCall, useSoraE2EE, VideoTile };
