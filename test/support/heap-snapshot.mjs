// Preloaded into a process whose memory a test looks into: writes a heap snapshot to the file that the parent names.
import { setImmediate } from 'node:timers/promises';
import { writeHeapSnapshot } from 'node:v8';

process.on('message', async (file) => {
  // What a finalizer or a closed connection releases is gone after a turn of the event loop.
  for (let turn = 0; turn < 2; turn++) {
    await setImmediate();
    globalThis.gc?.();
  }
  writeHeapSnapshot(String(file));
  process.send?.('written');
});
