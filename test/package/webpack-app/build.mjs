import { copyFileSync } from "node:fs";
import webpack from "webpack";

const compiler = webpack({
  mode: "production",
  context: import.meta.dirname,
  entry: "./main.js",
  devtool: "source-map",
  experiments: { css: true },
  // Minification takes most of the time and does not affect how modules and the worker are found.
  optimization: { minimize: false },
  performance: { hints: false },
});
compiler.run((error, stats) => {
  if (error || stats.hasErrors() || stats.hasWarnings()) {
    process.stderr.write(`${error ?? stats.toString("errors-warnings")}\n`);
    process.exit(1);
  }
  copyFileSync("index.html", "dist/index.html");
});
