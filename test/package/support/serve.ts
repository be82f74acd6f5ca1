import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
  ".map": "application/json",
};

export interface StaticSite {
  readonly url: string;
  /** The browsers' reports about the Content Security Policy: the violated directive, and the cause. */
  readonly violations: readonly string[];
  close(): Promise<void>;
}

export interface StaticSiteOptions {
  /** Files beside those of the folder, by path. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Directives that take the place of the strict ones or come beside them. */
  readonly policy?: Readonly<Record<string, string>>;
}

/** No inline code, no `eval`, no `blob:`, nothing from anywhere else; sockets to this machine, for Sora. */
const strict = {
  "default-src": "'none'",
  "script-src": "'self'",
  "worker-src": "'self'",
  "style-src": "'self'",
  "img-src": "'self'",
  "connect-src": "'self' ws://127.0.0.1:*",
  "base-uri": "'none'",
  "form-action": "'none'",
  "frame-ancestors": "'none'",
};

/** Serves an app's files under a strict Content Security Policy. */
export function serveStrictly(
  folder: string,
  { files = {}, policy = {} }: StaticSiteOptions = {},
): Promise<StaticSite> {
  const violations: string[] = [];
  const directives = Object.entries({ ...strict, ...policy, "report-uri": "/violations" });
  const header = directives.map(([name, value]) => `${name} ${value}`).join("; ");

  return listen(violations, (request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://x").pathname);
    if (path === "/violations") {
      let body = "";
      request.on("data", (chunk) => {
        body += chunk;
      });
      request.on("end", () => {
        const report = JSON.parse(body)["csp-report"];
        violations.push(
          `${report["effective-directive"] ?? report["violated-directive"]}: ${report["blocked-uri"]}`,
        );
        response.writeHead(204).end();
      });
      return;
    }
    const file = join(folder, path === "/" ? "index.html" : path);
    const headers = {
      "content-type": types[extname(file)] ?? "application/octet-stream",
      "content-security-policy": header,
      "x-content-type-options": "nosniff",
    };
    // Browsers ask every site for one.
    if (path === "/favicon.ico") response.writeHead(204).end();
    else if (files[path] !== undefined) response.writeHead(200, headers).end(files[path]);
    else if (!existsSync(file) || !statSync(file).isFile()) response.writeHead(404).end();
    else createReadStream(file).pipe(response.writeHead(200, headers));
  });
}

/** Serves one script to every origin, as a content delivery network does. */
export function serveToAnyone(file: string): Promise<StaticSite> {
  return listen([], (_request, response) => {
    response.writeHead(200, { "content-type": "text/javascript", "access-control-allow-origin": "*" });
    createReadStream(file).pipe(response);
  });
}

async function listen(violations: readonly string[], handle: RequestListener): Promise<StaticSite> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    violations,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
