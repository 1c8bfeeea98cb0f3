import { connect } from 'node:net';

/**
 * Sends one request on a new connection, and waits for all of its answer. By hand, because the first request of an HTTP
 * client costs more than what is measured.
 */
export function firstAnswer(port: number, request: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => socket.write(request));
    socket.setTimeout(20_000, () => socket.destroy(new Error('no answer came')));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the connection closed before the answer came')));
    socket.setEncoding('latin1').on('data', (text: string) => {
      received += text;
      const end = received.indexOf('\r\n\r\n');
      const [, length] = /\r\ncontent-length: (\d+)/i.exec(received) ?? [];
      if (end < 0 || received.length < end + 4 + Number(length)) return;
      socket.removeAllListeners('close').destroy();
      if (received.startsWith('HTTP/1.1 200')) resolve();
      else reject(new Error(`the first answer is ${received.slice(0, 200)}`));
    });
  });
}
