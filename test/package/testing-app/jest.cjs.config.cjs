module.exports = {
  testEnvironment: "jsdom",
  setupFiles: ["<rootDir>/jest.setup.cjs"],
  testMatch: ["<rootDir>/*.test.jsx"],
  transform: {
    "\\.[cm]?jsx?$": [
      "babel-jest",
      {
        presets: [
          // Without the target, Babel rewrites 2n ** 255n to Math.pow, which refuses a BigInt.
          ["@babel/preset-env", { targets: { node: "current" } }],
          ["@babel/preset-react", { runtime: "automatic" }],
        ],
      },
    ],
  },
  // These packages are ES modules only: Jest has to transform them.
  transformIgnorePatterns: ["/node_modules/(?!(react-sora-e2ee|sora-js-sdk|@noble|qr|jose)/)"],
  moduleNameMapper: {
    // The SDK has an export for `import` only. Its file is sora.mjs in 2025.2.0, which npm installs on Node 20.
    "^sora-js-sdk$": [
      "<rootDir>/node_modules/sora-js-sdk/dist/sora.js",
      "<rootDir>/node_modules/sora-js-sdk/dist/sora.mjs",
    ],
    // The worker's address is made with import.meta, which CommonJS does not have. Test calls have no worker.
    "/create-worker\\.js$": "<rootDir>/no-worker.cjs",
  },
};
