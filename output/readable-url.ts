const READABLE: Readonly<Record<string, string>> = { '%3A': ':', '%7C': '|', '%2F': '/', '%2C': ',' };

/** Returns a URL with the percent-encoding of `:`, `|`, `/` and `,` decoded: for people, not for requests. */
export function decodeReadable(url: string): string {
  return url.replace(/%(?:3A|7C|2F|2C)/gi, (code) => READABLE[code.toUpperCase()] ?? code);
}
