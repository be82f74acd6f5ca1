import type { call as english } from "../en/call.ts";
import type { Translation } from "../types.ts";

export const call: Translation<typeof english> = {
  "phase.idle": "未接続",
  "phase.initializing": "暗号化を準備しています",
  "phase.connecting": "接続しています",
  "phase.connected": "接続しました",
  "phase.reconnecting": "再接続しています",
  "phase.disconnecting": "退出しています",
  "phase.disconnected": "切断しました",
  "phase.failed": "失敗しました",
};
