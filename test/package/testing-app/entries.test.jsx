test.each([
  ["react-sora-e2ee", "Meeting"],
  ["react-sora-e2ee/core", "createSoraCall"],
  ["react-sora-e2ee/e2ee", "createKeyAgreement"],
  ["react-sora-e2ee/jwt", "jwtVerifyVouch"],
  ["react-sora-e2ee/testing", "createTestCall"],
])("%s can be loaded", (entry, name) => {
  expect(typeof require(entry)[name]).toBe("function");
});
