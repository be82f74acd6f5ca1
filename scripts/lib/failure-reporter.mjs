import { appendFileSync } from "node:fs";

/** Writes each failure of a Vitest run as a line of JSON into the file that `TEST_FAILURES` names. */
export default class FailureReporter {
  onTestRunEnd(modules, errors) {
    const failures = modules.flatMap((module) => {
      const where = { project: module.project.name, file: module.relativeModuleId };
      const ofFile = module.errors().map(({ message }) => ({ ...where, test: "(the file itself)", message }));
      const ofTests = [...module.children.allTests("failed")].map((test) => ({
        ...where,
        test: test.fullName,
        message: test.result().errors?.[0]?.message ?? "",
        seen: test.meta().seen ?? [],
      }));
      return [...ofFile, ...ofTests];
    });
    for (const { message } of errors) {
      failures.push({ project: "", file: "(outside of any test)", test: "an error nothing caught", message });
    }
    for (const failure of failures) {
      appendFileSync(process.env.TEST_FAILURES, `${JSON.stringify(failure)}\n`);
    }
  }
}
