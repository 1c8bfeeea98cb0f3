import { connect } from 'node:net';

/**
 * Sends one request on a new connection, and waits for all of its answer. By hand, because the first request of an HTTP
 * client costs more than what is measured.
 */
export function firstAnswer(port: number, request: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let head = '';
    let left: number | undefined;
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => socket.write(request));
    socket.setTimeout(20_000, () => socket.destroy(new Error('no answer came')));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the connection closed before the answer came')));
    socket.on('data', (bytes: Buffer) => {
      if (left === undefined) {
        const before = head.length;
        head += bytes.toString('latin1');
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return;
        if (!head.startsWith('HTTP/1.1 200')) {
          return void socket.destroy(new Error(`the first answer is ${head.slice(0, end)}`));
        }
        const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1]);
        left = length - (before + bytes.length - end - 4);
      } else {
        left -= bytes.length;
      }
      if (left > 0) return;
      socket.removeAllListeners('close').destroy();
      resolve();
    });
  });
}
