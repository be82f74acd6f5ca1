import { join } from "node:path";
import { root } from "./install.mjs";

export const loginPath = "/login";
const options = { issuer: "demo login", audience: "react-sora-e2ee-demo" };

/**
 * A login for the demo, at the demo's own address. Any name can sign in, so it demonstrates vouching without
 * protection.
 */
export function demoLogin() {
  return {
    name: "demo-login",
    async configureServer(server) {
      let login;
      server.middlewares.use((request, response, next) => {
        if (!request.url.startsWith(`${loginPath}/`)) return next();
        login ??= server
          .ssrLoadModule(join(root, "examples/login-server.ts"))
          .then(({ createLogin }) => createLogin(options));
        login.then((answer) => answer(request, response), next);
      });
    },
  };
}
