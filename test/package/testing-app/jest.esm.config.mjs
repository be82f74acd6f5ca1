export default {
  testEnvironment: "jsdom",
  testMatch: ["<rootDir>/*.test.mjs"],
  transform: {},
};
