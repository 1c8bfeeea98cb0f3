// Preloaded into a measured server: ends it with its parent process, and reports its usage on every message. It is no
// ES module, because the first one of a process costs several milliseconds of the start.
process.on('disconnect', () => process.exit());
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  const usage = { cpuMs: (user + system) / 1000, residentMb: process.memoryUsage.rss() / 2 ** 20 };
  // The parent may be gone by now; `disconnect` then ends this process.
  process.send?.(usage, () => undefined);
});
// The channel alone must not keep the process alive.
process.channel?.unref();
