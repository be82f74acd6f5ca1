// @ts-check
/**
 * Ends this process with a sentence that says what to do, without a stack trace.
 * @param {string} message
 * @returns {never}
 */
export function fail(message) {
  process.stderr.write(`\n${message}\n`);
  process.exit(1);
}

/** @param {number} milliseconds */
function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** @param {number} milliseconds */
export function duration(milliseconds) {
  const total = Math.round(milliseconds / 1000);
  return total < 60 ? seconds(milliseconds) : `${Math.floor(total / 60)} min ${total % 60} s`;
}
