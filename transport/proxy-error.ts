/** An error of a proxy in the place of a response. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
  readonly problem: 'proxy-unreachable' | 'proxy-refused' | 'proxy-authentication' | 'proxy-dropped';
  /** Host and port of the proxy, without user name and password. */
  readonly proxy: string;
  /** The status that the proxy returned. */
  readonly status: number | undefined;

  constructor(
    problem: ProxyError['problem'],
    { proxy, status, cause }: { readonly proxy: string; readonly status?: number; readonly cause?: unknown },
  ) {
    super(`${problem}: ${proxy}`, { cause });
    this.problem = problem;
    this.proxy = proxy;
    this.status = status;
  }
}
