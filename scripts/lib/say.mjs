/** Ends this process with a sentence that says what to do; no stack trace, it would only hide the sentence. */
export function fail(message) {
  process.stderr.write(`\n${message}\n`);
  process.exit(1);
}

function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

export function duration(milliseconds) {
  const total = Math.round(milliseconds / 1000);
  return total < 60 ? seconds(milliseconds) : `${Math.floor(total / 60)} min ${total % 60} s`;
}
