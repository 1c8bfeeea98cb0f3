import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** Returns whether a media query matches, and follows it. */
export function useMedia(query: string): boolean {
  const matches = useSignal(matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const follow = () => {
      matches.value = media.matches;
    };
    follow();
    media.addEventListener('change', follow);
    return () => media.removeEventListener('change', follow);
  }, [query]);
  return matches.value;
}
