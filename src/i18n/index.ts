export { createI18n } from "./create-i18n.ts";
export { en } from "./en/index.ts";
export { encryptionDetail, encryptionLabel, type ShownEncryption } from "./encryption-texts.ts";
export { type EventToTell, eventText } from "./event-texts.ts";
export { ja } from "./ja/index.ts";
export type { Dictionary, I18n, Message, MessageKey, Messages, MessageValues, PluralForms } from "./types.ts";
