import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const loginServer = fileURLToPath(new URL("../login-server.ts", import.meta.url));

/** Answers `/login/…` with the login server. In an app of your own, your own server does this. */
function login(): Plugin {
  return {
    name: "login",
    async configureServer(server) {
      const { createLogin } = await server.ssrLoadModule(loginServer);
      const answer = await createLogin({ issuer: "example login", audience: "full-meeting" });
      server.middlewares.use((request, response, next) => {
        if (request.url?.startsWith("/login/")) answer(request, response);
        else next();
      });
    },
  };
}

export default defineConfig({ plugins: [login()] });
