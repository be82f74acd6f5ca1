/**
 * How long a test waits for a state, in milliseconds. Waiting ends as soon as the state is reached, so a slow
 * machine only makes the test slower.
 */
export const waitLimit = 60_000;

/** Longer than any single wait, so that a failing wait can report its own error. */
export const testLimit = 3 * waitLimit;

/** Tests in browsers wait for several states, one after the other. */
export const browserTestLimit = 10 * waitLimit;
