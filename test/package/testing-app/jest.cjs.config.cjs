module.exports = {
  testEnvironment: "jsdom",
  testMatch: ["<rootDir>/*.test.jsx"],
  transform: {
    "\\.[cm]?jsx?$": [
      "babel-jest",
      { presets: ["@babel/preset-env", ["@babel/preset-react", { runtime: "automatic" }]] },
    ],
  },
  // These packages are ES modules only: Jest has to transform them.
  transformIgnorePatterns: ["/node_modules/(?!(react-sora-e2ee|sora-js-sdk|@noble)/)"],
  moduleNameMapper: {
    // The SDK has an export for `import` only.
    "^sora-js-sdk$": "<rootDir>/node_modules/sora-js-sdk/dist/sora.js",
    // The worker's address is made with import.meta, which CommonJS does not have. Test calls have no worker.
    "/create-worker\\.js$": "<rootDir>/no-worker.cjs",
  },
};
