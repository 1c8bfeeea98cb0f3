// Preloaded into a measured server: ends it with its parent process, and reports its usage on every message.
export interface Usage {
  /** Processor time so far, in milliseconds. */
  readonly cpuMs: number;
  /** Resident memory now, in megabytes of 1,048,576 bytes. */
  readonly residentMb: number;
}

process.on('disconnect', () => process.exit());
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  const usage: Usage = { cpuMs: (user + system) / 1000, residentMb: process.memoryUsage.rss() / 2 ** 20 };
  // The parent may be gone by now; `disconnect` then ends this process.
  process.send?.(usage, () => undefined);
});
// The channel alone must not keep the process alive.
process.channel?.unref();
