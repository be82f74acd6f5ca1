/**
 * Options for the workers. ts-mls creates all encoders and decoders when it is loaded, also unused ones, and
 * does not mark the functions that create them as free of side effects.
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
