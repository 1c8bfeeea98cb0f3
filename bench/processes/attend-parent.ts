// Loaded before a server that is measured: ends it with whoever has started it, and tells what it uses when asked.
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
  // Who has asked may be gone by now; then this ends as well.
  process.send?.(usage, () => undefined);
});
// Listening for questions alone shall keep nobody alive.
process.channel?.unref();
