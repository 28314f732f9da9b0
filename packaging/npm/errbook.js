#!/usr/bin/env node
// Starts the program of the package that npm chose for this machine.
const { spawn } = require("node:child_process");

const name = `@errbook/${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "errbook.exe" : "errbook";
let program;
try {
  program = require.resolve(`${name}/bin/${file}`);
} catch {
  console.error(`error: ${name} is not installed: npm left it out (--omit=optional), or there is no errbook for this machine`);
  process.exit(2);
}

const child = spawn(program, process.argv.slice(2), { stdio: "inherit" });
// A Ctrl+C goes to the program as well; it decides when to end.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => {
  console.error(`error: cannot start ${program}: ${error.message}`);
  process.exit(2);
});
child.on("exit", (code, signal) => {
  if (signal) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  } else process.exit(code);
});
