const { TextDecoder, TextEncoder } = require("node:util");

// Jest's jsdom has neither, and texts are encoded with them.
Object.assign(globalThis, { TextDecoder, TextEncoder });
