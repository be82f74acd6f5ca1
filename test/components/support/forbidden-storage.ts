/** Runs `task` in a page that must not use storage, such as a sandboxed frame: even a look at `localStorage` throws. */
export async function withForbiddenStorage(task: () => void | Promise<void>): Promise<void> {
  const own = Object.getOwnPropertyDescriptor(globalThis, "localStorage");
  Object.defineProperty(globalThis, "localStorage", {
    configurable: true,
    get: () => {
      throw new DOMException("The document is sandboxed", "SecurityError");
    },
  });
  try {
    await task();
  } finally {
    if (own) Object.defineProperty(globalThis, "localStorage", own);
    else Reflect.deleteProperty(globalThis, "localStorage");
  }
}
