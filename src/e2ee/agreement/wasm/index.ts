export { compileSoraWasm } from "./compile.ts";
export {
  type CreateWasmKeyAgreementOptions,
  createWasmKeyAgreement,
  type WasmKeyAgreement,
} from "./create.ts";
