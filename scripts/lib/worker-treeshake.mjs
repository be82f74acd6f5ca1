/**
 * For the workers: ts-mls puts its encoders and decoders together when it is loaded, also those that nobody uses, and does not
 * mark the functions that do it as free of side effects.
 */
export const workerTreeshake = {
  manualPureFunctions: [
    "contramapBufferEncoder",
    "contramapBufferEncoders",
    "decodeVarLenType",
    "encode",
    "enumNumberToKey",
    "flatMapDecoder",
    "mapDecoder",
    "mapDecoderOption",
    "mapDecoders",
    "openEnumNumberEncoder",
    "openEnumNumberToKey",
    "optionalDecoder",
    "optionalEncoder",
    "orDecoder",
    "reverseMap",
    "succeedDecoder",
    "varLenTypeEncoder",
  ],
};
