/**
 * The dates of a contract are examples. Pact injects one value for a parameter, however often it comes, so the relay puts
 * in the dates that a state has given instead (SL-9).
 * @param url path and query
 * @param values of the interaction's states; without `from` and `to` nothing changes
 */
export function withinWindow(url: string, { from, to }: Readonly<Record<string, string>>): string {
  const mark = url.indexOf('?');
  if (mark < 0 || from === undefined || to === undefined) return url;
  const pairs = url
    .slice(mark + 1)
    .split('&')
    .map((pair) => {
      const [, name, prefix] = /^(schedule\.date)=(ge|le)/.exec(pair) ?? [];
      if (name === undefined) return pair;
      return `${name}=${prefix}${encodeURIComponent(prefix === 'ge' ? from : to)}`;
    });
  return `${url.slice(0, mark)}?${pairs.join('&')}`;
}
